"""A patient is squeezed in beside another by an explicit flag with a reason, and in no other way."""

from typing import Any

import pytest
from psycopg.errors import CheckViolation, ExclusionViolation

from scheduling.models import Appointment
from tests.audit.log import recorded
from tests.refusals import refused
from tests.rows import draft
from tests.scheduling.conftest import MEMBERS, Day, refusal, tomorrow
from tests.world import World

pytestmark = pytest.mark.django_db

OVERLAP = "appointments_no_overlap"
REASON = "appointments_overlap_reason_of_overlap"
WRITERS = ["staff", "admin", "superadmin"]

SQUEEZED = {"may_overlap": True, "overlap_reason": "Fever"}


def insert(day: Day, role: str, **given: Any) -> Appointment:
    """Make an appointment tomorrow at noon, beside any other."""
    values = {"starts_at": tomorrow(), "patient": day.patient()} | given
    with day.acting(role):
        return Appointment.objects.create(**draft("appointments", day.at, **values))


@pytest.mark.parametrize("role", WRITERS)
def test_a_plain_insert_beside_another_is_refused(role: str, day: Day) -> None:
    insert(day, role)
    with refused(ExclusionViolation, by=OVERLAP):
        insert(day, role)


@pytest.mark.parametrize("role", WRITERS)
def test_beside_a_booking_too(role: str, day: Day) -> None:
    day.book(day.slot(tomorrow()))
    with refused(ExclusionViolation, by=OVERLAP):
        insert(day, role)


@pytest.mark.parametrize("role", WRITERS)
def test_with_a_reason_it_is_not(role: str, day: Day, world: World) -> None:
    day.book(day.slot(tomorrow()))
    with recorded(world) as entries:
        insert(day, role, **SQUEEZED)
    (entry,) = [entry for entry in entries if entry.table_name == "appointments"]
    assert (entry.action, entry.user_id) == ("INSERT", day.person(role).pk)
    assert {name: entry.new_values[name] for name in SQUEEZED} == SQUEEZED


@pytest.mark.parametrize("reason", [None, "", " ", " \t\n"])
@pytest.mark.parametrize("role", WRITERS)
def test_without_a_reason_nobody_is_squeezed_in(role: str, reason: str | None, day: Day) -> None:
    with refused(CheckViolation, by=REASON):
        insert(day, role, may_overlap=True, overlap_reason=reason)


def test_a_reason_alone_squeezes_nobody_in(day: Day) -> None:
    with refused(CheckViolation, by=REASON):
        insert(day, "staff", overlap_reason="Fever")


@pytest.mark.parametrize("role", MEMBERS)
def test_who_is_squeezed_in_later_is_in_the_audit_log(role: str, day: Day, world: World) -> None:
    insert(day, "staff")
    other = insert(day, "staff", starts_at=tomorrow(1))
    rows = Appointment.objects.filter(pk=other.pk)
    with refused(ExclusionViolation, by=OVERLAP), day.acting(role):
        rows.update(starts_at=tomorrow())
    with recorded(world) as entries, day.acting(role):
        assert rows.update(starts_at=tomorrow(), **SQUEEZED) == 1
    (entry,) = entries
    assert entry.user_id == day.person(role).pk
    assert {name: entry.new_values[name] for name in SQUEEZED} == SQUEEZED


def test_beside_another_nobody_becomes_ordinary(day: Day) -> None:
    insert(day, "staff")
    squeezed = insert(day, "staff", **SQUEEZED)
    with refused(ExclusionViolation, by=OVERLAP):
        day.change(squeezed, may_overlap=False, overlap_reason=None)


def test_who_is_squeezed_in_takes_no_time_from_others(day: Day) -> None:
    insert(day, "staff", **SQUEEZED)
    insert(day, "staff", **SQUEEZED)
    assert day.book(day.slot(tomorrow())).starts_at == tomorrow()


def test_the_patient_is_in_one_place_all_the_same(day: Day) -> None:
    insert(day, "staff", **SQUEEZED, patient=day.at.patient)
    with refusal("patient_overlap"):
        day.book(day.slot(tomorrow()))


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse"])
def test_others_make_no_appointment_but_by_a_function(role: str, day: Day) -> None:
    with refused():
        insert(day, role, **SQUEEZED)
