"""A doctor is in one place at a time."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.errors import ExclusionViolation

from tests.refusals import refused
from tests.rows import NOON, make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["appointments", "appointment_slots"])
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def at(minutes: int, **given: Any) -> dict[str, Any]:
    """From so many minutes after noon, for half an hour."""
    return {"starts_at": NOON + minutes * MINUTE, "duration_minutes": 30} | given


@pytest.mark.parametrize(
    "other",
    [at(0), at(-29), at(29), at(10, duration_minutes=5), at(-60, duration_minutes=180)],
    ids=["the same", "its first minute", "its last minute", "within", "around"],
)
def test_what_shares_a_minute_is_refused(table: str, other: dict[str, Any], world: World) -> None:
    make(table, world.a, **at(0))
    with refused(ExclusionViolation, OWNER, f"{table}_no_overlap"):
        make(table, world.a, **other)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_one_begins_when_the_other_ends(table: str, minutes: int, world: World) -> None:
    make(table, world.a, **at(0))
    make(table, world.a, **at(minutes))


def test_a_move_into_another_is_refused(table: str, world: World) -> None:
    make(table, world.a, **at(0))
    row = make(table, world.a, **at(30))
    with refused(ExclusionViolation, OWNER, f"{table}_no_overlap"):
        type(row).objects.using(OWNER).filter(pk=row.pk).update(starts_at=NOON)
    with refused(ExclusionViolation, OWNER, f"{table}_no_overlap"):
        type(row).objects.using(OWNER).filter(pk=row.pk).update(starts_at=NOON + 29 * MINUTE)


def test_another_doctor_is_free(table: str, world: World) -> None:
    make(table, world.a, **at(0))
    make(table, world.a, **at(0, doctor=make("doctors", world.a)))


def test_another_clinic_is_free(table: str, world: World) -> None:
    make(table, world.a, **at(0))
    make(table, world.b, **at(0))


def test_appointments_with_whoever_is_free_do_not_collide(world: World) -> None:
    for _ in range(2):
        make("appointments", world.a, **at(0, doctor=None))


@pytest.mark.parametrize("status", ["cancelled", "rescheduled"])
def test_a_cancelled_or_moved_appointment_leaves_its_time(status: str, world: World) -> None:
    make("appointments", world.a, **at(0, status=status))
    make("appointments", world.a, **at(0))


def test_a_deleted_appointment_leaves_its_time_and_may_not_find_it_again(world: World) -> None:
    gone = make("appointments", world.a, **at(0, deleted_at=NOON))
    make("appointments", world.a, **at(0))
    with refused(ExclusionViolation, OWNER, "appointments_no_overlap"):
        type(gone).objects.using(OWNER).filter(pk=gone.pk).update(deleted_at=None)


@pytest.mark.parametrize(
    "status", ["scheduled", "confirmed", "in_progress", "completed", "no_show"]
)
def test_every_other_appointment_keeps_its_time(status: str, world: World) -> None:
    make("appointments", world.a, **at(0, status=status))
    with refused(ExclusionViolation, OWNER, "appointments_no_overlap"):
        make("appointments", world.a, **at(0))


def test_a_blocked_slot_keeps_its_time(world: World) -> None:
    make("appointment_slots", world.a, **at(0, is_blocked=True))
    with refused(ExclusionViolation, OWNER, "appointment_slots_no_overlap"):
        make("appointment_slots", world.a, **at(0))
