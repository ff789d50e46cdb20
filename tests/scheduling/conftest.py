"""A day at clinic A: slots, patients and desks, made by the people who make them."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from psycopg import sql

from clinical.models import Doctor, Patient
from identity.models import User
from scheduling.booking import (
    Booking,
    BookingConflictError,
    BookingInvalidError,
    BookingRefusedError,
    FrontDesk,
)
from scheduling.models import Appointment, AppointmentSlot, BookingRequest, QueueDay
from tenancy import acting_as
from tests.rows import draft
from tests.world import ClinicWorld, World

Row = TypeVar("Row", bound=models.Model)

MEMBERS = ["doctor", "nurse", "staff", "admin", "superadmin"]
PEOPLE = ["patient", *MEMBERS]

ERRORS = {
    "appointment_not_found",
    "doctor_not_found",
    "idempotency_mismatch",
    "invalid_input",
    "patient_not_found",
    "slot_not_found",
}
"""Codes of what would be refused at any time; all others are conflicts."""

STEPS = {
    "scheduled": [],
    "confirmed": ["confirmed"],
    "in_progress": ["in_progress"],
    "completed": ["in_progress", "completed"],
    "cancelled": ["cancelled"],
    "no_show": ["no_show"],
    "rescheduled": ["rescheduled"],
}
"""How an appointment that is scheduled comes to each status."""

SINGAPORE = timedelta(hours=8)


def today() -> date:
    """Give the day in Singapore."""
    return (datetime.now(UTC) + SINGAPORE).date()


def at_home(hours: float, day: date | None = None) -> datetime:
    """Give so many hours after midnight in Singapore, today if no day is named."""
    day = day or today()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - SINGAPORE
    return midnight + timedelta(hours=hours)


def tomorrow(hours: float = 0) -> datetime:
    """Give so many hours after tomorrow's noon in Singapore."""
    return at_home(36 + hours)


def in_order(*moments: datetime | None) -> bool:
    """Say whether none is missing, and each is not before the last."""
    known = [moment for moment in moments if moment is not None]
    return len(known) == len(moments) and known == sorted(known)


def instant(at: datetime | None) -> str:
    """Write an instant as answers have it."""
    assert at is not None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def refusal(code: str) -> Iterator[None]:
    """Hold that the block is answered with this code, and with the right kind of refusal."""
    with pytest.raises(BookingRefusedError) as answer:
        yield
    kind = BookingInvalidError if code in ERRORS else BookingConflictError
    assert (answer.value.code, type(answer.value)) == (code, kind)


@dataclass(frozen=True)
class Day:
    """What is made here is gone with the test's transaction."""

    at: ClinicWorld
    world: World
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    def person(self, role: str) -> User:
        """Give the person of a role."""
        return self.world.superadmin if role == "superadmin" else self.at.logins[role]

    def acting(self, role: str = "admin") -> AbstractContextManager[None]:
        """Act as somebody in that role; a superadmin chooses this clinic."""
        return acting_as(self.person(role), clinic_id=self.at.clinic.pk)

    def desk(self, role: str = "staff") -> FrontDesk:
        """Give the desk of somebody in that role."""
        return FrontDesk(self.person(role), clinic_id=self.at.clinic.pk)

    def another_superadmin(self) -> FrontDesk:
        """Give the desk of a superadmin who is not the platform's first."""
        return FrontDesk(User(pk=uuid4(), role="superadmin"), clinic_id=self.at.clinic.pk)

    def ask(self, role: str, function: str, *arguments: Any) -> dict[str, Any]:
        """Call a function of schema booking as somebody in that role; give its whole answer."""
        with self.acting(role):
            return call(function, *arguments)

    def key(self) -> str:
        """Give a key that nobody has used."""
        return f"key-{next(self._serial)}"

    def book(
        self,
        slot: AppointmentSlot | None = None,
        patient: Patient | None = None,
        role: str = "staff",
    ) -> Booking:
        """Book a slot with a new key: a new one, for the clinic's patient, unless they are named."""
        slot, patient = slot or self.slot(), patient or self.at.patient
        return self.desk(role).create_booking(self.key(), slot.pk, patient.pk)

    def slot(self, starts_at: datetime | None = None, **given: Any) -> AppointmentSlot:
        """Make a free slot: tomorrow, an hour after what was made before."""
        given |= {"starts_at": starts_at or tomorrow(next(self._serial))}
        with self.acting("staff"):
            return AppointmentSlot.objects.create(**draft("appointment_slots", self.at, **given))

    def patient(self, **given: Any) -> Patient:
        """Make another patient."""
        with self.acting("nurse"):
            return Patient.objects.create(**draft("patients", self.at, user=None, **given))

    def doctor(self, **given: Any) -> Doctor:
        """Make another doctor."""
        with self.acting():
            return Doctor.objects.create(**draft("doctors", self.at, **{"user": None} | given))

    def appointment(
        self, starts_at: datetime | None = None, status: str = "scheduled", **given: Any
    ) -> Appointment:
        """Make an appointment without a slot, and bring it to a status step by step."""
        given |= {"starts_at": starts_at or tomorrow(next(self._serial))}
        values = draft("appointments", self.at, **given)
        if "appointment_number" not in given:
            del values["appointment_number"]
        with self.acting("staff"):
            made = Appointment.objects.create(**values)
        for step in STEPS[status]:
            self.change(made, status=step)
        return self.get(made)

    def change(self, row: models.Model, **values: Any) -> None:
        """Change a row as an admin; a clinic as the superadmin."""
        with self.acting("superadmin" if row == self.at.clinic else "admin"):
            assert type(row)._base_manager.filter(pk=row.pk).update(**values) == 1

    def delete(self, row: Any) -> None:
        """Soft-delete a row as an admin."""
        with self.acting():
            type(row)._base_manager.get(pk=row.pk).soft_delete()

    def get(self, row: Row) -> Row:
        """Read a row anew, as an admin."""
        with self.acting():
            return type(row)._base_manager.get(pk=row.pk)

    def number(self, pk: UUID) -> Appointment:
        """Read an appointment, as an admin."""
        with self.acting():
            return Appointment.objects.get(pk=pk)

    def appointments(self) -> list[Appointment]:
        """Give all appointments of the clinic."""
        with self.acting():
            return list(Appointment.objects.order_by("pk"))

    def requests(self) -> list[tuple[str, str, str | None, int]]:
        """Give key, status, error and attempts of the requests to book."""
        with self.acting():
            return list(
                BookingRequest.objects.order_by("pk").values_list(
                    "idempotency_key", "status", "error", "attempts"
                )
            )

    def queue(self) -> QueueDay:
        """Give today's queue."""
        with self.acting():
            return QueueDay.objects.get(queue_date=today())


def call(function: str, *arguments: Any) -> dict[str, Any]:
    """Call a function of schema booking as whoever acts."""
    statement = sql.SQL("SELECT booking.{}({})").format(
        sql.Identifier(function), sql.SQL(", ").join(sql.Placeholder() * len(arguments))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(connection.connection), arguments)
        (answer,) = cursor.fetchone()
    return dict(json.loads(answer))


@pytest.fixture
def day(world: World) -> Day:
    """Give a day at clinic A."""
    return Day(world.a, world)


@pytest.fixture
def elsewhere(world: World) -> Day:
    """Give the same day at clinic B."""
    return Day(world.b, world)
