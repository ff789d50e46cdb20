"""Who may call which function of booking: people of the clinic, as their role says, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from psycopg import sql

from tenancy import acting_as, acting_as_worker
from tenancy.acting import Context
from tests.refusals import refused
from tests.scheduling.conftest import MEMBERS, PEOPLE, Day, call
from tests.world import World

pytestmark = pytest.mark.django_db(databases=["default", "worker"])

SOMETHING = uuid4()

FUNCTIONS: dict[str, tuple[list[Any], list[str], str]] = {
    "cancel_booking": ([SOMETHING], PEOPLE, "appointment_not_found"),
    "reschedule_booking": ([SOMETHING, SOMETHING], PEOPLE, "appointment_not_found"),
    "hold_slot": ([SOMETHING], PEOPLE, "slot_not_found"),
    "release_hold": ([SOMETHING], PEOPLE, "slot_not_found"),
    "confirm_booking": ([SOMETHING], MEMBERS, "appointment_not_found"),
    "return_to_queue": ([SOMETHING], MEMBERS, "appointment_not_found"),
    "generate_slots": (
        [SOMETHING, date(2030, 1, 1), date(2030, 1, 1)],
        ["doctor", "staff", "admin", "superadmin"],
        "doctor_not_found",
    ),
    "register_walk_in": ([SOMETHING], MEMBERS, "patient_not_found"),
    "check_in": ([SOMETHING], MEMBERS, "appointment_not_found"),
    "call_next": ([SOMETHING], MEMBERS, "doctor_not_found"),
    "start_consultation": ([SOMETHING], MEMBERS, "appointment_not_found"),
    "complete": ([SOMETHING], MEMBERS, "appointment_not_found"),
    "mark_no_show": ([SOMETHING], MEMBERS, "appointment_not_found"),
}
"""With what each is called, by whom it may be, and what it answers where there is nothing."""

EXECUTABLE = """
SELECT p.proname::text, r.rolname::text
FROM pg_proc AS p
CROSS JOIN pg_roles AS r
WHERE p.pronamespace = 'booking'::regnamespace
    AND r.rolname = ANY (%s)
    AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
"""


def test_nobody_may_call_anything_else() -> None:
    outsiders = ["clinic_app", "clinic_worker", "clinic_worker_app", "clinic_search"]
    roles = [*(f"clinic_{role}" for role in PEOPLE), *outsiders]
    with connection.cursor() as cursor:
        cursor.execute(EXECUTABLE, [roles])
        found = set(cursor.fetchall())
    may = {name: people for name, (_, people, _) in FUNCTIONS.items()} | {
        "create_booking": PEOPLE,
        # It reads nothing: what it is told of an appointment the caller has read.
        "possible_steps": MEMBERS,
        # It names a lock, which their appointments take before they are numbered.
        "day_keys": MEMBERS,
        "take_locks": MEMBERS,
    }
    assert found == {(name, f"clinic_{role}") for name in may for role in may[name]}


@pytest.mark.parametrize(
    ("function", "role"), [(name, role) for name in FUNCTIONS for role in PEOPLE]
)
def test_each_role_calls_what_it_may(function: str, role: str, day: Day) -> None:
    arguments, may, code = FUNCTIONS[function]
    if function == "generate_slots" and role == "doctor":
        arguments = [day.at.doctor.pk, *arguments[1:]]
    if role not in may:
        with refused(), day.acting(role):
            call(function, *arguments)
    else:
        answer = day.ask(role, function, *arguments)
        assert answer["status"] == "success" or answer == {"status": "error", "code": code}


@pytest.mark.parametrize("function", [*FUNCTIONS, "create_booking"])
def test_who_is_no_person_calls_nothing(function: str, world: World) -> None:
    arguments = arguments_of(function, world)
    with refused(), transaction.atomic():
        call(function, *arguments)
    with refused(using="worker"), acting_as_worker(world.a.clinic.pk, using="worker"):
        statement = sql.SQL("SELECT booking.{}({})").format(
            sql.Identifier(function), sql.SQL(", ").join(sql.Placeholder() * len(arguments))
        )
        with connections["worker"].cursor() as cursor:
            cursor.execute(statement.as_string(), arguments)


def arguments_of(function: str, world: World) -> list[Any]:
    if function == "create_booking":
        return ["k", world.a.staff_login.pk, world.a.clinic.pk, SOMETHING, SOMETHING]
    return FUNCTIONS[function][0]


@contextmanager
def unnamed(role: str, world: World) -> Iterator[None]:
    """Take a role in clinic A, as nobody."""
    context = Context(role=f"clinic_{role}", clinic_id=str(world.a.clinic.pk))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(context.statement().as_string(connection.connection))
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("function", "role"), [(name, role) for name in FUNCTIONS for role in FUNCTIONS[name][1]]
)
def test_a_role_without_a_person_finds_nothing(function: str, role: str, day: Day) -> None:
    """Of what is there: an appointment, a slot, a patient and a doctor of the clinic."""
    _, _, code = FUNCTIONS[function]
    there = {
        "appointment_not_found": day.appointment().pk,
        "slot_not_found": day.slot().pk,
        "patient_not_found": day.at.patient.pk,
        "doctor_not_found": day.at.doctor.pk,
    }
    arguments = [there[code], *FUNCTIONS[function][0][1:]]
    if function == "generate_slots" and role == "doctor":
        with refused(), unnamed(role, day.world):
            call(function, *arguments)
        return
    with unnamed(role, day.world):
        assert call(function, *arguments) == {"status": "error", "code": code}


@pytest.mark.parametrize("role", PEOPLE)
def test_without_a_person_nothing_is_booked(role: str, day: Day) -> None:
    for user in (day.at.logins.get(role, day.world.superadmin).pk, None):
        with refused(), unnamed(role, day.world):
            call("create_booking", "k", user, day.at.clinic.pk, SOMETHING, SOMETHING)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_superadmin_who_chose_no_clinic_finds_nothing(function: str, day: Day) -> None:
    arguments, _, code = FUNCTIONS[function]
    there = {
        "appointment_not_found": day.appointment().pk,
        "slot_not_found": day.slot().pk,
        "patient_not_found": day.at.patient.pk,
        "doctor_not_found": day.at.doctor.pk,
    }
    with acting_as(day.world.superadmin):
        assert call(function, there[code], *arguments[1:]) == {"status": "error", "code": code}


@pytest.mark.parametrize("in_a_clinic", [True, False])
def test_a_superadmin_who_chose_no_clinic_books_nothing(in_a_clinic: bool, day: Day) -> None:
    clinic, slot = day.at.clinic.pk if in_a_clinic else None, day.slot().pk
    with refused(), acting_as(day.world.superadmin):
        call("create_booking", "k", day.world.superadmin.pk, clinic, slot, day.at.patient.pk)
