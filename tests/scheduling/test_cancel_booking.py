"""booking.cancel_booking: a time that is given up is for others."""

from uuid import uuid4

import pytest

from tests.audit.log import recorded
from tests.scheduling.conftest import MEMBERS, PEOPLE, Day, at_home, instant, refusal
from tests.world import World

pytestmark = pytest.mark.django_db

each_person = pytest.mark.parametrize("role", PEOPLE)


@each_person
def test_each_cancels_and_is_named(role: str, day: Day) -> None:
    booking = day.book()
    cancelled = day.desk(role).cancel_booking(booking.appointment_id, " Better ")
    row = day.number(booking.appointment_id)
    assert (cancelled.appointment_status, cancelled.idempotent) == ("cancelled", False)
    assert (row.status, row.cancellation_reason) == ("cancelled", "Better")
    assert row.cancelled_by_id == (None if role == "superadmin" else day.person(role).pk)


def test_the_answer_is_that_of_a_booking(day: Day) -> None:
    slot = day.slot()
    booking = day.book(slot)
    assert day.ask("staff", "cancel_booking", booking.appointment_id) == {
        "status": "success",
        "idempotent": False,
        "result": {
            "appointment_id": str(booking.appointment_id),
            "appointment_number": booking.appointment_number,
            "appointment_status": "cancelled",
            "patient_id": str(day.at.patient.pk),
            "doctor_id": str(day.at.doctor.pk),
            "starts_at": instant(slot.starts_at),
            "ends_at": instant(slot.ends_at),
            "queue_number": None,
            "queue_status": None,
        },
    }


def test_its_slot_is_for_others(day: Day) -> None:
    slot = day.slot()
    booking = day.book(slot)
    day.desk().cancel_booking(booking.appointment_id)
    freed = day.get(slot)
    assert (freed.is_available, freed.appointment_id) == (True, None)
    assert day.book(slot, day.patient()).starts_at == slot.starts_at


def test_a_slot_that_was_blocked_meanwhile_stays_blocked(day: Day) -> None:
    slot = day.slot()
    booking = day.book(slot)
    day.change(slot, is_blocked=True)
    day.desk().cancel_booking(booking.appointment_id)
    with refusal("slot_blocked"):
        day.book(slot, day.patient())


@each_person
def test_cancelled_already_is_said_and_nothing_changes(role: str, day: Day) -> None:
    booking = day.book()
    day.desk("nurse").cancel_booking(booking.appointment_id, "First")
    before = day.number(booking.appointment_id)
    again = day.desk(role).cancel_booking(booking.appointment_id, "Second")
    after = day.number(booking.appointment_id)
    assert again.idempotent
    assert (after.cancellation_reason, after.cancelled_by_id, after.updated_at) == (
        "First",
        day.at.nurse_login.pk,
        before.updated_at,
    )


@each_person
@pytest.mark.parametrize("status", ["in_progress", "completed", "no_show", "rescheduled"])
def test_what_has_gone_on_is_not_cancelled(role: str, status: str, day: Day) -> None:
    appointment = day.appointment(status=status)
    with refusal("wrong_status"):
        day.desk(role).cancel_booking(appointment.pk)
    assert day.get(appointment).status == status


@each_person
@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_what_is_not_there_is_not_cancelled(
    role: str, which: str | None, day: Day, elsewhere: Day
) -> None:
    deleted, theirs = day.appointment(), elsewhere.appointment()
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": theirs.pk, "deleted": deleted.pk}
    assert day.ask(role, "cancel_booking", which and keys[which]) == {
        "status": "error",
        "code": "appointment_not_found",
    }
    assert elsewhere.get(theirs).status == "scheduled"


def test_a_patient_cancels_nobody_elses(day: Day) -> None:
    theirs = day.appointment(patient=day.patient())
    with refusal("appointment_not_found"):
        day.desk("patient").cancel_booking(theirs.pk)


def test_who_waits_leaves_the_queue(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk)
    day.desk().cancel_booking(walk_in.appointment_id)
    assert day.number(walk_in.appointment_id).queue_status == "cancelled"
    assert day.queue().total_waiting == 0


@pytest.mark.parametrize("reason", [None, "", "  ", "é" * 10_240])
def test_any_reason_will_do(reason: str | None, day: Day) -> None:
    booking = day.book()
    day.desk().cancel_booking(booking.appointment_id, reason)
    kept = day.number(booking.appointment_id).cancellation_reason
    assert kept == (reason if reason and reason.strip() else None)


def test_the_audit_log_has_who_cancelled(day: Day, world: World) -> None:
    booking = day.book()
    with recorded(world) as entries:
        day.desk("patient").cancel_booking(booking.appointment_id, "Better")
    (entry,) = entries
    assert (entry.table_name, entry.action) == ("appointments", "UPDATE")
    assert entry.new_values["status"] == "cancelled"
    assert (entry.user_id, entry.actor_role) == (day.at.patient_login.pk, "clinic_patient")


def test_a_patient_cancels_until_the_time_has_come(day: Day) -> None:
    appointment = day.appointment(at_home(0))
    with refusal("too_late"):
        day.desk("patient").cancel_booking(appointment.pk)
    assert day.get(appointment).status == "scheduled"
    day.desk("staff").cancel_booking(appointment.pk)
    assert day.desk("patient").cancel_booking(appointment.pk).idempotent


@pytest.mark.parametrize("role", MEMBERS)
def test_others_cancel_later_too(role: str, day: Day) -> None:
    appointment = day.appointment(at_home(0))
    assert day.desk(role).cancel_booking(appointment.pk).appointment_status == "cancelled"
