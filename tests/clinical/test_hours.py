"""When a doctor works: hours, breaks and days off that mean what they say, whoever writes them."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb

from clinical.models import Doctor
from tenancy import acting_as
from tests.concurrency.practice import Practice
from tests.refusals import refused
from tests.rows import make
from tests.scheduling.test_day_view import as_posted
from tests.seeds.seeded import Seeded, copy_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

MONDAY = date(2030, 6, 3)
NINE = ["09:00", "10:00"]
NO_STRETCHES: list[Any] = [
    *("09:00", 9, None, {}, {"from": "09:00"}, [], ["09:00"], ["09:00", "10:00", "11:00"]),
    *(["09:00", None], [None, "10:00"], [9, 10], ["9:00", "10:00"], ["09:00", "10:60"]),
    *(["09:00", "24:01"], ["24:00", "25:00"], ["nine", "ten"], ["", ""], ["now", "allballs"]),
    *(["09:00+05", "10:00"], ["09:00:00", "10:00:00"], ["09:00\n", "10:00"], [" 09:00", "10:00"]),
    *(["10:00", "09:00"], ["22:00", "06:00"], ["09:00", "09:00"]),
]
STRETCHES = [NINE, ["00:00", "24:00"], ["22:45", "24:00"], ["23:58", "23:59"]]

BAD: dict[str, list[Any]] = {
    "working_hours": [
        *({"mon": [each]} for each in NO_STRETCHES),
        {"mon": [NINE, ["11:00", "10:00"]]},
        *({"sun": [NINE], "mon": each} for each in ("09:00", 9, None, {"from": "09:00"}, NINE)),
        *({name: [NINE]} for name in ("Mon", "monday", "MON", "", "1", "holiday")),
    ],
    "break_times": [*([each] for each in NO_STRETCHES), [NINE, ["11:00", "10:00"]], NINE],
    "blocked_dates": [
        *([each] for each in ("2027-1-4", "04/01/2027", "Monday", "today", "", "2027-01-04\n")),
        *([5], [None], [[]], [{"date": "2027-01-04"}], ["2027-02-29"], ["2027-13-01"]),
        *([each] for each in ("2027-00-10", "2027-01-00", "0000-01-01", "20270104", "infinity")),
        ["2027-01-04", "2027-1-5"],
    ],
}
GOOD: dict[str, list[Any]] = {
    "working_hours": [
        *({"mon": [each]} for each in STRETCHES),
        {},
        {"sun": []},
        {
            day: [NINE, ["14:00", "17:00"]]
            for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        },
    ],
    "break_times": [[], STRETCHES, [["10:00", "10:30"], ["10:20", "11:00"]]],
    "blocked_dates": [[], ["2027-01-04", "2028-02-29", "2199-12-31"]],
}


def cases(which: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(column, value, id=f"{column} {json.dumps(value)}")
        for column, values in which.items()
        for value in values
    ]


@pytest.mark.parametrize(("column", "value"), cases(BAD))
def test_what_means_something_else_is_refused(column: str, value: Any, world: World) -> None:
    doctor = make("doctors", world.a)
    with refused(CheckViolation, OWNER, f"doctors_{column}_fits"):
        Doctor.objects.using(OWNER).filter(pk=doctor.pk).update(**{column: value})


@pytest.mark.parametrize(("column", "value"), cases(GOOD))
def test_what_is_meant_is_kept(column: str, value: Any, world: World) -> None:
    with acting_as(world.a.admin_login):
        assert Doctor.objects.filter(pk=world.a.doctor.pk).update(**{column: value}) == 1
        assert getattr(Doctor.objects.get(pk=world.a.doctor.pk), column) == value


@pytest.mark.parametrize("role", ["admin", "superadmin"])
@pytest.mark.parametrize("column", BAD)
def test_nobody_writes_it(role: str, column: str, world: World) -> None:
    person = world.superadmin if role == "superadmin" else world.a.admin_login
    with (
        refused(CheckViolation, by=f"doctors_{column}_fits"),
        acting_as(person, clinic_id=world.a.clinic.pk),
    ):
        Doctor.objects.filter(pk=world.a.doctor.pk).update(**{column: BAD[column][-1]})


def test_a_doctor_whose_hours_are_right_changes_what_is_theirs(world: World) -> None:
    with acting_as(world.a.doctor_login):
        assert Doctor.objects.filter(pk=world.a.doctor.pk).update(bio="Sees families.") == 1


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (
            *("working_hours", {"mon": [["22:00", "06:00"]]}),
            'mon: ["22:00", "06:00"] does not end after it begins; what goes on past midnight is two: to'
            " 24:00, and from 00:00.",
        ),
        (
            *("working_hours", {"Mon": [NINE]}),
            '"Mon" is no day: they are mon, tue, wed, thu, fri, sat and sun.',
        ),
        (
            *("working_hours", {"sun": None}),
            'sun: a day has a list of hours, as [["08:30", "12:30"]]; one without any is left out.',
        ),
        ("break_times", [["9", "10"]], '["9", "10"] is not two times, as ["08:30", "12:30"].'),
        ("blocked_dates", ["2027-1-4"], '"2027-1-4" is no day, as "2026-12-25".'),
        ("blocked_dates", ["2027-02-30"], '"2027-02-30" is no day of the calendar.'),
    ],
)
def test_a_form_says_what_is_wrong_at_the_field(
    column: str, value: Any, said: str, client: Client, world: World
) -> None:
    client.force_login(world.a.admin_login)
    address = reverse("admin:clinical_doctor_change", args=[world.a.doctor.pk])
    sent = as_posted(client.get(address).context["adminform"].form)
    for name in ("working_hours", "break_times", "blocked_dates"):
        sent[name] = sent[f"initial-{name}"] if f"initial-{name}" in sent else sent[name]
    answer = client.post(address, sent | {column: json.dumps(value)})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {column: [said]}


def test_hours_that_were_there_before_are_not_made_into_slots(migrated: Seeded) -> None:
    """In a copy, where no rule is any more."""
    with copy_of(migrated) as made, Practice.opened(made) as practice:
        for name in ("working_hours", "break_times"):
            practice.owner.execute(
                f"ALTER TABLE clinic.doctors DROP CONSTRAINT doctors_{name}_fits"
            )
        doctor = practice.doctor()
        generate = practice.reception.calls("generate_slots", doctor, MONDAY, MONDAY)
        for hours in ("09:00", 9, NINE, [["09:00"]], [["nine", "ten"]], [["09:00", None]]):
            change(practice, doctor, {"sun": [NINE], "mon": hours}, [])
            assert generate().outcome == "invalid_input"
        for pause in ("10:00", 10, [], ["10:00"], [None, "10:00"], ["10:00", "x"]):
            change(practice, doctor, {"mon": [NINE]}, [pause])
            assert generate().outcome == "invalid_input"
        assert practice.count("clinic.appointment_slots") == 0


def change(practice: Practice, doctor: UUID, hours: Any, pauses: Any) -> None:
    practice.owner.execute(
        "UPDATE clinic.doctors SET working_hours = %s, break_times = %s WHERE id = %s",
        [Jsonb(hours), Jsonb(pauses), doctor],
    )
