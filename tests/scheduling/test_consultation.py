"""booking.start_consultation, complete and mark_no_show: what becomes of who was to be seen."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from scheduling.models import Appointment
from tests.audit.log import recorded
from tests.scheduling.conftest import MEMBERS, Day, at_home, in_order, refusal, tomorrow
from tests.world import World

pytestmark = pytest.mark.django_db

each_member = pytest.mark.parametrize("role", MEMBERS)

STEPS = {
    "start_consultation": ("in_progress", ["scheduled", "confirmed"]),
    "complete": ("completed", ["in_progress"]),
    "mark_no_show": ("no_show", ["scheduled", "confirmed"]),
}
"""What each makes of an appointment, and of which."""

STATUSES = [
    *("scheduled", "confirmed", "in_progress", "completed"),
    *("cancelled", "no_show", "rescheduled"),
]


@each_member
@pytest.mark.parametrize(
    ("function", "status"), [(name, status) for name, step in STEPS.items() for status in step[1]]
)
def test_each_takes_the_step(role: str, function: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(0), status)
    answer = day.ask(role, function, appointment.pk)
    becomes, _ = STEPS[function]
    assert (answer["status"], answer["idempotent"]) == ("success", False)
    assert answer["result"]["appointment_status"] == day.get(appointment).status == becomes


@each_member
@pytest.mark.parametrize(
    ("function", "status"),
    [
        (name, status)
        for name, (becomes, comes_from) in STEPS.items()
        for status in STATUSES
        if status not in [becomes, *comes_from]
    ],
)
def test_no_other_step_is_taken(role: str, function: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(0), status)
    assert day.ask(role, function, appointment.pk) == {
        "status": "conflict",
        "code": "wrong_status",
    }
    assert day.get(appointment) == appointment


@each_member
@pytest.mark.parametrize("hours", [-24, -1 / 60, 24, 72])
def test_only_todays_begin(role: str, hours: float, day: Day) -> None:
    appointment = day.appointment(at_home(hours), "confirmed")
    assert day.ask(role, "start_consultation", appointment.pk) == {
        "status": "conflict",
        "code": "not_today",
    }
    assert day.get(appointment).status == "confirmed"


@each_member
@pytest.mark.parametrize("hours", [24, 72])
def test_none_ends_before_its_day(role: str, hours: float, day: Day) -> None:
    appointment = day.appointment(at_home(hours), "in_progress")
    assert day.ask(role, "complete", appointment.pk) == {
        "status": "conflict",
        "code": "not_today",
    }
    assert day.get(appointment).status == "in_progress"
    assert day.get(day.at.patient).total_visits == 0


@pytest.mark.parametrize("hours", [-24, -1 / 60])
def test_what_was_forgotten_or_went_on_past_midnight_ends(hours: float, day: Day) -> None:
    appointment = day.appointment(at_home(hours), "in_progress")
    assert day.desk("doctor").complete(appointment.pk).appointment_status == "completed"


@pytest.mark.parametrize(
    ("status", "function"),
    [("completed", "start_consultation"), ("cancelled", "complete"), ("confirmed", "complete")],
)
def test_of_what_may_not_follow_it_is_not_asked_when(status: str, function: str, day: Day) -> None:
    appointment = day.appointment(tomorrow(), status)
    with refusal("wrong_status"):
        getattr(day.desk(), function)(appointment.pk)


@each_member
@pytest.mark.parametrize("function", STEPS)
def test_a_step_taken_already_is_said(role: str, function: str, day: Day) -> None:
    appointment = day.appointment(at_home(0), STEPS[function][0])
    answer = day.ask(role, function, appointment.pk)
    assert (answer["status"], answer["idempotent"]) == ("success", True)
    assert day.get(appointment).updated_at == appointment.updated_at


@each_member
@pytest.mark.parametrize("function", [*STEPS, "check_in"])
@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_what_is_not_there_takes_none(
    role: str, function: str, which: str | None, day: Day, elsewhere: Day
) -> None:
    deleted, theirs = day.appointment(at_home(0)), elsewhere.appointment(at_home(0))
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": theirs.pk, "deleted": deleted.pk}
    assert day.ask(role, function, which and keys[which]) == {
        "status": "error",
        "code": "appointment_not_found",
    }
    assert elsewhere.get(theirs).status == "scheduled"


def test_a_consultation_begins_and_ends_and_so_does_the_place_in_the_queue(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    desk, before = day.desk("doctor"), datetime.now(UTC)
    desk.call_next()
    assert desk.start_consultation(walk_in).queue_status == "serving"
    assert desk.complete(walk_in).queue_status == "completed"
    row = day.number(walk_in)
    assert in_order(before, row.consultation_start_at, row.consultation_end_at, datetime.now(UTC))
    assert day.queue().total_waiting == 0


def test_nobody_need_have_been_called(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    assert day.desk("doctor").start_consultation(walk_in).queue_status == "serving"
    assert day.queue().total_waiting == 0


def test_who_is_not_in_the_queue_does_not_come_into_it(day: Day) -> None:
    appointment = day.appointment(at_home(0))
    assert day.desk("doctor").start_consultation(appointment.pk).queue_status is None


def test_who_waits_for_anybody_becomes_the_doctors_who_begins(day: Day) -> None:
    day.appointment(at_home(0), duration_minutes=1440, patient=day.patient())
    anybodys = day.appointment(at_home(0), doctor=None)
    began = day.desk("doctor").start_consultation(anybodys.pk)
    row = day.get(anybodys)
    assert began.doctor_id == row.doctor_id == day.at.doctor.pk
    assert (row.may_overlap, row.overlap_reason) == (True, "called from the queue")


@pytest.mark.parametrize("role", ["nurse", "staff", "admin", "superadmin"])
def test_begun_by_others_it_stays_anybodys(role: str, day: Day) -> None:
    anybodys = day.appointment(at_home(0), doctor=None)
    assert day.desk(role).start_consultation(anybodys.pk).doctor_id is None


def test_a_colleagues_stays_the_colleagues(day: Day) -> None:
    colleagues = day.appointment(at_home(0), doctor=day.doctor())
    began = day.desk("doctor").start_consultation(colleagues.pk)
    assert began.doctor_id == colleagues.doctor_id


def test_one_begun_by_mistake_goes_back(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    day.desk("doctor").start_consultation(walk_in)
    day.change(day.number(walk_in), status="confirmed")
    row = day.number(walk_in)
    assert (row.consultation_start_at, row.queue_status) == (None, "called")


@each_member
def test_nobody_is_given_up_before_their_time(role: str, day: Day) -> None:
    appointment = day.appointment(datetime.now(UTC) + timedelta(seconds=30))
    with refusal("too_early"):
        day.desk(role).mark_no_show(appointment.pk)
    assert day.get(appointment).status == "scheduled"


@pytest.mark.parametrize("status", ["in_progress", "completed", "cancelled", "rescheduled"])
def test_of_what_has_gone_on_it_is_not_too_early(status: str, day: Day) -> None:
    appointment = day.appointment(tomorrow(), status)
    with refusal("wrong_status"):
        day.desk().mark_no_show(appointment.pk)


def test_who_is_given_up_keeps_the_time_and_leaves_the_queue(day: Day) -> None:
    appointment = day.appointment(at_home(0))
    day.desk().check_in(appointment.pk)
    before = datetime.now(UTC)
    gone = day.desk().mark_no_show(appointment.pk)
    assert (gone.appointment_status, gone.queue_status) == ("no_show", "cancelled")
    assert in_order(before, day.get(appointment).no_show_marked_at, datetime.now(UTC))
    assert day.queue().total_waiting == 0

    slot = day.slot()
    booked = day.desk().create_booking("key", slot.pk, day.patient().pk).appointment_id
    day.change(Appointment(pk=booked), status="no_show")
    assert day.get(slot).appointment_id == booked


@pytest.mark.parametrize(
    ("function", "status"),
    [
        ("start_consultation", "confirmed"),
        ("complete", "in_progress"),
        ("mark_no_show", "confirmed"),
    ],
)
def test_the_audit_log_has_who_took_the_step(
    function: str, status: str, day: Day, world: World
) -> None:
    appointment = day.appointment(at_home(0), status)
    with recorded(world) as entries:
        day.ask("doctor", function, appointment.pk)
    (entry,) = [entry for entry in entries if entry.table_name == "appointments"]
    assert entry.new_values["status"] == STEPS[function][0]
    # What follows, a visit or an absence that is counted, is the doctor's too.
    assert {(entry.user_id, entry.actor_role) for entry in entries} == {
        (day.at.doctor_login.pk, "clinic_doctor")
    }


def test_one_that_began_later_than_now_ends_when_it_began(day: Day) -> None:
    appointment = day.appointment(at_home(0), "confirmed")
    desk = day.desk("doctor")
    desk.start_consultation(appointment.pk)
    later = datetime.now(UTC) + timedelta(hours=1)
    day.change(day.get(appointment), consultation_start_at=later)
    desk.complete(appointment.pk)
    assert day.get(appointment).consultation_end_at == later


def test_a_doctor_takes_over_what_was_begun_without_one(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    assert day.desk("nurse").start_consultation(walk_in).doctor_id is None
    taken = day.desk("doctor").start_consultation(walk_in)
    assert (taken.doctor_id, taken.idempotent) == (day.at.doctor.pk, False)
    assert day.desk("doctor").start_consultation(walk_in).idempotent
