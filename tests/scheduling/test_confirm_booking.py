"""booking.confirm_booking: what was asked for of a doctor who accepts each is accepted."""

from uuid import uuid4

import pytest

from tests.audit.log import recorded
from tests.scheduling.conftest import MEMBERS, Day, refusal
from tests.world import World

pytestmark = pytest.mark.django_db

each_member = pytest.mark.parametrize("role", MEMBERS)


@each_member
def test_each_accepts_what_was_asked_for(role: str, day: Day) -> None:
    day.change(day.at.doctor, auto_accept_appointments=False)
    asked = day.book(role="patient")
    assert asked.appointment_status == "scheduled"
    accepted = day.desk(role).confirm_booking(asked.appointment_id)
    assert (accepted.appointment_status, accepted.idempotent) == ("confirmed", False)
    assert accepted.queue_status is None
    assert day.number(asked.appointment_id).status == "confirmed"


@each_member
def test_accepted_already_is_said(role: str, day: Day) -> None:
    appointment = day.appointment(status="confirmed")
    assert day.desk(role).confirm_booking(appointment.pk).idempotent
    assert day.get(appointment).updated_at == appointment.updated_at


@each_member
@pytest.mark.parametrize(
    "status", ["in_progress", "completed", "cancelled", "no_show", "rescheduled"]
)
def test_what_has_gone_on_is_not_accepted(role: str, status: str, day: Day) -> None:
    appointment = day.appointment(status=status)
    with refusal("wrong_status"):
        day.desk(role).confirm_booking(appointment.pk)
    assert day.get(appointment).status == status


@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_what_is_not_there_is_not_accepted(which: str | None, day: Day, elsewhere: Day) -> None:
    deleted, theirs = day.appointment(), elsewhere.appointment()
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": theirs.pk, "deleted": deleted.pk}
    assert day.ask("staff", "confirm_booking", which and keys[which]) == {
        "status": "error",
        "code": "appointment_not_found",
    }
    assert elsewhere.get(theirs).status == "scheduled"


def test_the_audit_log_has_who_accepted(day: Day, world: World) -> None:
    appointment = day.appointment()
    with recorded(world) as entries:
        day.desk("doctor").confirm_booking(appointment.pk)
    (entry,) = entries
    assert (entry.table_name, entry.new_values["status"]) == ("appointments", "confirmed")
    assert (entry.user_id, entry.actor_role) == (day.at.doctor_login.pk, "clinic_doctor")
