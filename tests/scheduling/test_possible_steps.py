"""booking.possible_steps: what a page offers is what the functions do, whatever the day and the status."""

from itertools import product
from typing import Any

import pytest
from django.db import transaction

from scheduling.booking import BookingRefusedError
from scheduling.day import with_steps
from scheduling.models import Appointment
from tests.refusals import refused
from tests.scheduling.conftest import MEMBERS, Day, at_home, tomorrow

pytestmark = pytest.mark.django_db

STATUSES = [
    *("scheduled", "confirmed", "in_progress", "completed"),
    *("cancelled", "no_show", "rescheduled"),
]
QUEUE = ["waiting", "called", "serving", "seen", "left"]
WHEN = {"yesterday": at_home(-12), "today": at_home(0), "tonight": at_home(24 - 1 / 60)} | {
    "tomorrow": tomorrow()
}
STEPS = [
    *("confirm_booking", "check_in", "return_to_queue", "start_consultation", "complete"),
    *("mark_no_show", "cancel_booking", "reschedule_booking"),
]


def possible(day: Day, visit: Appointment, role: str = "staff") -> list[str]:
    with day.acting(role):
        found: Any = with_steps(Appointment.objects.filter(pk=visit.pk)).get()
        return list(found.possible_steps)


def in_the_queue(day: Day, where: str) -> Appointment:
    visit = day.appointment(at_home(0))
    desk = day.desk()
    desk.check_in(visit.pk)
    if where != "waiting":
        desk.call_next()
    if where in ("serving", "seen"):
        desk.start_consultation(visit.pk)
    if where == "seen":
        desk.complete(visit.pk)
    if where == "left":
        desk.mark_no_show(visit.pk)
    return day.get(visit)


def taken(day: Day, visit: Appointment, step: str) -> bool:
    """Say whether a step is taken, and not only said to be: by nothing that stays."""
    more: Any = {"cancel_booking": ["Better"], "reschedule_booking": [day.slot().pk]}.get(step, [])
    with transaction.atomic():
        try:
            done = getattr(day.desk(), step)(visit.pk, *more)
        except BookingRefusedError:
            return False
        finally:
            transaction.set_rollback(True)
    return not done.idempotent


@pytest.mark.parametrize(("status", "when"), list(product(STATUSES, WHEN)))
def test_what_is_possible_is_what_is_done(status: str, when: str, day: Day) -> None:
    visit = day.appointment(WHEN[when], status)
    assert possible(day, visit) == [step for step in STEPS if taken(day, visit, step)]


@pytest.mark.parametrize("where", QUEUE)
def test_so_it_is_in_the_queue(where: str, day: Day) -> None:
    visit = in_the_queue(day, where)
    assert possible(day, visit) == [step for step in STEPS if taken(day, visit, step)]


@pytest.mark.parametrize("role", MEMBERS)
def test_each_member_asks(role: str, day: Day) -> None:
    visit = day.appointment(at_home(0))
    assert possible(day, visit, role) == [
        *("confirm_booking", "check_in", "start_consultation", "mark_no_show"),
        *("cancel_booking", "reschedule_booking"),
    ]


def test_patients_have_no_page_of_steps(day: Day) -> None:
    visit = day.appointment(at_home(0))
    with refused():
        possible(day, visit, "patient")
