"""Models load for every role that sees their rows, without the columns that it may not read."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Count

from clinical.models import Doctor, Patient
from tenancy import acting_as
from tenancy.privileges import columns
from tests.refusals import refused
from tests.world import World

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models()
    if not apps.get_app_config(model._meta.app_label).name.startswith("django.")
    # Of a schema that is closed to a role nothing is there: see tests/webhooks/test_admin.py.
    and model._meta.db_table != "workers"
]
ROLES = ["patient", "doctor", "nurse", "staff", "admin", "superadmin"]
FOR_VIEWS_ALONE = {("payments", "nurse"), ("medical_records", "staff")}
"""Granted where no policy shows a row: enough for a view to ask, and no order to load a model in."""


def acting(world: World, role: str) -> Any:
    if role == "superadmin":
        return acting_as(world.superadmin, clinic_id=world.a.clinic.pk)
    return acting_as(world.a.logins[role])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.db_table)
def test_a_model_loads_for_whoever_may_read_of_it(
    world: World, role: str, model: type[models.Model]
) -> None:
    with acting(world, role):
        readable = columns(model, "SELECT")
        if readable:
            related = [f.name for f in model._meta.fields if f.is_relation and not f.null]
            rows = model._base_manager.select_related(*related)
            if (model._meta.db_table, role) in FOR_VIEWS_ALONE:
                rows = model._base_manager.order_by()
            assert isinstance(list(rows[:3]), list)
        else:
            with refused():
                model._base_manager.exists()


def test_what_is_hidden_is_none_and_the_rest_is_there(world: World) -> None:
    with acting_as(world.a.patient_login):
        patient = Patient.objects.get()
        doctor = Doctor.objects.get()
    assert patient.full_name == world.a.patient.full_name
    assert patient.tags is None
    assert patient.notes is None
    assert doctor.full_name == world.a.doctor.full_name
    with acting_as(world.a.doctor_login):
        assert Patient.objects.get().tags == []


def test_the_inner_person_s_columns_are_not_the_outer_one_s(world: World) -> None:
    with acting_as(world.a.doctor_login):
        with acting_as(world.a.patient_login):
            assert Patient.objects.get().tags is None
        assert Patient.objects.get().tags == []


def test_a_count_by_row_works_with_hidden_columns(world: World) -> None:
    with acting_as(world.a.patient_login):
        (doctor,) = Doctor.objects.annotate(booked=Count("appointments"))
    assert doctor.booked == 0
    assert doctor.signature_image_url is None


def test_nobody_filters_or_sorts_by_what_is_hidden(world: World) -> None:
    with acting_as(world.a.patient_login):
        for query in (
            Patient.objects.filter(notes="x"),
            Patient.objects.order_by("notes"),
            Patient.objects.exclude(tags=[]),
        ):
            with refused():
                list(query)
