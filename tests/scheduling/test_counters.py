"""What is counted of a patient and a doctor follows from the appointments, whoever writes them."""

from datetime import date, timedelta
from typing import Any

import pytest

from clinical.models import Doctor, Patient
from scheduling.models import Appointment
from tests.audit.log import recorded
from tests.refusals import refused
from tests.rows import make
from tests.scheduling.conftest import MEMBERS, Day, at_home
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db

TODAY_IS = date(2026, 3, 2)

Counted = tuple[int, int, date | None, date | None]


def visit(day: Day, on: date = TODAY_IS, status: str = "completed", **given: Any) -> Appointment:
    """Make an appointment that is over."""
    return day.appointment(at_home(9, on), status, **given)


def counted(day: Day, patient: Patient | None = None) -> Counted:
    """Give visits, absences, and the first and last visit."""
    row = day.get(patient or day.at.patient)
    return row.total_visits, row.no_show_count, row.first_visit_date, row.last_visit_date


def consultations(day: Day, doctor: Doctor | None = None) -> int:
    return day.get(doctor or day.at.doctor).total_consultations


def test_a_visit_counts(day: Day) -> None:
    visit(day)
    assert counted(day) == (1, 0, TODAY_IS, TODAY_IS)
    assert consultations(day) == 1


def test_visits_have_a_first_and_a_last(day: Day) -> None:
    for days in (0, 30, -30, 7):
        visit(day, TODAY_IS + timedelta(days=days))
    assert counted(day) == (4, 0, date(2026, 1, 31), date(2026, 4, 1))
    assert consultations(day) == 4


@pytest.mark.parametrize(
    "status", ["scheduled", "confirmed", "in_progress", "cancelled", "rescheduled"]
)
def test_nothing_else_does(status: str, day: Day) -> None:
    visit(day, status=status)
    assert (counted(day), consultations(day)) == ((0, 0, None, None), 0)


def test_the_day_is_the_clinics(day: Day) -> None:
    day.appointment(at_home(0.5, TODAY_IS), "completed")
    assert counted(day)[2:] == (TODAY_IS, TODAY_IS)


def test_an_absence_counts_until_somebody_comes_after_all(day: Day) -> None:
    appointment = day.appointment(at_home(0), "no_show")
    assert (counted(day), consultations(day)) == ((0, 1, None, None), 0)
    day.desk().check_in(appointment.pk)
    assert counted(day) == (0, 0, None, None)


@pytest.mark.parametrize(("status", "expected"), [("completed", (2, 1)), ("no_show", (1, 2))])
def test_what_is_deleted_does_not_count_until_it_is_back(
    status: str, expected: tuple[int, int], day: Day
) -> None:
    for days, other in enumerate(("completed", "no_show"), 1):
        visit(day, TODAY_IS + timedelta(days=days), other)
    before = counted(day), consultations(day)
    appointment = visit(day, status=status)
    day.delete(appointment)
    assert (counted(day), consultations(day)) == before
    with day.acting():
        Appointment._base_manager.get(pk=appointment.pk).restore()
    assert (counted(day)[:2], consultations(day)) == (expected, expected[0])


@pytest.mark.parametrize(
    ("gone", "expected"), [(0, (7, 14)), (7, (0, 14)), (14, (0, 7))], ids=["first", "mid", "last"]
)
def test_the_first_and_last_are_those_that_are_left(
    gone: int, expected: tuple[int, int], day: Day
) -> None:
    for days in (-1, 15):
        visit(day, TODAY_IS + timedelta(days=days), "cancelled")
    visits = {days: visit(day, TODAY_IS + timedelta(days=days)) for days in (0, 7, 14)}
    day.delete(visits[gone])
    first, last = (TODAY_IS + timedelta(days=days) for days in expected)
    assert counted(day) == (2, 0, first, last)


@pytest.mark.parametrize("status", ["completed", "no_show"])
def test_a_change_of_patient_moves_what_counts(status: str, day: Day) -> None:
    appointment, other = visit(day, status=status), day.patient()
    before = counted(day)
    day.change(appointment, patient=other)
    assert counted(day) == (0, 0, None, None)
    assert counted(day, other) == before


