"""clinic.generate_appointment_number: CODE-YYYYMMDD-NNNN, by the clinic's day, each once and none left out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation, UniqueViolation

from scheduling.models import Appointment
from tests.refusals import refused
from tests.rows import draft
from tests.scheduling.conftest import MEMBERS, Day, today
from tests.world import World

pytestmark = pytest.mark.django_db


def draw(code: str | None) -> str:
    """Draw a number as whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clinic.generate_appointment_number(%s)", [code])
        (number,) = cursor.fetchone()
    return str(number)


@pytest.mark.parametrize("role", MEMBERS)
def test_numbers_of_a_day_go_on_from_one(role: str, day: Day) -> None:
    with day.acting(role):
        numbers = [draw("ALPHA") for _ in range(3)]
    assert numbers == [f"ALPHA-{today():%Y%m%d}-{count:04}" for count in (1, 2, 3)]


def test_each_clinic_counts_for_itself(day: Day, elsewhere: Day) -> None:
    for clinic, code in ((day, "ALPHA"), (elsewhere, "BETA")):
        with clinic.acting():
            assert draw(code) == f"{code}-{today():%Y%m%d}-0001"


@pytest.mark.parametrize("code", ["BETA", "NOBODY", "alpha", "ALPHA ", "", None])
@pytest.mark.parametrize("role", MEMBERS)
def test_no_number_is_given_in_anothers_name(role: str, code: str | None, day: Day) -> None:
    with refused(), day.acting(role):
        draw(code)


def test_a_patient_draws_none(day: Day) -> None:
    with refused(), day.acting("patient"):
        draw("ALPHA")


def test_the_day_is_the_clinics_own(day: Day, elsewhere: Day) -> None:
    """One instant, and never the same day: the clocks are 25 hours apart."""
    day.change(day.at.clinic, timezone="Pacific/Kiritimati")
    elsewhere.change(elsewhere.at.clinic, timezone="Pacific/Pago_Pago")
    now = datetime.now(UTC)
    ahead, behind = (
        f"{now.astimezone(ZoneInfo(zone)):%Y%m%d}"
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    )
    assert ahead > behind
    assert day.book().appointment_number == f"ALPHA-{ahead}-0001"
    assert elsewhere.book().appointment_number == f"BETA-{behind}-0001"


def numbered(day: Day, number: str) -> None:
    day.appointment(appointment_number=number)


def test_a_new_day_starts_anew(day: Day) -> None:
    numbered(day, f"ALPHA-{today() - timedelta(days=1):%Y%m%d}-0041")
    with day.acting():
        assert draw("ALPHA") == f"ALPHA-{today():%Y%m%d}-0001"


@pytest.mark.parametrize(
    ("last", "following"),
    [("9997", "9998"), ("9998", "9999"), ("9999", "10000"), ("10000", "10001"), ("10999", "11000")],
)
def test_past_9999_they_widen(day: Day, last: str, following: str) -> None:
    for number in {"0007", min(last, "9999", key=int), last}:
        numbered(day, f"ALPHA-{today():%Y%m%d}-{number}")
    with day.acting():
        assert draw("ALPHA") == f"ALPHA-{today():%Y%m%d}-{following}"


def test_what_is_drawn_together_widens_too(day: Day) -> None:
    numbered(day, f"ALPHA-{today():%Y%m%d}-9998")
    with day.acting():
        assert [draw("ALPHA")[15:] for _ in range(3)] == ["9999", "10000", "10001"]


def test_they_go_on_from_the_highest(day: Day) -> None:
    for typed in (1, 2, 4):
        numbered(day, f"ALPHA-{today():%Y%m%d}-{typed:04}")
    with day.acting():
        assert [draw("ALPHA")[-4:] for _ in range(2)] == ["0005", "0006"]


@pytest.mark.parametrize(
    "typed",
    ["9", "00009", "9x", "000x", "0009-1", " 0009", "-0009", "9" * 20, "9" * 30],
)
def test_what_only_looks_like_one_counts_for_nothing(day: Day, typed: str) -> None:
    numbered(day, f"ALPHA-{today():%Y%m%d}-{typed}")
    numbered(day, f"ALPHABET-{today():%Y%m%d}-0009")
    with day.acting():
        assert draw("ALPHA")[-5:] == "-0001"


def test_what_is_undone_is_drawn_again(day: Day) -> None:
    first = day.book().appointment_number
    with day.acting("staff"):
        with transaction.atomic():
            lost = draw("ALPHA")
            transaction.set_rollback(True)
        assert draw("ALPHA") == lost
        transaction.set_rollback(True)
    with refused(CheckViolation, by="appointments_duration_minutes_in_range"):
        day.appointment(duration_minutes=0)
    assert (first[-4:], lost[-4:]) == ("0001", "0002")
    assert day.book().appointment_number[-4:] == "0002"


def test_an_appointment_that_names_none_gets_one(day: Day) -> None:
    assert day.appointment().appointment_number == f"ALPHA-{today():%Y%m%d}-0001"
    assert day.appointment(appointment_number="By hand").appointment_number == "By hand"


def test_a_number_stands_once(day: Day) -> None:
    day.appointment(appointment_number="By hand")
    with refused(UniqueViolation, by="appointments_appointment_number_key"):
        day.appointment(appointment_number="By hand")


def test_in_another_clinic_nobody_makes_an_appointment(day: Day, world: World) -> None:
    with refused(), day.acting("staff"):
        Appointment.objects.create(**draft("appointments", world.b, appointment_number=""))


@pytest.mark.parametrize("role", MEMBERS)
def test_nobody_changes_a_number(role: str, day: Day) -> None:
    appointment = day.appointment()
    with refused(), day.acting(role):
        Appointment.objects.filter(pk=appointment.pk).update(appointment_number="Mine")


@pytest.mark.parametrize("role", ["patient", *MEMBERS])
def test_nobody_touches_what_counts(role: str, day: Day) -> None:
    with refused(), day.acting(role), connection.cursor() as cursor:
        cursor.execute("UPDATE clinic.queue_management SET numbers_given = 0")
