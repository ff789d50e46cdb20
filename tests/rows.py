"""One valid row of any table, for the people of the tests' world: `make("appointments", world.a)`.

The recipes are those of tests/recipes.py; patient, doctor and login are the world's own.
"""

from typing import Any

from django.db import models

from tests.recipes import EVERY, NOON, TODAY
from tests.world import ClinicWorld

__all__ = ["IN_THE_ADMIN", "NOON", "NOT_SHOWN", "RECIPES", "TODAY", "draft", "make", "model_of"]

RECIPES = {recipe.model._meta.db_table: recipe for recipe in EVERY}

NOT_SHOWN = {"data_keys", "metric_entries"}
"""Tables whose rows say nothing to anybody by themselves."""

IN_THE_ADMIN = [table for table in RECIPES if table not in NOT_SHOWN]


def make(table: str, at: ClinicWorld, **given: Any) -> Any:
    """Make a row of `table` in the clinic `at`, with the fields `given` instead of the recipe's."""
    clinic = given.pop("clinic", at.clinic)
    return RECIPES[table].make(clinic, **_people(table, at) | given)


def draft(table: str, at: ClinicWorld, **given: Any) -> dict[str, Any]:
    """Give the fields of a valid row that nobody has made."""
    return RECIPES[table].values(at.clinic, **_people(table, at) | given)


def model_of(table: str) -> type[models.Model]:
    """Give the model of a table."""
    return RECIPES[table].model


def _people(table: str, at: ClinicWorld) -> dict[str, Any]:
    people = {
        "patient": at.patient,
        "patient_id": at.patient.pk,
        "doctor": at.doctor,
        "user": at.patient_login,
    }
    return {name: people[name] for name in people.keys() & RECIPES[table].attr_mapping.keys()}