def test_a_change_of_doctor_moves_the_consultation(day: Day) -> None:
    appointment, other = visit(day), day.doctor()
    day.change(appointment, doctor=other)
    assert (consultations(day), consultations(day, other)) == (0, 1)
    assert counted(day) == (1, 0, TODAY_IS, TODAY_IS)


def test_a_visit_without_a_doctor_is_one(day: Day) -> None:
    visit(day, doctor=None)
    assert (counted(day)[0], consultations(day)) == (1, 0)


def test_a_change_of_day_moves_the_first_and_last(day: Day) -> None:
    appointment = visit(day)
    day.change(appointment, starts_at=at_home(9, date(2026, 2, 1)))
    assert counted(day) == (1, 0, date(2026, 2, 1), date(2026, 2, 1))


def test_what_was_counted_elsewhere_stays(day: Day) -> None:
    patient = day.patient(
        total_visits=5,
        no_show_count=2,
        first_visit_date=date(2019, 1, 1),
        last_visit_date=date(2025, 1, 1),
    )
    appointment = visit(day, patient=patient)
    assert counted(day, patient) == (6, 2, date(2019, 1, 1), TODAY_IS)
    visit(day, TODAY_IS + timedelta(days=1), "no_show", patient=patient)
    assert counted(day, patient) == (6, 3, date(2019, 1, 1), TODAY_IS)
    day.delete(appointment)
    assert counted(day, patient)[:3] == (5, 3, date(2019, 1, 1))


@pytest.mark.django_db(databases=[OWNER])
def test_nothing_is_counted_below_zero(world: World) -> None:
    loaded = [make("appointments", world.a, status=status) for status in ("completed", "no_show")]
    for row in loaded:
        Appointment.objects.using(OWNER).filter(pk=row.pk).update(deleted_at=at_home(0))
    patient = Patient.objects.using(OWNER).get(pk=world.a.patient.pk)
    assert (patient.total_visits, patient.no_show_count) == (0, 0)
    assert Doctor.objects.using(OWNER).get(pk=world.a.doctor.pk).total_consultations == 0


def test_the_function_counts_as_the_hand_does(day: Day) -> None:
    appointment = day.appointment(at_home(0))
    day.desk("doctor").start_consultation(appointment.pk)
    for _ in range(2):
        day.desk("doctor").complete(appointment.pk)
    assert (counted(day)[0], consultations(day)) == (1, 1)


def test_of_another_clinic_nothing_changes(day: Day, elsewhere: Day) -> None:
    visit(day)
    assert (counted(elsewhere), consultations(elsewhere)) == ((0, 0, None, None), 0)


@pytest.mark.parametrize("role", ["patient", *MEMBERS])
@pytest.mark.parametrize(
    "counter", ["total_visits", "no_show_count", "first_visit_date", "last_visit_date"]
)
def test_nobody_writes_what_is_counted_of_a_patient(role: str, counter: str, day: Day) -> None:
    with refused(), day.acting(role):
        Patient.objects.filter(pk=day.at.patient.pk).update(**{counter: None})


@pytest.mark.parametrize("role", ["patient", *MEMBERS])
def test_nobody_writes_what_is_counted_of_a_doctor(role: str, day: Day) -> None:
    with refused(), day.acting(role):
        Doctor.objects.filter(pk=day.at.doctor.pk).update(total_consultations=99)


def test_the_audit_log_has_whose_visit_counted(day: Day, world: World) -> None:
    appointment = day.appointment(at_home(0), "in_progress")
    with recorded(world) as entries:
        day.desk("doctor").complete(appointment.pk)
    changed = {entry.table_name: entry for entry in entries}
    assert set(changed) == {"appointments", "patients", "doctors"}
    assert changed["patients"].new_values["total_visits"] == 1
    assert {entry.user_id for entry in entries} == {day.at.doctor_login.pk}
