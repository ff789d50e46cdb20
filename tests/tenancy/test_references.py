"""A join within the clinic compares the clinics, whichever way the ORM follows the reference."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from pytest_django.plugin import DjangoDbBlocker

from clinical.models import Patient
from scheduling.models import Appointment
from tenancy import acting_as
from tests.isolation.estate import swept_up
from tests.rows import make
from tests.world import World

SAME_CLINIC = '"appointments"."clinic_id" = ("patients"."clinic_id")'


@pytest.mark.parametrize(
    "rows",
    [
        Appointment.objects.select_related("patient"),
        Appointment.objects.filter(patient__full_name="Tan Mei Ling"),
        Patient.objects.filter(appointments__status="completed"),
    ],
    ids=["forwards, to read", "forwards, to filter", "backwards"],
)
def test_a_join_compares_the_clinics(rows: models.QuerySet[Any]) -> None:
    assert SAME_CLINIC in str(rows.query)


@pytest.fixture(scope="module")
def appointment(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Appointment]:
    """Give a completed appointment of the clinic's one patient."""
    with django_db_blocker.unblock(), swept_up():
        yield make("appointments", world.a, status="completed")


@pytest.mark.django_db
def test_the_rows_are_those_of_a_plain_reference(world: World, appointment: Appointment) -> None:
    with acting_as(world.a.admin_login):
        seen = Patient.objects.filter(appointments__status="completed")
        assert set(seen) == {appointment.patient}
        never_seen = Patient.objects.exclude(appointments__status="completed")
        assert world.a.patient not in never_seen
        assert Appointment.objects.select_related("patient", "doctor").get() == appointment
