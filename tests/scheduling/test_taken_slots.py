"""A slot that an appointment has taken: nobody writes by hand what would set the two at odds."""

from collections.abc import Callable
from typing import Any

import pytest
from psycopg.errors import CheckViolation

from scheduling.models import AppointmentSlot
from tests.refusals import refused
from tests.rows import draft
from tests.scheduling.conftest import Day, tomorrow

pytestmark = pytest.mark.django_db

each_writer = pytest.mark.parametrize("role", ["doctor", "staff", "admin", "superadmin"])

STAYS = "appointment_slots_taken_stays"


def slots(slot: AppointmentSlot) -> Any:
    return AppointmentSlot.objects.filter(pk=slot.pk)


@pytest.fixture
def taken(day: Day) -> AppointmentSlot:
    slot = day.slot()
    day.book(slot)
    return day.get(slot)


@each_writer
@pytest.mark.parametrize("is_taken", [True, False])
@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda day: {"starts_at": tomorrow(5)},
        lambda day: {"duration_minutes": 10},
        lambda day: {"doctor_id": day.doctor().pk},
    ],
    ids=["time", "length", "doctor"],
)
def test_no_slot_is_moved(
    role: str, elsewhere: Callable[[Day], dict[str, Any]], is_taken: bool, day: Day
) -> None:
    slot = day.slot()
    if is_taken:
        day.book(slot)
    change = elsewhere(day)
    with refused(), day.acting(role):
        slots(slot).update(**change)
    assert day.get(slot).starts_at == slot.starts_at


@each_writer
def test_it_is_not_deleted(role: str, taken: AppointmentSlot, day: Day) -> None:
    with refused(CheckViolation, by=STAYS), day.acting(role):
        slots(taken).delete()
    assert day.get(taken).appointment_id == taken.appointment_id


@each_writer
def test_when_its_appointment_is_cancelled_it_is_as_any_other(
    role: str, taken: AppointmentSlot, day: Day
) -> None:
    assert taken.appointment_id is not None
    day.desk().cancel_booking(taken.appointment_id)
    with day.acting(role):
        assert slots(taken).delete()[0] == 1


@each_writer
def test_it_may_be_blocked_for_whoever_comes_after(
    role: str, taken: AppointmentSlot, day: Day
) -> None:
    with day.acting(role):
        assert slots(taken).update(is_blocked=True, block_reason="Meeting") == 1


@each_writer
@pytest.mark.parametrize("change", ["is_available", "appointment_id"])
def test_nobody_takes_or_frees_one_by_hand(
    role: str, change: str, taken: AppointmentSlot, day: Day
) -> None:
    free = day.slot()
    for slot, value in ((taken, None), (free, taken.appointment_id)):
        given = {"is_available": value is None, "appointment_id": value}
        with refused(), day.acting(role):
            slots(slot).update(**{change: given[change]})


@each_writer
def test_nobody_makes_one_that_is_taken(role: str, day: Day) -> None:
    appointment = day.appointment()
    given = {"starts_at": appointment.starts_at, "appointment": appointment, "is_available": False}
    with refused(), day.acting(role):
        AppointmentSlot.objects.create(**draft("appointment_slots", day.at, **given))
