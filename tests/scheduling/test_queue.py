"""booking.check_in and booking.call_next: the digital waiting room, and whose turn it is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from psycopg.errors import CheckViolation, UniqueViolation

from scheduling.models import Appointment, QueueDay
from system.models import SystemSetting
from tenancy import acting_as
from tests.audit.log import recorded
from tests.refusals import refused
from tests.scheduling.conftest import MEMBERS, Day, at_home, in_order, refusal, today
from tests.world import World

pytestmark = pytest.mark.django_db

each_member = pytest.mark.parametrize("role", MEMBERS)

FITS = "appointments_queue_status_fits_status"
PLACE = "appointments_place_in_queue_key"

MIDNIGHT, LAST_MINUTE = 0, 24 - 1 / 60


@each_member
@pytest.mark.parametrize("status", ["scheduled", "confirmed"])
def test_each_lets_in_who_has_come(role: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(12), status)
    before = datetime.now(UTC)
    came = day.desk(role).check_in(appointment.pk)
    row = day.get(appointment)
    assert (came.appointment_status, came.queue_number, came.queue_status, came.idempotent) == (
        *("confirmed", "001", "waiting", False),
    )
    assert in_order(before, row.checked_in_at, datetime.now(UTC))
    assert (day.queue().numbers_given, day.queue().total_waiting) == (1, 1)


@each_member
def test_who_is_in_keeps_their_number(role: str, day: Day) -> None:
    appointment = day.appointment(at_home(12))
    day.desk("nurse").check_in(appointment.pk)
    before = day.get(appointment).checked_in_at
    again = day.desk(role).check_in(appointment.pk)
    assert (again.queue_number, again.idempotent) == ("001", True)
    assert day.get(appointment).checked_in_at == before
    assert day.queue().numbers_given == 1


@pytest.mark.parametrize(
    ("prefix", "number"), [("A", "A001"), ("", "001"), ("Desk", "Desk001"), ("\u00e9", "\u00e9001")]
)
def test_a_number_begins_as_the_clinic_has_set(prefix: Any, number: str, day: Day) -> None:
    with acting_as(day.at.admin_login):
        SystemSetting.objects.create(
            clinic=day.at.clinic, category="queue", key="number_prefix", value=prefix
        )
    assert day.desk().check_in(day.appointment(at_home(12)).pk).queue_number == number


def test_who_was_called_or_is_served_is_in(day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT))
    desk = day.desk("doctor")
    desk.check_in(appointment.pk)
    desk.call_next()
    assert desk.check_in(appointment.pk).queue_status == "called"
    desk.start_consultation(appointment.pk)
    assert desk.check_in(appointment.pk).queue_status == "serving"


def test_who_was_given_up_has_come_after_all(day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT))
    day.desk().mark_no_show(appointment.pk)
    came = day.desk().check_in(appointment.pk)
    assert (came.appointment_status, came.queue_status) == ("confirmed", "waiting")
    assert day.get(appointment).no_show_marked_at is None


def test_who_was_called_in_vain_comes_back_with_the_same_number(day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT))
    desk = day.desk()
    desk.check_in(appointment.pk)
    desk.call_next()
    desk.mark_no_show(appointment.pk)
    assert day.get(appointment).queue_status == "cancelled"
    came = desk.check_in(appointment.pk)
    assert (came.queue_number, came.queue_status) == ("001", "waiting")
    assert day.get(appointment).called_at is None
    assert desk.call_next().appointment_id == appointment.pk


@each_member
@pytest.mark.parametrize("hours", [-24, -1 / 60, 24, 48])
def test_only_today_is_let_in(role: str, hours: float, day: Day) -> None:
    appointment = day.appointment(at_home(hours))
    with refusal("not_today"):
        day.desk(role).check_in(appointment.pk)
    assert day.get(appointment).queue_number is None


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_the_clinics_own_day(zone: str, day: Day) -> None:
    day.change(day.at.clinic, timezone=zone)
    noon = datetime.now(ZoneInfo(zone)).replace(hour=12, minute=0, second=0, microsecond=0)
    day.desk().check_in(day.appointment(noon).pk)
    for other in (noon - timedelta(days=1), noon + timedelta(days=1)):
        with refusal("not_today"):
            day.desk().check_in(day.appointment(other).pk)


@each_member
@pytest.mark.parametrize("status", ["in_progress", "completed", "cancelled", "rescheduled"])
def test_what_has_gone_on_is_not_let_in(role: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT), status)
    with refusal("wrong_status"):
        day.desk(role).check_in(appointment.pk)
    assert day.get(appointment).status == status


def waiting(day: Day, starts_at: datetime, **given: Any) -> UUID:
    """Give an appointment whose patient has come just now."""
    appointment = day.appointment(starts_at, **{"patient": day.patient()} | given)
    return day.desk().check_in(appointment.pk).appointment_id


def arrived(day: Day, appointment_id: UUID, minutes: float, before: datetime | None = None) -> None:
    """Say that somebody came so many minutes ago, or before a moment."""
    at = (before or datetime.now(UTC)) - timedelta(minutes=minutes)
    day.change(day.number(appointment_id), checked_in_at=at)


@each_member
def test_each_calls_who_is_next(role: str, day: Day) -> None:
    came = waiting(day, at_home(MIDNIGHT))
    before = datetime.now(UTC)
    called = day.desk(role).call_next()
    row, queue = day.number(came), day.queue()
    assert (called.appointment_id, called.queue_status, called.idempotent) == (
        *(came, "called", False),
    )
    assert in_order(before, row.called_at, datetime.now(UTC))
    assert (queue.current_number, queue.last_called_number, queue.total_waiting) == (
        *("001", "001", 0),
    )


def test_it_is_the_turn_of_who_has_waited_longest_since_arrival_and_time(day: Day) -> None:
    early = waiting(day, at_home(LAST_MINUTE))
    late = waiting(day, at_home(MIDNIGHT))
    walk_in = day.desk().register_walk_in(day.patient().pk).appointment_id
    punctual = waiting(day, at_home(MIDNIGHT), doctor=None)
    now = datetime.now(UTC)
    for minutes, each in ((0, late), (1, walk_in), (2, punctual), (300, early)):
        arrived(day, each, minutes / 1000, now)
    day.change(day.number(walk_in), starts_at=at_home(MIDNIGHT))
    called = [day.desk().call_next().appointment_id for _ in range(4)]
    assert called == [punctual, walk_in, late, early]


def test_a_doctor_calls_their_own_and_who_waits_for_anybody(day: Day) -> None:
    colleagues = waiting(day, at_home(MIDNIGHT), doctor=day.doctor())
    own = waiting(day, at_home(MIDNIGHT))
    anybodys = waiting(day, at_home(MIDNIGHT), doctor=None)
    desk = day.desk("doctor")
    assert {desk.call_next().appointment_id for _ in range(2)} == {own, anybodys}
    with refusal("queue_empty"):
        desk.call_next()
    assert day.desk("staff").call_next().appointment_id == colleagues


@pytest.mark.parametrize("role", ["nurse", "staff", "doctor"])
def test_a_doctor_may_be_named(role: str, day: Day) -> None:
    colleague = day.doctor()
    waiting(day, at_home(MIDNIGHT))
    theirs = waiting(day, at_home(MIDNIGHT), doctor=colleague)
    assert day.desk(role).call_next(colleague.pk).appointment_id == theirs
    with refusal("queue_empty"):
        day.desk(role).call_next(colleague.pk)


def test_who_waits_for_anybody_becomes_the_doctors_who_calls(day: Day) -> None:
    day.appointment(at_home(MIDNIGHT), duration_minutes=1440, patient=day.patient())
    booked = waiting(day, at_home(MIDNIGHT), doctor=None)
    walk_in = day.desk().register_walk_in(day.patient().pk).appointment_id
    desk = day.desk("doctor")
    assert {desk.call_next().doctor_id for _ in range(2)} == {day.at.doctor.pk}
    assert overlap(day.number(booked)) == (True, "called from the queue")
    assert overlap(day.number(walk_in)) == (True, "walk-in")


def overlap(row: Appointment) -> tuple[bool, str | None]:
    return row.may_overlap, row.overlap_reason


def test_called_by_the_desk_it_stays_anybodys(day: Day) -> None:
    booked = waiting(day, at_home(MIDNIGHT), doctor=None)
    assert day.desk().call_next().doctor_id is None
    assert overlap(day.number(booked)) == (False, None)


def test_whose_time_it_was_keeps_it_when_called(day: Day) -> None:
    own = waiting(day, at_home(MIDNIGHT))
    day.desk("doctor").call_next()
    assert overlap(day.number(own)) == (False, None)


@each_member
def test_nobody_waits_where_nobody_came(role: str, day: Day, elsewhere: Day) -> None:
    day.appointment(at_home(MIDNIGHT))
    waiting(elsewhere, at_home(MIDNIGHT))
    yesterday = day.appointment(at_home(-12), patient=day.patient())
    day.change(
        yesterday,
        status="confirmed",
        queue_status="waiting",
        queue_number="001",
        checked_in_at=at_home(-12),
    )
    deleted = waiting(day, at_home(MIDNIGHT + 1))
    day.delete(day.number(deleted))
    assert day.ask(role, "call_next") == {"status": "conflict", "code": "queue_empty"}
    assert day.queue().total_waiting == 0


@each_member
@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted"])
def test_no_such_doctor_calls_nobody(role: str, which: str, day: Day) -> None:
    deleted = day.doctor()
    waiting(day, at_home(MIDNIGHT), doctor=None)
    day.delete(deleted)
    keys = {"unknown": uuid4(), "another clinic's": day.world.b.doctor.pk, "deleted": deleted.pk}
    assert day.ask(role, "call_next", keys[which]) == {
        "status": "error",
        "code": "doctor_not_found",
    }
    assert day.queue().total_waiting == 1


def test_the_queue_knows_how_long_people_waited(day: Day) -> None:
    arrived(day, waiting(day, at_home(1 / 60), doctor=None), minutes=10)
    arrived(day, waiting(day, at_home(MIDNIGHT), doctor=None), minutes=30)
    assert shown(day) == (2, None, None)
    day.desk().call_next()
    assert shown(day) == (1, 30, "002")
    day.desk().call_next()
    assert shown(day) == (0, 20, "001")


def shown(day: Day) -> tuple[int, int | None, str | None]:
    queue = day.queue()
    return queue.total_waiting, queue.average_wait_time_minutes, queue.current_number


def test_what_is_done_by_hand_counts_too(day: Day) -> None:
    came = day.number(waiting(day, at_home(MIDNIGHT)))
    day.change(came, queue_status="called", called_at=datetime.now(UTC))
    assert (day.queue().total_waiting, day.queue().current_number) == (0, "001")
    day.change(came, queue_status="waiting", called_at=None)
    assert day.queue().total_waiting == 1
    day.delete(came)
    assert day.queue().total_waiting == 0


QUEUE_OF = {
    "scheduled": {None, "cancelled"},
    "confirmed": {None, "waiting", "called", "cancelled"},
    "in_progress": {None, "serving", "cancelled"},
    "completed": {None, "completed", "cancelled"},
    **{key: {None, "cancelled"} for key in ("cancelled", "no_show", "rescheduled")},
}
"""Where an appointment of each status may stand in the queue."""


@pytest.mark.parametrize("role", ["staff", "admin"])
@pytest.mark.parametrize("status", QUEUE_OF)
def test_nobody_is_in_the_queue_whose_appointment_is_not(role: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT), status)
    rows = Appointment._base_manager.filter(pk=appointment.pk)
    for place in (None, "waiting", "called", "serving", "completed", "cancelled"):
        values = {"queue_status": place, "queue_number": "001", "checked_in_at": at_home(MIDNIGHT)}
        if place in QUEUE_OF[status]:
            with day.acting(role):
                assert rows.update(**values) == 1
        else:
            with refused(CheckViolation, by=FITS), day.acting(role):
                rows.update(**values)


@pytest.mark.parametrize("place", ["waiting", "called"])
@pytest.mark.parametrize("missing", ["queue_number", "checked_in_at"])
def test_who_is_in_the_queue_has_come_and_has_a_number(place: str, missing: str, day: Day) -> None:
    appointment = day.appointment(at_home(MIDNIGHT), "confirmed")
    values = {"queue_number": "001", "checked_in_at": at_home(MIDNIGHT), missing: None}
    with refused(CheckViolation, by="appointments_queue_status_has_number"), day.acting():
        Appointment.objects.filter(pk=appointment.pk).update(queue_status=place, **values)


def test_what_is_set_to_another_day_is_counted_there(day: Day) -> None:
    came = day.number(waiting(day, at_home(MIDNIGHT)))
    waiting(day, at_home(MIDNIGHT + 1))
    for hours, counted in ((48, (1, 1)), (72, (1, 0)), (MIDNIGHT, (2, 0)), (-24, (1, 0))):
        day.change(came, starts_at=at_home(hours))
        with day.acting():
            rows = dict(QueueDay.objects.values_list("queue_date", "total_waiting"))
        assert (rows[today()], rows.get(today() + timedelta(days=2), 0)) == counted
        assert rows[today() + timedelta(hours=hours)] == (2 if hours == MIDNIGHT else 1)


def expected(day: Day, **given: Any) -> Appointment:
    """Give another appointment of today, of the same patient."""
    return day.appointment(at_home(LAST_MINUTE), "confirmed", doctor=day.doctor(), **given)


@each_member
@pytest.mark.parametrize("place", ["waiting", "called", "serving"])
def test_who_is_in_the_queue_is_not_let_in_twice(role: str, place: str, day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    if place != "waiting":
        day.desk().call_next()
    if place == "serving":
        day.desk().start_consultation(walk_in)
    other = expected(day)
    assert day.ask(role, "check_in", other.pk) == {
        "status": "conflict",
        "code": "patient_in_queue",
        "appointment_id": str(walk_in),
    }
    assert (day.get(other).queue_status, day.queue().numbers_given) == (None, 1)


def test_who_was_seen_is_let_in_for_the_next(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    other = expected(day)
    day.desk().start_consultation(walk_in)
    day.desk().complete(walk_in)
    assert day.desk().check_in(other.pk).queue_status == "waiting"


def test_another_patient_or_another_day_or_a_deleted_one_is_in_nobodys_way(day: Day) -> None:
    waiting(day, at_home(MIDNIGHT))
    gone = day.number(waiting(day, at_home(MIDNIGHT + 1), patient=day.at.patient))
    day.delete(gone)
    yesterday = day.number(waiting(day, at_home(MIDNIGHT + 2), patient=day.at.patient))
    day.change(yesterday, starts_at=at_home(-12))
    assert day.desk().check_in(expected(day).pk).queue_status == "waiting"


def test_the_audit_log_has_who_let_in_and_who_called(day: Day, world: World) -> None:
    appointment = day.appointment(at_home(MIDNIGHT))
    with recorded(world) as entries:
        day.desk("nurse").check_in(appointment.pk)
        day.desk("doctor").call_next()
    assert [
        (entry.table_name, entry.user_id, entry.actor_role, entry.new_values["queue_status"])
        for entry in entries
    ] == [
        ("appointments", day.at.nurse_login.pk, "clinic_nurse", "waiting"),
        ("appointments", day.at.doctor_login.pk, "clinic_doctor", "called"),
    ]
    assert day.queue().queue_date == today()


IN_BY_HAND = {"status": "confirmed", "queue_status": "waiting", "queue_number": "099"}


def let_in_by_hand(day: Day, appointment: Appointment, role: str = "staff") -> None:
    """Write a place in the queue, past the functions."""
    with day.acting(role):
        Appointment.objects.filter(pk=appointment.pk).update(
            **IN_BY_HAND, checked_in_at=datetime.now(UTC)
        )


@each_member
def test_a_patient_has_one_place_also_by_hand(role: str, day: Day) -> None:
    waiting(day, at_home(10), patient=day.at.patient)
    second = day.appointment(at_home(12), patient=day.at.patient)
    with refused(UniqueViolation, by=PLACE):
        let_in_by_hand(day, second, role)
    assert day.get(second).queue_status is None


def test_who_has_been_seen_may_come_again(day: Day) -> None:
    first = waiting(day, at_home(MIDNIGHT), patient=day.at.patient)
    second = day.appointment(at_home(12), patient=day.at.patient)
    day.desk("doctor").start_consultation(first)
    with refused(UniqueViolation, by=PLACE):
        let_in_by_hand(day, second)
    day.desk("doctor").complete(first)
    let_in_by_hand(day, second)
    assert day.get(second).queue_status == "waiting"


def test_a_place_that_is_deleted_or_of_another_day_is_not_in_the_way(day: Day) -> None:
    first = waiting(day, at_home(10), patient=day.at.patient)
    tomorrows = day.appointment(at_home(36), patient=day.at.patient)
    let_in_by_hand(day, tomorrows)
    day.delete(day.number(first))
    second = day.appointment(at_home(12), patient=day.at.patient)
    let_in_by_hand(day, second)
    assert day.get(second).queue_status == day.get(tomorrows).queue_status == "waiting"


def test_a_form_says_at_the_patient_that_they_wait(day: Day) -> None:
    waiting(day, at_home(10), patient=day.at.patient)
    second = day.get(day.appointment(at_home(12), patient=day.at.patient))
    for name, value in IN_BY_HAND.items():
        setattr(second, name, value)
    second.checked_in_at = datetime.now(UTC)
    with day.acting(), pytest.raises(ValidationError) as said:
        second.full_clean()
    assert said.value.message_dict == {"patient": ["The patient is in the day's queue already."]}


def test_numbers_go_on_where_the_days_row_was_deleted(day: Day) -> None:
    numbers = [day.desk().register_walk_in(day.patient().pk).queue_number for _ in range(2)]
    with day.acting():
        QueueDay.objects.all().delete()
    day.desk().call_next()
    numbers += [day.desk().register_walk_in(day.patient().pk).queue_number for _ in range(2)]
    assert numbers == ["001", "002", "003", "004"]
    assert (day.queue().numbers_given, day.queue().total_waiting) == (4, 3)


def test_who_has_waited_since_yesterday_is_not_in_todays_queue(day: Day) -> None:
    came = waiting(day, at_home(MIDNIGHT))
    day.change(day.number(came), starts_at=at_home(-12))
    with refusal("not_today"):
        day.desk().check_in(came)


def test_who_is_said_to_have_come_later_is_called_all_the_same(day: Day) -> None:
    came = waiting(day, at_home(MIDNIGHT))
    later = datetime.now(UTC) + timedelta(hours=1)
    day.change(day.number(came), checked_in_at=later)
    assert day.desk().call_next().appointment_id == came
    assert day.number(came).called_at == later
