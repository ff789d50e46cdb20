"""booking.reschedule_booking: one appointment for another, both or neither."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from scheduling.models import Appointment, AppointmentSlot, TelemedicineSession
from tests.audit.log import recorded
from tests.rows import draft
from tests.scheduling.conftest import MEMBERS, PEOPLE, Day, at_home, refusal, tomorrow
from tests.scheduling.test_create_booking import (
    begun,
    beside_an_appointment_without_a_slot,
    beyond_the_doctors_limit,
    blocked,
    held_by_another,
    on_a_day_off,
    slot_of_another_clinic,
    taken,
    unknown_slot,
    while_the_patient_is_elsewhere,
    with_a_deleted_doctor,
    with_a_doctor_who_may_not_sign_in,
    with_an_expired_licence,
)
from tests.world import World

pytestmark = pytest.mark.django_db

each_person = pytest.mark.parametrize("role", PEOPLE)


@each_person
def test_each_moves_an_appointment(role: str, day: Day) -> None:
    first, second = day.slot(), day.slot()
    old = day.book(first)
    moved = day.desk(role).reschedule_booking(old.appointment_id, second.pk, " Holiday ")
    was, new = day.number(old.appointment_id), day.number(moved.appointment_id)

    assert (moved.starts_at, moved.appointment_status) == (second.starts_at, "confirmed")
    assert (was.status, was.cancellation_reason) == ("rescheduled", "Holiday")
    assert (new.rescheduled_from_id, new.patient_id) == (was.pk, day.at.patient.pk)
    assert new.booked_by_id == (None if role == "superadmin" else day.person(role).pk)
    assert new.appointment_number != was.appointment_number
    assert state(day, first) == (True, None)
    assert state(day, second) == (False, new.pk)


def state(day: Day, slot: AppointmentSlot) -> tuple[bool, Any]:
    now = day.get(slot)
    return now.is_available, now.appointment_id


def test_it_is_of_the_same_kind_as_before(day: Day) -> None:
    old = day.appointment(
        appointment_type="vaccination",
        source="phone",
        is_telemedicine=True,
        visit_reason="Second dose",
    )
    moved = day.desk().reschedule_booking(old.pk, day.slot().pk)
    new = day.number(moved.appointment_id)
    assert (new.appointment_type, new.source, new.is_telemedicine, new.visit_reason) == (
        "vaccination",
        "phone",
        True,
        "Second dose",
    )


KEPT = {
    "pre_consultation_notes": "Bring the X-ray",
    "internal_notes": "Speaks Hokkien",
    "consultation_fee": Decimal("45.00"),
    "additional_charges": Decimal("5.00"),
    "chas_applicable": True,
    "chas_subsidy_amount": Decimal("18.50"),
    "total_amount": Decimal("31.50"),
    "telemedicine_link": "https://video.example/room",
    "telemedicine_session_id": "room-1",
    "reminder_channels": ["sms", "email"],
}
"""What was noted and agreed before."""


@each_person
def test_what_was_noted_and_agreed_goes_along(role: str, day: Day) -> None:
    old = day.book()
    day.change(Appointment(pk=old.appointment_id), **KEPT)
    moved = day.desk(role).reschedule_booking(old.appointment_id, day.slot().pk)
    new = day.number(moved.appointment_id)
    assert {name: getattr(new, name) for name in KEPT} == KEPT


@each_person
@pytest.mark.parametrize(
    ("status", "goes_along"), [("scheduled", True), ("failed", False), ("completed", False)]
)
def test_a_video_session_that_has_not_begun_goes_along(
    role: str, status: str, goes_along: bool, day: Day
) -> None:
    old, slot = day.book(), day.slot(doctor=day.doctor())
    given = {"appointment_id": old.appointment_id, "patient": day.at.patient, "status": status}
    values = draft("telemedicine_sessions", day.at, **given)
    values.pop("appointment", None)
    with day.acting("staff"):
        session = TelemedicineSession.objects.create(**values)
    moved = day.desk(role).reschedule_booking(old.appointment_id, slot.pk)
    now = day.get(session)
    if goes_along:
        assert (now.appointment_id, now.doctor_id) == (moved.appointment_id, slot.doctor_id)
        assert (now.scheduled_start, now.scheduled_end) == (moved.starts_at, moved.ends_at)
    else:
        assert (now.appointment_id, now.scheduled_start) == (
            old.appointment_id,
            session.scheduled_start,
        )


def test_the_patient_may_go_to_another_doctor_at_the_same_time(day: Day) -> None:
    first = day.slot()
    other = day.slot(first.starts_at, doctor=day.doctor())
    old = day.book(first)
    moved = day.desk().reschedule_booking(old.appointment_id, other.pk)
    assert (moved.doctor_id, moved.starts_at) == (other.doctor_id, first.starts_at)


def test_a_full_day_can_be_rearranged(day: Day) -> None:
    day.change(day.at.doctor, max_daily_appointments=1)
    first, second = day.slot(tomorrow()), day.slot(tomorrow(1))
    old = day.book(first)
    assert day.desk().reschedule_booking(old.appointment_id, second.pk).starts_at == tomorrow(1)


def test_a_time_that_overlaps_the_old_one_can_be_had(day: Day) -> None:
    old = day.appointment(tomorrow())
    slot = day.slot(tomorrow(1 / 6))
    assert day.desk().reschedule_booking(old.pk, slot.pk).starts_at == tomorrow(1 / 6)


@each_person
def test_moved_there_already_is_said(role: str, day: Day) -> None:
    old, slot = day.book(), day.slot()
    first = day.desk("nurse").reschedule_booking(old.appointment_id, slot.pk)
    again = day.desk(role).reschedule_booking(old.appointment_id, slot.pk)
    assert (again.appointment_id, again.idempotent) == (first.appointment_id, True)
    assert len(day.appointments()) == 2


def test_moved_elsewhere_it_does_not_move_again(day: Day) -> None:
    old = day.book()
    day.desk().reschedule_booking(old.appointment_id, day.slot().pk)
    with refusal("wrong_status"):
        day.desk().reschedule_booking(old.appointment_id, day.slot().pk)


def test_it_moves_on_from_where_it_moved(day: Day) -> None:
    first = day.slot()
    old = day.book(first)
    second = day.desk().reschedule_booking(old.appointment_id, day.slot().pk)
    third = day.desk().reschedule_booking(second.appointment_id, first.pk)
    assert day.number(third.appointment_id).rescheduled_from_id == second.appointment_id
    assert third.starts_at == first.starts_at


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        pytest.param(*case, id=case[0].__name__)
        for case in [
            (unknown_slot, "slot_not_found"),
            (slot_of_another_clinic, "slot_not_found"),
            (taken, "slot_unavailable"),
            (held_by_another, "slot_unavailable"),
            (beside_an_appointment_without_a_slot, "slot_unavailable"),
            (blocked, "slot_blocked"),
            (on_a_day_off, "slot_blocked"),
            (begun, "slot_in_past"),
            (beyond_the_doctors_limit, "too_far_ahead"),
            (while_the_patient_is_elsewhere, "patient_overlap"),
            (with_an_expired_licence, "doctor_inactive"),
            (with_a_doctor_who_may_not_sign_in, "doctor_inactive"),
            (with_a_deleted_doctor, "doctor_inactive"),
        ]
    ],
)
@pytest.mark.parametrize("role", ["patient", "staff", "superadmin"])
def test_a_refusal_leaves_both_as_they_were(
    role: str, wish: Callable[[Day], tuple[Any, Any]], code: str, day: Day
) -> None:
    own = day.slot(tomorrow(20))
    old = day.book(own)
    slot, _ = wish(day)
    before = day.appointments()
    with refusal(code):
        day.desk(role).reschedule_booking(old.appointment_id, slot)
    assert fields(day.appointments()) == fields(before)
    assert state(day, own) == (False, old.appointment_id)


def fields(appointments: list[Appointment]) -> list[Any]:
    return [(row.pk, row.status, row.cancellation_reason, row.updated_at) for row in appointments]


def test_a_full_day_is_refused(day: Day) -> None:
    old = day.appointment(tomorrow(24))
    slot = day.slot(tomorrow())
    day.change(day.at.doctor, max_daily_appointments=1)
    day.appointment(tomorrow(1), patient=day.patient())
    with refusal("daily_limit_reached"):
        day.desk().reschedule_booking(old.pk, slot.pk)


@each_person
@pytest.mark.parametrize("status", ["in_progress", "completed", "cancelled", "no_show"])
def test_what_has_gone_on_does_not_move(role: str, status: str, day: Day) -> None:
    appointment, slot = day.appointment(status=status), day.slot()
    with refusal("wrong_status"):
        day.desk(role).reschedule_booking(appointment.pk, slot.pk)
    assert state(day, slot) == (True, None)


@each_person
@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_what_is_not_there_does_not_move(
    role: str, which: str | None, day: Day, elsewhere: Day
) -> None:
    deleted, theirs = day.appointment(), elsewhere.appointment()
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": theirs.pk, "deleted": deleted.pk}
    assert day.ask(role, "reschedule_booking", which and keys[which], day.slot().pk) == {
        "status": "error",
        "code": "appointment_not_found",
    }


def test_a_slot_must_be_named(day: Day) -> None:
    assert day.ask("staff", "reschedule_booking", day.appointment().pk, None) == {
        "status": "error",
        "code": "slot_not_found",
    }


def test_a_patient_moves_nobody_elses(day: Day) -> None:
    theirs = day.appointment(patient=day.patient())
    with refusal("appointment_not_found"):
        day.desk("patient").reschedule_booking(theirs.pk, day.slot().pk)


def test_it_does_not_move_to_where_it_is(day: Day) -> None:
    slot = day.slot()
    old = day.book(slot)
    with refusal("slot_unavailable"):
        day.desk().reschedule_booking(old.appointment_id, slot.pk)
    assert day.number(old.appointment_id).status == "confirmed"


def test_the_audit_log_has_both_by_who_moved_them(day: Day, world: World) -> None:
    old, slot = day.book(), day.slot()
    with recorded(world) as entries:
        day.desk("patient").reschedule_booking(old.appointment_id, slot.pk)
    assert [(entry.table_name, entry.action) for entry in entries] == [
        ("appointments", "UPDATE"),
        ("appointments", "INSERT"),
    ]
    assert {(entry.user_id, entry.actor_role) for entry in entries} == {
        (day.at.patient_login.pk, "clinic_patient")
    }


def test_a_refused_move_leaves_nothing_in_the_audit_log(day: Day, world: World) -> None:
    old, slot = day.book(), day.slot(is_blocked=True)
    with recorded(world) as entries, refusal("slot_blocked"):
        day.desk().reschedule_booking(old.appointment_id, slot.pk)
    assert entries == []


def test_a_patient_moves_until_the_time_has_come(day: Day) -> None:
    appointment, slot = day.appointment(at_home(0)), day.slot()
    with refusal("too_late"):
        day.desk("patient").reschedule_booking(appointment.pk, slot.pk)
    assert (day.get(appointment).status, state(day, slot)) == ("scheduled", (True, None))
    moved = day.desk("staff").reschedule_booking(appointment.pk, slot.pk)
    again = day.desk("patient").reschedule_booking(appointment.pk, slot.pk)
    assert (again.appointment_id, again.idempotent) == (moved.appointment_id, True)


@pytest.mark.parametrize("role", MEMBERS)
def test_others_move_later_too(role: str, day: Day) -> None:
    appointment, slot = day.appointment(at_home(0)), day.slot()
    moved = day.desk(role).reschedule_booking(appointment.pk, slot.pk)
    assert moved.starts_at == slot.starts_at


def test_who_walked_in_comes_at_a_time_that_was_agreed(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk, day.at.doctor.pk).appointment_id
    moved = day.number(day.desk().reschedule_booking(walk_in, day.slot().pk).appointment_id)
    assert (moved.appointment_type, moved.source, moved.may_overlap) == (
        *("consultation", "staff"),
        False,
    )
