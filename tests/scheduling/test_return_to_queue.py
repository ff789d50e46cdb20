"""booking.return_to_queue: who was called too soon waits again."""

from uuid import UUID, uuid4

import pytest

from tests.audit.log import recorded
from tests.scheduling.conftest import MEMBERS, Day, at_home, refusal
from tests.world import World

pytestmark = pytest.mark.django_db

each_member = pytest.mark.parametrize("role", MEMBERS)


def called(day: Day) -> UUID:
    """Give an appointment whose patient has been called, before another who waits."""
    day.desk().register_walk_in(day.at.patient.pk)
    day.desk().register_walk_in(day.patient().pk)
    return day.desk().call_next().appointment_id


@each_member
def test_each_lets_them_wait_again(role: str, day: Day) -> None:
    appointment = called(day)
    came = day.number(appointment).checked_in_at
    back = day.desk(role).return_to_queue(appointment)
    assert (back.queue_status, back.queue_number, back.idempotent) == ("waiting", "001", False)
    row = day.number(appointment)
    assert (row.status, row.queue_status, row.called_at) == ("confirmed", "waiting", None)
    assert row.checked_in_at == came
    assert day.queue().total_waiting == 2


def test_they_are_called_next(day: Day) -> None:
    appointment = called(day)
    day.desk().return_to_queue(appointment)
    assert [day.desk().call_next().queue_number for _ in range(2)] == ["001", "002"]


@each_member
def test_who_waits_already_is_told_so(role: str, day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk)
    before = day.number(walk_in.appointment_id).updated_at
    assert day.desk(role).return_to_queue(walk_in.appointment_id).idempotent
    assert day.number(walk_in.appointment_id).updated_at == before


@each_member
@pytest.mark.parametrize("step", [None, "start_consultation", "complete", "mark_no_show"])
def test_who_was_not_called_or_is_gone_does_not_come_into_it(
    role: str, step: str | None, day: Day
) -> None:
    appointment = day.appointment(at_home(0), "confirmed")
    if step:
        day.desk().check_in(appointment.pk)
        day.desk().call_next()
        if step == "complete":
            day.desk().start_consultation(appointment.pk)
        day.ask("staff", step, appointment.pk)
    before = day.get(appointment).queue_status
    with refusal("wrong_status"):
        day.desk(role).return_to_queue(appointment.pk)
    assert day.get(appointment).queue_status == before


def test_only_today(day: Day) -> None:
    appointment = day.number(called(day))
    day.change(appointment, starts_at=at_home(-12))
    with refusal("not_today"):
        day.desk().return_to_queue(appointment.pk)


@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_who_is_not_there_does_not_wait(which: str | None, day: Day, elsewhere: Day) -> None:
    deleted, theirs = day.number(called(day)), called(elsewhere)
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": theirs, "deleted": deleted.pk}
    assert day.ask("staff", "return_to_queue", which and keys[which]) == {
        "status": "error",
        "code": "appointment_not_found",
    }
    assert elsewhere.number(theirs).queue_status == "called"


def test_the_audit_log_has_who_did_it(day: Day, world: World) -> None:
    appointment = called(day)
    with recorded(world) as entries:
        day.desk("nurse").return_to_queue(appointment)
    (entry,) = entries
    assert (entry.table_name, entry.new_values["queue_status"]) == ("appointments", "waiting")
    assert (entry.user_id, entry.actor_role) == (day.at.nurse_login.pk, "clinic_nurse")
