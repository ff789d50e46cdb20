"""`generate_slots` makes a clinic's slots as somebody who may, and says in words what it could not."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from clinical.models import Doctor
from scheduling.models import AppointmentSlot
from tenancy import acting_as
from tests.rows import draft
from tests.scheduling.conftest import Day, tomorrow
from tests.world import ClinicWorld, World

pytestmark = pytest.mark.django_db

MORNING = {day: [["09:00", "10:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def doctor(at: ClinicWorld, **given: Any) -> Doctor:
    """Make a doctor who sees four patients a morning."""
    with acting_as(at.admin_login):
        return Doctor.objects.create(
            **draft("doctors", at, user=None, working_hours=MORNING) | given
        )


def generate(email: str, clinic: str = "ALPHA", **options: Any) -> list[str]:
    """Run it for two days from tomorrow; give what it says."""
    said = StringIO()
    given = {"first_day": str(tomorrow().date()), "days": 2, "stdout": said, "stderr": said}
    try:
        call_command("generate_slots", email=email, clinic=clinic, **given | options)
    except CommandError as error:
        return [*said.getvalue().splitlines(), str(error)]
    return said.getvalue().splitlines()


def slots_of(doctor: Doctor, at: ClinicWorld) -> int:
    with acting_as(at.admin_login):
        return AppointmentSlot.objects.filter(doctor=doctor).count()


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_it_makes_what_is_missing_and_no_more(day: Day, role: str) -> None:
    one, other = (doctor(day.at, full_name=f"{name} Doctor") for name in ("A", "B"))
    login = day.at.logins[role].email
    bookable = [f"{each.full_name} ({each.employee_id})" for each in (one, other)]

    first = generate(login)
    again = generate(login, clinic="alpha")

    own = f"{day.at.doctor.full_name} ({day.at.doctor.employee_id}): 0 made"
    assert first == [*(f"{name}: 8 made" for name in bookable), own]
    assert again == [*(f"{name}: 0 made" for name in bookable), own]
    assert slots_of(one, day.at) == slots_of(other, day.at) == 8


def test_it_makes_one_doctor_s_alone(day: Day) -> None:
    one, other = doctor(day.at), doctor(day.at)
    generate(day.at.staff_login.email, doctor=one.employee_id)
    assert (slots_of(one, day.at), slots_of(other, day.at)) == (8, 0)


def test_a_doctor_who_sees_nobody_stops_nobody_else(day: Day) -> None:
    whole = doctor(day.at, full_name="A Doctor")
    day.change(day.at.doctor, working_hours=MORNING)
    day.change(day.at.doctor_login, is_active=False)

    said = generate(day.at.staff_login.email, days=7)

    own = f"{day.at.doctor.full_name} ({day.at.doctor.employee_id})"
    assert said == [
        f"A Doctor ({whole.employee_id}): 28 made",
        f"{own}: The doctor does not see patients: choose another doctor.",
    ]
    assert (slots_of(day.at.doctor, day.at), slots_of(whole, day.at)) == (0, 28)


def test_a_doctor_makes_their_own(day: Day) -> None:
    other = doctor(day.at)
    login = day.at.doctor_login.email
    assert len(generate(login)) == 1
    assert "There is no doctor" in generate(login, doctor=other.employee_id)[-1]
    assert slots_of(other, day.at) == 0


def test_a_superadmin_makes_those_of_the_clinic_they_name(world: World) -> None:
    one = doctor(world.b)
    generate(world.superadmin.email, clinic="BETA")
    assert slots_of(one, world.b) == 8


@pytest.mark.parametrize(
    ("who", "options", "told"),
    [
        ("nurse", {}, "nurse@alpha.example (nurse) may not make slots."),
        ("patient", {}, "patient@alpha.example (patient) may not make slots."),
        ("newcomer", {}, "Nobody signs in at ALPHA as newcomer@alpha.example."),
        ("staff", {"clinic": "BETA"}, "Nobody signs in at BETA as staff@alpha.example."),
        ("staff", {"clinic": "GAMMA"}, "Nobody signs in at GAMMA as staff@alpha.example."),
        ("staff", {"doctor": "X"}, "There is no doctor X at "),
        ("staff", {"days": 0}, "Give --days: 1 to 366."),
        ("staff", {"days": 367}, "Give --days: 1 to 366."),
        ("staff", {"first_day": "tomorrow"}, "tomorrow is no day"),
        ("staff", {"first_day": "9999-12-31"}, "9999-12-31 is no day"),
        ("staff", {"first_day": "2199-12-31"}, "Slots are of days from 2000-01-01 to 2199-12-30."),
    ],
)
def test_what_cannot_be_is_told_in_words(
    day: Day, who: str, options: dict[str, Any], told: str
) -> None:
    one = doctor(day.at)
    (said,) = generate(f"{who}@alpha.example", **options)
    assert said.startswith(f"Nothing was made. {told}")
    assert slots_of(one, day.at) == 0


def test_a_superadmin_s_clinic_must_be_there(world: World) -> None:
    said = generate(world.superadmin.email, clinic="GAMMA")
    assert said == ["Nothing was made. There is no clinic GAMMA."]
