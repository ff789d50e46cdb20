"""Who is expected is not deleted: nobody at the desk would see whom they call."""

import pytest
from psycopg.errors import CheckViolation

from tests.refusals import refused
from tests.scheduling.conftest import Day, at_home, tomorrow

pytestmark = pytest.mark.django_db

STAY = "patients_expected_stay"


@pytest.mark.parametrize("status", ["scheduled", "confirmed", "in_progress"])
@pytest.mark.parametrize("when", [at_home(0), tomorrow()], ids=["today", "tomorrow"])
def test_who_is_expected_stays(status: str, when: object, day: Day) -> None:
    day.appointment(when, status)  # type: ignore[arg-type]
    with refused(CheckViolation, by=STAY):
        day.delete(day.at.patient)


def test_who_walked_in_stays_until_they_have_been_seen(day: Day) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    with refused(CheckViolation, by=STAY):
        day.delete(day.at.patient)
    day.desk("doctor").start_consultation(walk_in)
    day.desk("doctor").complete(walk_in)
    day.delete(day.at.patient)
    assert day.get(day.at.patient).deleted_at is not None


@pytest.mark.parametrize("status", ["completed", "cancelled", "no_show", "rescheduled"])
def test_who_was_here_or_will_not_come_may_be_deleted(status: str, day: Day) -> None:
    day.appointment(at_home(0), status)
    day.delete(day.at.patient)
    assert day.get(day.at.patient).deleted_at is not None


def test_nor_do_deleted_appointments_or_yesterdays_keep_anybody(day: Day) -> None:
    day.delete(day.appointment())
    day.appointment(at_home(-12))
    other = day.patient()
    day.appointment(patient=other)
    day.delete(day.at.patient)
    with refused(CheckViolation, by=STAY):
        day.delete(other)
