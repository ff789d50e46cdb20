"""clinic.generate_appointment_number: CODE-YYYYMMDD-NNNN, by the clinic's day, each once and none left out."""

from collections.abc import Callable
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


COUNTER = (
    "INSERT INTO clinic.appointment_counters (clinic_id, day, last_number) VALUES (%s, %s, %s)"
)
AWAY = "DELETE FROM clinic.appointment_counters WHERE (clinic_id, day, last_number) = (%s, %s, %s)"


def drawn_in_vain(day: Day, count: int) -> list[str]:
    """Draw so many numbers, none of which is given out."""
    with day.acting("staff"), transaction.atomic():
        numbers = [draw("ALPHA") for _ in range(count)]
        transaction.set_rollback(True)
    return numbers


def test_a_new_day_starts_anew(day: Day, as_owner: Callable[..., None]) -> None:
    as_owner(COUNTER, AWAY, day.at.clinic.pk, today() - timedelta(days=1), 41)
    assert drawn_in_vain(day, 1) == [f"ALPHA-{today():%Y%m%d}-0001"]


def test_past_9999_they_widen(day: Day, as_owner: Callable[..., None]) -> None:
    as_owner(COUNTER, AWAY, day.at.clinic.pk, today(), 9998)
    assert drawn_in_vain(day, 3) == [
        f"ALPHA-{today():%Y%m%d}-{count}" for count in (9999, 10000, 10001)
    ]


def test_numbers_typed_in_are_left_out(day: Day) -> None:
    for typed in (1, 2, 4):
        day.appointment(appointment_number=f"ALPHA-{today():%Y%m%d}-{typed:04}")
    with day.acting():
        assert [draw("ALPHA")[-4:] for _ in range(3)] == ["0003", "0005", "0006"]


def test_a_failure_loses_none(day: Day) -> None:
    first = day.book().appointment_number
    with day.acting("staff"), transaction.atomic():
        draw("ALPHA")
        transaction.set_rollback(True)
    with refused(CheckViolation, by="appointments_duration_minutes_in_range"):
        day.appointment(duration_minutes=0)
    assert (first[-4:], day.book().appointment_number[-4:]) == ("0001", "0002")


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
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT last_number FROM clinic.appointment_counters",
        "UPDATE clinic.appointment_counters SET last_number = 0",
        "DELETE FROM clinic.appointment_counters",
        "UPDATE clinic.queue_management SET numbers_given = 0",
    ],
)
def test_nobody_touches_what_counts(role: str, statement: str, day: Day) -> None:
    with refused(), day.acting(role), connection.cursor() as cursor:
        cursor.execute(statement)
