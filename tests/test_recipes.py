"""tests/recipes.py: one recipe a model, whose rows are valid, linked, and of the clinic they are made in."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests import recipes
from tests.database.catalogue import tables
from tests.recipes import EVERY, ClinicRecipe
from tests.world import World

pytestmark = pytest.mark.django_db(databases=["owner"])

each_recipe = pytest.mark.parametrize("recipe", EVERY, ids=lambda recipe: recipe.model.__name__)

# Of our own models these have no table of ours: Django's sessions and types, kept in public.
OURS = {
    "privacy",
    "identity",
    "clinical",
    "scheduling",
    "records",
    "finance",
    "comms",
    "webhooks",
    "system",
}


def references(model: type[models.Model]) -> list[str]:
    """Name the fields by which a row refers to another of its clinic."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.name != "clinic"
    ]


def test_every_model_has_one_recipe() -> None:
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and model._meta.managed
    ]

    assert sorted(recipe.model.__name__ for recipe in EVERY) == sorted(m.__name__ for m in ours)
    assert {recipe.model._meta.db_table for recipe in EVERY} == tables()


@each_recipe
@pytest.mark.parametrize("linked", [False, True], ids=["plain", "linked"])
def test_one_line_makes_a_valid_row_in_the_clinic(
    recipe: ClinicRecipe, linked: bool, world: World
) -> None:
    recipe = recipe.linked if linked else recipe
    clinics = [world.a.clinic, world.b.clinic, world.a.clinic]
    made = [recipe.make(clinic) for clinic in clinics]

    assert len({row.pk for row in made}) == len(clinics)
    for row, clinic in zip(made, clinics, strict=True):
        row.refresh_from_db()
        row.full_clean()
        assert getattr(row, "clinic_id", clinic.pk) == clinic.pk
        for name in references(type(row)):
            if (other := getattr(row, name)) is not None:
                assert other.clinic_id == clinic.pk, name


@each_recipe
def test_a_linked_row_refers_to_all_it_can(recipe: ClinicRecipe, world: World) -> None:
    row = recipe.linked.make(world.a.clinic)

    assert [name for name in references(recipe.model) if getattr(row, name) is None] == []


@each_recipe
def test_linked_rows_are_of_one_patient_and_doctor(recipe: ClinicRecipe, world: World) -> None:
    row = recipe.linked.make(world.a.clinic)

    for who in ("patient", "doctor"):
        if not hasattr(row, who):
            continue
        for name in references(recipe.model):
            other: Any = getattr(row, name)
            assert getattr(other, who, getattr(row, who)) == getattr(row, who), name


def test_what_is_given_takes_the_place_of_the_recipes(world: World) -> None:
    sick = recipes.patient.make(world.a.clinic, full_name="Given Name")

    record = recipes.medical_record.linked.make(world.a.clinic, patient=sick)

    assert record.patient == sick
    assert record.appointment.patient == sick
    assert sick.full_name == "Given Name"
