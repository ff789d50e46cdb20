"""Which status of an appointment may follow which, whoever writes it, and what goes with it."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation

from scheduling.models import Appointment
from tests.refusals import refused
from tests.rows import draft, make
from tests.scheduling.conftest import MEMBERS, Day, at_home, in_order, tomorrow
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db

RULE = "appointments_status_follows"

STATUSES = [
    *("scheduled", "confirmed", "in_progress", "completed"),
    *("cancelled", "no_show", "rescheduled"),
]
BEGINNINGS = {"scheduled", "confirmed"}
FOLLOWING = {
    "scheduled": {"confirmed", "in_progress", "cancelled", "rescheduled", "no_show"},
    "confirmed": {"in_progress", "cancelled", "rescheduled", "no_show"},
    "in_progress": {"completed", "confirmed"},
    "completed": set[str](),
    "cancelled": set[str](),
    "no_show": {"confirmed"},
    "rescheduled": set[str](),
}

FUNCTIONS = {
    "confirm_booking": BEGINNINGS,
    "return_to_queue": set[str](),
    "check_in": BEGINNINGS | {"no_show"},
    "start_consultation": BEGINNINGS | {"in_progress"},
    "complete": {"in_progress", "completed"},
    "cancel_booking": BEGINNINGS | {"cancelled"},
    "mark_no_show": BEGINNINGS | {"no_show"},
    "reschedule_booking": BEGINNINGS,
}
"""From which status each is answered with a success."""


@pytest.mark.parametrize(("before", "after"), list(product(STATUSES, STATUSES)))
def test_a_status_follows_another_or_the_database_refuses(
    before: str, after: str, day: Day
) -> None:
    appointment = day.appointment(status=before)
    rows = Appointment._base_manager.filter(pk=appointment.pk)
    for role in MEMBERS:
        if after == before or after in FOLLOWING[before]:
            with day.acting(role), transaction.atomic():
                assert rows.update(status=after) == 1
                transaction.set_rollback(True)
        else:
            with refused(CheckViolation, by=RULE), day.acting(role):
                rows.update(status=after)


@pytest.mark.parametrize(("function", "status"), list(product(FUNCTIONS, STATUSES)))
def test_a_function_takes_no_step_that_is_none(function: str, status: str, day: Day) -> None:
    appointment = day.appointment(at_home(0), status)
    arguments = [day.slot().pk] if function == "reschedule_booking" else []
    answer = day.ask("staff", function, appointment.pk, *arguments)
    if status in FUNCTIONS[function]:
        assert answer["status"] == "success"
    else:
        assert answer == {"status": "conflict", "code": "wrong_status"}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("role", ["staff", "admin", "superadmin"])
def test_people_begin_at_the_beginning(role: str, status: str, day: Day) -> None:
    values = draft("appointments", day.at, starts_at=tomorrow(), status=status)
    if status in BEGINNINGS:
        with day.acting(role):
            Appointment.objects.create(**values)
    else:
        with refused(CheckViolation, by=RULE), day.acting(role):
            Appointment.objects.create(**values)


@pytest.mark.django_db(databases=[OWNER])
@pytest.mark.parametrize("status", STATUSES)
def test_the_owner_loads_what_is_long_over(status: str, world: World) -> None:
    assert make("appointments", world.a, status=status).status == status


@pytest.mark.django_db(databases=[OWNER])
def test_the_owner_takes_the_same_steps(world: World) -> None:
    over = make("appointments", world.a, status="completed")
    with refused(CheckViolation, OWNER, RULE):
        Appointment.objects.using(OWNER).filter(pk=over.pk).update(status="scheduled")


def test_everybody_reads_the_table_of_steps(day: Day) -> None:
    for role in ["patient", *MEMBERS]:
        with day.acting(role), connection.cursor() as cursor:
            cursor.execute("SELECT from_status, to_status FROM clinic.appointment_transitions()")
            steps = set(cursor.fetchall())
        assert steps == {(None, status) for status in BEGINNINGS} | {
            (before, after) for before in STATUSES for after in FOLLOWING[before]
        }


@pytest.mark.parametrize(
    ("status", "column"),
    [
        ("in_progress", "consultation_start_at"),
        ("completed", "consultation_end_at"),
        ("no_show", "no_show_marked_at"),
    ],
)
def test_a_step_by_hand_notes_when(status: str, column: str, day: Day) -> None:
    before = datetime.now(UTC)
    appointment = day.appointment(status=status)
    assert in_order(before, getattr(appointment, column), datetime.now(UTC))


def test_what_is_said_stays_as_it_is_said(day: Day) -> None:
    appointment, at = day.appointment(), at_home(0)
    day.change(appointment, status="in_progress", consultation_start_at=at)
    day.change(appointment, status="completed", consultation_end_at=at)
    row = day.get(appointment)
    assert (row.consultation_start_at, row.consultation_end_at) == (at, at)


def test_a_cancellation_by_hand_has_a_name_and_frees_the_slot(day: Day) -> None:
    slot = day.slot()
    booking = day.book(slot)
    with day.acting("nurse"):
        Appointment.objects.filter(pk=booking.appointment_id).update(status="cancelled")
    assert day.number(booking.appointment_id).cancelled_by_id == day.at.nurse_login.pk
    assert day.get(slot).is_available


@pytest.mark.parametrize(
    "change", ["deleted", "status", "starts_at", "duration_minutes", "doctor", "visit_reason"]
)
def test_a_slot_follows_its_appointment(change: str, day: Day) -> None:
    slot = day.slot()
    row = day.number(day.book(slot).appointment_id)
    match change:
        case "deleted":
            day.delete(row)
        case "status":
            day.change(row, status="rescheduled")
        case "starts_at":
            day.change(row, starts_at=tomorrow(-3))
        case "duration_minutes":
            day.change(row, duration_minutes=10)
        case "doctor":
            day.change(row, doctor=day.doctor())
        case _:
            day.change(row, visit_reason="Cough")
    assert day.get(slot).is_available == (change != "visit_reason")
