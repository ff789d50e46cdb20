"""booking.register_walk_in: who comes without an appointment gets one, and a place in the queue."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from scheduling.booking import BookingConflictError
from scheduling.models import QueueDay
from tests.audit.log import recorded
from tests.rows import draft
from tests.scheduling.conftest import (
    MEMBERS,
    Day,
    at_home,
    in_order,
    instant,
    refusal,
    today,
    tomorrow,
)
from tests.world import World

pytestmark = pytest.mark.django_db

each_member = pytest.mark.parametrize("role", MEMBERS)


@each_member
@pytest.mark.parametrize("with_doctor", [True, False], ids=["with a doctor", "with anybody"])
def test_each_registers_who_comes(role: str, with_doctor: bool, day: Day) -> None:
    doctor = day.at.doctor.pk if with_doctor else None
    before = datetime.now(UTC)
    answer = day.ask(role, "register_walk_in", day.at.patient.pk, doctor, " Fever ")
    (row,) = day.appointments()
    assert answer == {
        "status": "success",
        "idempotent": False,
        "result": {
            "appointment_id": str(row.pk),
            "appointment_number": f"ALPHA-{today():%Y%m%d}-0001",
            "appointment_status": "confirmed",
            "patient_id": str(day.at.patient.pk),
            "doctor_id": doctor and str(doctor),
            "starts_at": instant(row.starts_at),
            "ends_at": instant(row.starts_at + timedelta(minutes=15)),
            "queue_number": "001",
            "queue_status": "waiting",
        },
    }
    assert in_order(before - timedelta(minutes=1), row.starts_at, row.checked_in_at)
    assert in_order(before, row.checked_in_at, datetime.now(UTC))
    assert (row.appointment_type, row.source, row.visit_reason) == ("walk_in", "walk_in", "Fever")
    assert (row.may_overlap, row.overlap_reason) == (True, "Fever")
    assert row.booked_by_id == (None if role == "superadmin" else day.person(role).pk)
    assert (day.queue().numbers_given, day.queue().total_waiting) == (1, 1)


def test_it_is_as_long_as_the_doctors_consultations(day: Day) -> None:
    day.change(day.at.doctor, consultation_duration_minutes=40)
    walk_in = day.desk().register_walk_in(day.at.patient.pk, day.at.doctor.pk)
    assert walk_in.ends_at - walk_in.starts_at == timedelta(minutes=40)


def test_it_stands_beside_what_the_doctor_has(day: Day) -> None:
    day.appointment(at_home(0), duration_minutes=1440, patient=day.patient())
    for _ in range(2):
        day.desk().register_walk_in(day.patient().pk, day.at.doctor.pk)
    assert day.queue().total_waiting == 2


def test_numbers_go_on(day: Day) -> None:
    numbers = [day.desk().register_walk_in(day.patient().pk).queue_number for _ in range(3)]
    assert numbers == ["001", "002", "003"]


def test_past_999_numbers_widen(day: Day) -> None:
    with day.acting("nurse"):
        QueueDay.objects.create(
            **draft("queue_management", day.at, queue_date=today(), numbers_given=998)
        )
    numbers = [day.desk().register_walk_in(day.patient().pk).queue_number for _ in range(2)]
    assert numbers == ["999", "1000"]


def test_each_clinic_has_numbers_of_its_own(day: Day, elsewhere: Day) -> None:
    for clinic in (day, elsewhere):
        assert clinic.desk().register_walk_in(clinic.at.patient.pk).queue_number == "001"


@each_member
def test_who_is_in_the_queue_already_is_told_so(role: str, day: Day) -> None:
    first = day.desk("nurse").register_walk_in(day.at.patient.pk)
    again = day.desk(role).register_walk_in(day.at.patient.pk, day.at.doctor.pk)
    assert (again.appointment_id, again.queue_number, again.idempotent) == (
        first.appointment_id,
        "001",
        True,
    )
    assert len(day.appointments()) == 1


def test_who_checked_in_for_an_appointment_is_no_walk_in(day: Day) -> None:
    appointment = day.appointment(at_home(12))
    day.desk().check_in(appointment.pk)
    assert day.desk().register_walk_in(day.at.patient.pk).appointment_id == appointment.pk


def test_who_was_seen_may_come_again(day: Day) -> None:
    desk = day.desk("doctor")
    first = desk.register_walk_in(day.at.patient.pk)
    desk.start_consultation(first.appointment_id)
    desk.complete(first.appointment_id)
    again = desk.register_walk_in(day.at.patient.pk)
    assert (again.idempotent, again.queue_number) == (False, "002")


@each_member
@pytest.mark.parametrize("which", ["unknown", "another clinic's", "deleted", None])
def test_nobody_is_not_registered(role: str, which: str | None, day: Day) -> None:
    deleted = day.patient()
    day.delete(deleted)
    keys = {
        "unknown": uuid4(),
        "another clinic's": day.world.b.patient.pk,
        "deleted": deleted.pk,
    }
    assert day.ask(role, "register_walk_in", which and keys[which]) == {
        "status": "error",
        "code": "patient_not_found",
    }
    assert day.appointments() == []


@each_member
@pytest.mark.parametrize("which", ["unknown", "another clinic's"])
def test_with_no_such_doctor_nobody_is_registered(role: str, which: str, day: Day) -> None:
    keys = {"unknown": uuid4(), "another clinic's": day.world.b.doctor.pk}
    with refusal("doctor_not_found"):
        day.desk(role).register_walk_in(day.at.patient.pk, keys[which])


@pytest.mark.parametrize("why", ["deleted", "without a licence", "without a login"])
def test_with_a_doctor_who_sees_nobody_nobody_is_registered(why: str, day: Day) -> None:
    doctor = day.at.doctor
    if why == "deleted":
        doctor = day.doctor()
        day.delete(doctor)
    elif why == "without a licence":
        day.change(doctor, license_expiry=today() - timedelta(days=1))
    else:
        day.change(day.at.doctor_login, is_active=False)
    with refusal("doctor_inactive"):
        day.desk().register_walk_in(day.at.patient.pk, doctor.pk)
    assert day.appointments() == []


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_blank_reason_is_none(reason: str | None, day: Day) -> None:
    day.desk().register_walk_in(day.at.patient.pk, None, reason)
    row = day.appointments()[0]
    assert (row.visit_reason, row.overlap_reason) == (None, "walk-in")


@each_member
@pytest.mark.parametrize("status", ["scheduled", "confirmed", "in_progress"])
@pytest.mark.parametrize("hours", [0, 24 - 1 / 60])
def test_who_is_expected_today_is_checked_in_instead(
    role: str, status: str, hours: float, day: Day
) -> None:
    appointment = day.appointment(at_home(hours), status)
    assert day.ask(role, "register_walk_in", day.at.patient.pk) == {
        "status": "conflict",
        "code": "has_appointment_today",
        "appointment_id": str(appointment.pk),
    }
    assert [row.pk for row in day.appointments()] == [appointment.pk]


def test_the_desk_is_told_which_appointment(day: Day) -> None:
    appointment = day.appointment(at_home(12))
    with pytest.raises(BookingConflictError) as refusal:
        day.desk().register_walk_in(day.at.patient.pk)
    assert refusal.value.appointment_id == appointment.pk


@pytest.mark.parametrize("status", ["completed", "cancelled", "no_show", "rescheduled"])
def test_who_is_expected_no_more_may_walk_in(status: str, day: Day) -> None:
    day.appointment(at_home(0), status)
    day.appointment(tomorrow())
    day.appointment(at_home(-12))
    day.delete(day.appointment(at_home(0.5)))
    assert not day.desk().register_walk_in(day.at.patient.pk).idempotent


def test_of_two_the_one_in_the_queue_is_named(day: Day) -> None:
    day.appointment(at_home(0))
    later = day.appointment(at_home(12))
    day.desk().check_in(later.pk)
    again = day.desk().register_walk_in(day.at.patient.pk)
    assert (again.appointment_id, again.idempotent) == (later.pk, True)


@each_member
def test_on_a_doctors_day_off_nobody_is_registered_with_them(role: str, day: Day) -> None:
    day.change(day.at.doctor, blocked_dates=[str(today())])
    assert day.ask(role, "register_walk_in", day.at.patient.pk, day.at.doctor.pk) == {
        "status": "conflict",
        "code": "doctor_away",
    }
    assert day.appointments() == []
    assert day.desk(role).register_walk_in(day.at.patient.pk).queue_number == "001"


def test_another_day_off_is_none_today(day: Day) -> None:
    day.change(day.at.doctor, blocked_dates=[str(today() + timedelta(days=1))])
    assert day.desk().register_walk_in(day.at.patient.pk, day.at.doctor.pk).queue_number == "001"


def test_the_audit_log_has_who_registered_and_why_it_may_overlap(day: Day, world: World) -> None:
    with recorded(world) as entries:
        day.desk("nurse").register_walk_in(day.at.patient.pk, day.at.doctor.pk)
    (entry,) = entries
    assert (entry.table_name, entry.action) == ("appointments", "INSERT")
    assert (entry.new_values["may_overlap"], entry.new_values["overlap_reason"]) == (
        True,
        "walk-in",
    )
    assert (entry.user_id, entry.actor_role) == (day.at.nurse_login.pk, "clinic_nurse")
