"""booking.hold_slot: a slot is kept from others for some minutes, and then by nobody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.scheduling.conftest import MEMBERS, PEOPLE, Day, in_order, instant, refusal
from tests.scheduling.test_create_booking import (
    begun,
    beside_an_appointment_without_a_slot,
    beyond_the_clinics_limit,
    beyond_the_doctors_limit,
    blocked,
    blocked_and_taken,
    held_by_a_superadmin,
    held_by_another,
    on_a_day_off,
    slot_of_another_clinic,
    taken,
    unknown_slot,
    with_a_deleted_doctor,
    with_a_doctor_who_may_not_sign_in,
    with_an_expired_licence,
)

pytestmark = pytest.mark.django_db

each_person = pytest.mark.parametrize("role", PEOPLE)


@each_person
def test_each_holds_a_slot_for_five_minutes(role: str, day: Day) -> None:
    slot = day.slot()
    before = datetime.now(UTC)
    answer = day.ask(role, "hold_slot", slot.pk)
    after = datetime.now(UTC)
    held = day.get(slot)
    assert answer == {
        "status": "success",
        "result": {"slot_id": str(slot.pk), "held_until": instant(held.held_until)},
    }
    five = timedelta(minutes=5)
    assert in_order(before + five, held.held_until, after + five)
    assert held.held_by == day.person(role).pk
    assert held.is_available


@pytest.mark.parametrize("minutes", [1, 30])
def test_it_is_for_so_many_minutes(minutes: int, day: Day) -> None:
    hold = day.desk().hold_slot(day.slot().pk, minutes)
    left = hold.held_until - datetime.now(UTC)
    assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)


@each_person
@pytest.mark.parametrize("minutes", [None, -1, 0, 31, 2**31 - 1])
def test_other_minutes_are_refused(role: str, minutes: int | None, day: Day) -> None:
    slot = day.slot()
    assert day.ask(role, "hold_slot", slot.pk, minutes) == {
        "status": "error",
        "code": "invalid_input",
    }
    assert day.get(slot).held_until is None


@pytest.mark.parametrize("holder", PEOPLE)
def test_nobody_else_holds_or_books_it(holder: str, day: Day) -> None:
    slot = day.slot()
    day.desk(holder).hold_slot(slot.pk)
    for role in set(PEOPLE) - {holder}:
        with refusal("slot_unavailable"):
            day.desk(role).hold_slot(slot.pk)
        with refusal("slot_unavailable"):
            day.book(slot, role=role)


@each_person
def test_held_again_it_starts_anew(role: str, day: Day) -> None:
    slot = day.slot()
    first = day.desk(role).hold_slot(slot.pk, 1)
    again = day.desk(role).hold_slot(slot.pk, 20)
    assert again.held_until > first.held_until + timedelta(minutes=18)


@each_person
def test_a_hold_that_is_over_holds_nobody_up(role: str, day: Day) -> None:
    slot = day.slot(
        held_by=day.at.newcomer_login.pk, held_until=datetime.now(UTC) - timedelta(milliseconds=1)
    )
    assert day.desk(role).hold_slot(slot.pk).slot_id == slot.pk


def test_a_hold_that_is_over_does_not_keep_others_from_booking(day: Day) -> None:
    slot = day.slot(
        held_by=day.at.newcomer_login.pk, held_until=datetime.now(UTC) - timedelta(milliseconds=1)
    )
    assert day.book(slot).starts_at == slot.starts_at


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        pytest.param(*case, id=case[0].__name__)
        for case in [
            (unknown_slot, "slot_not_found"),
            (slot_of_another_clinic, "slot_not_found"),
            (taken, "slot_unavailable"),
            (held_by_another, "slot_unavailable"),
            (held_by_a_superadmin, "slot_unavailable"),
            (beside_an_appointment_without_a_slot, "slot_unavailable"),
            (blocked, "slot_blocked"),
            (blocked_and_taken, "slot_blocked"),
            (on_a_day_off, "slot_blocked"),
            (begun, "slot_in_past"),
            (beyond_the_doctors_limit, "too_far_ahead"),
            (beyond_the_clinics_limit, "too_far_ahead"),
            (with_an_expired_licence, "doctor_inactive"),
            (with_a_doctor_who_may_not_sign_in, "doctor_inactive"),
            (with_a_deleted_doctor, "doctor_inactive"),
        ]
    ],
)
@pytest.mark.parametrize("role", ["patient", "staff", "superadmin"])
def test_what_is_not_to_be_had_is_not_held(
    role: str, wish: Callable[[Day], tuple[Any, Any]], code: str, day: Day
) -> None:
    slot, _ = wish(day)
    with refusal(code):
        day.desk(role).hold_slot(slot)


def test_a_slot_must_be_named(day: Day) -> None:
    assert day.ask("staff", "hold_slot", None) == {"status": "error", "code": "slot_not_found"}


def test_a_patient_holds_three_at_most(day: Day) -> None:
    slots = [day.slot() for _ in range(4)]
    for slot in slots[:3]:
        day.desk("patient").hold_slot(slot.pk)
    with refusal("too_many_holds"):
        day.desk("patient").hold_slot(slots[3].pk)
    # One of the three again.
    day.desk("patient").hold_slot(slots[0].pk)
    # One is booked, and held no more.
    day.book(slots[1], role="patient")
    day.desk("patient").hold_slot(slots[3].pk)


def test_a_hold_that_is_over_does_not_count(day: Day) -> None:
    over = datetime.now(UTC) - timedelta(milliseconds=1)
    for _ in range(3):
        day.slot(held_by=day.at.patient_login.pk, held_until=over)
    day.desk("patient").hold_slot(day.slot().pk)


@pytest.mark.parametrize("role", MEMBERS)
def test_everybody_else_holds_as_many_as_they_need(role: str, day: Day) -> None:
    for _ in range(4):
        day.desk(role).hold_slot(day.slot().pk)
