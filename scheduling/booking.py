"""What a front desk does all day, by the functions of schema `booking`: thin, since the rules live there.

    desk = FrontDesk(request.user, request=request)
    booking = desk.create_booking(key, slot_id=slot.pk, patient_id=patient.pk)

Each call is a transaction of its own, so that no slot or number stays locked while a page is rendered, and
is tried again where PostgreSQL asks for it. Inside somebody's transaction it is part of that one.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.http import HttpRequest
from psycopg import IsolationLevel, errors, sql

from tenancy.acting import Person, acting_as

ATTEMPTS: Final = 5
"""How often a transaction is tried that PostgreSQL gives up for another's sake."""
PAUSE: Final = 0.02
"""Seconds to wait at the most before the second attempt; twice as long before each further one."""

REFUSALS: Final[Mapping[str, str]] = {
    "appointment_not_found": "There is no such appointment.",
    "daily_limit_reached": "The doctor sees nobody else on that day: choose another day.",
    "doctor_away": "It is the doctor's day off: choose another doctor, or none.",
    "doctor_inactive": "The doctor does not see patients: choose another doctor.",
    "doctor_not_found": "There is no such doctor.",
    "has_appointment_today": "The patient has an appointment today: check them in with it.",
    "idempotency_mismatch": "This request was sent before, for something else: start anew.",
    "invalid_input": "Something is missing, or is not what it should be.",
    "not_today": "The appointment is not today.",
    "patient_in_queue": "The patient is in the queue already, with another appointment.",
    "patient_not_found": "There is no such patient.",
    "patient_overlap": "The patient has another appointment at that time.",
    "queue_empty": "Nobody is waiting.",
    "slot_blocked": "The doctor keeps that time free: choose another.",
    "slot_in_past": "That time is over: choose another.",
    "slot_not_found": "There is no such time.",
    "slot_unavailable": "Somebody else has that time: choose another.",
    "too_early": "The patient may still come.",
    "too_far_ahead": "That is too far ahead to be booked yet.",
    "too_late": "The time of the appointment has come: speak to the clinic.",
    "too_many_holds": "Too many times are held: finish one booking first.",
    "wrong_status": "The appointment has gone on meanwhile: look at it again.",
}
"""What each code of a refusal says to a person."""


class BookingRefusedError(Exception):
    """The database's answer was no; `code` says why, and the message says it to a person.

    `appointment_id` is the appointment that is in the way, where one is named.
    """

    def __init__(self, code: str, appointment_id: UUID | None = None) -> None:
        super().__init__(REFUSALS[code])
        self.code = code
        self.appointment_id = appointment_id


class BookingConflictError(BookingRefusedError):
    """It might have been yes at another time, or for another slot."""


class BookingInvalidError(BookingRefusedError):
    """It would be no at any time: what was named does not exist, or can't be meant."""


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it stands after what was done; `idempotent` where that had been done before."""

    appointment_id: UUID
    appointment_number: str
    appointment_status: str
    patient_id: UUID
    doctor_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    queue_number: str | None
    queue_status: str | None
    idempotent: bool

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Self:
        """Read a success."""
        result = answer["result"]
        return cls(
            appointment_id=UUID(result["appointment_id"]),
            appointment_number=result["appointment_number"],
            appointment_status=result["appointment_status"],
            patient_id=UUID(result["patient_id"]),
            doctor_id=UUID(result["doctor_id"]) if result["doctor_id"] else None,
            starts_at=datetime.fromisoformat(result["starts_at"]),
            ends_at=datetime.fromisoformat(result["ends_at"]),
            queue_number=result["queue_number"],
            queue_status=result["queue_status"],
            idempotent=answer["idempotent"],
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """A slot that is kept from others until a moment."""

    slot_id: UUID
    held_until: datetime


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """A person who books: a patient for themself, anybody else for everyone of their clinic.

    `clinic_id` is the clinic that a superadmin acts in; `request` is where it is asked from, for the audit.
    Each method raises BookingConflictError or BookingInvalidError for a refusal, whose codes the function of the
    same name documents, and DatabaseError for what is really wrong: 42501 where the person may not.
    """

    user: Person
    clinic_id: UUID | None = None
    request: HttpRequest | None = None

    def create_booking(
        self, key: str, slot_id: UUID, patient_id: UUID, visit_reason: str | None = None
    ) -> Booking:
        """Book a slot for a patient; the same key again gives the same booking."""
        clinic_id = self.user.clinic_id or self.clinic_id
        return self._book(
            "create_booking", key, self.user.pk, clinic_id, slot_id, patient_id, visit_reason
        )

    def cancel_booking(self, appointment_id: UUID, reason: str | None = None) -> Booking:
        """Cancel an appointment, and free its slot."""
        return self._book("cancel_booking", appointment_id, reason)

    def reschedule_booking(
        self, appointment_id: UUID, slot_id: UUID, reason: str | None = None
    ) -> Booking:
        """Move an appointment to another slot; gives the new one."""
        return self._book("reschedule_booking", appointment_id, slot_id, reason)

    def hold_slot(self, slot_id: UUID, minutes: int = 5) -> Hold:
        """Keep a free slot from others for some minutes."""
        result = self._ask("hold_slot", slot_id, minutes)["result"]
        return Hold(slot_id, datetime.fromisoformat(result["held_until"]))

    def release_hold(self, slot_id: UUID) -> None:
        """Give back a slot that this person holds; whatever others hold stays theirs."""
        self._ask("release_hold", slot_id)

    def confirm_booking(self, appointment_id: UUID) -> Booking:
        """Accept an appointment that was asked for."""
        return self._book("confirm_booking", appointment_id)

    def generate_slots(self, doctor_id: UUID, first_day: date, last_day: date) -> int:
        """Make a doctor's slots for a range of days; gives how many were missing."""
        made: int = self._ask("generate_slots", doctor_id, first_day, last_day)["result"]["made"]
        return made

    def register_walk_in(
        self, patient_id: UUID, doctor_id: UUID | None = None, visit_reason: str | None = None
    ) -> Booking:
        """Register a patient who came without an appointment."""
        return self._book("register_walk_in", patient_id, doctor_id, visit_reason)

    def check_in(self, appointment_id: UUID) -> Booking:
        """Let a patient who has come into the queue."""
        return self._book("check_in", appointment_id)

    def call_next(self, doctor_id: UUID | None = None) -> Booking:
        """Call the next patient in the queue."""
        return self._book("call_next", doctor_id)

    def return_to_queue(self, appointment_id: UUID) -> Booking:
        """Let a patient who was called too soon wait again, in the same place."""
        return self._book("return_to_queue", appointment_id)

    def start_consultation(self, appointment_id: UUID) -> Booking:
        """Begin a consultation."""
        return self._book("start_consultation", appointment_id)

    def complete(self, appointment_id: UUID) -> Booking:
        """End a consultation."""
        return self._book("complete", appointment_id)

    def mark_no_show(self, appointment_id: UUID) -> Booking:
        """Give a patient up for absent."""
        return self._book("mark_no_show", appointment_id)

    def _book(self, function: str, *arguments: Any) -> Booking:
        return Booking.of(self._ask(function, *arguments))

    def _ask(self, function: str, *arguments: Any) -> dict[str, Any]:
        statement = sql.SQL("SELECT booking.{}({})").format(
            sql.Identifier(function), sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
        )

        def ask() -> str:
            connection = connections[DEFAULT_DB_ALIAS]
            with (
                _at_read_committed(),
                acting_as(self.user, self.request, clinic_id=self.clinic_id),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement.as_string(connection.connection), arguments)
                (answer,) = cursor.fetchone()
                return str(answer)

        answer: dict[str, Any] = json.loads(_again_if_asked_to(ask))
        if answer["status"] == "conflict":
            named = answer.get("appointment_id")
            raise BookingConflictError(answer["code"], UUID(named) if named else None)
        if answer["status"] == "error":
            raise BookingInvalidError(answer["code"])
        return answer


@contextmanager
def _at_read_committed() -> Iterator[None]:
    """Begin a transaction in which each statement sees what others have committed, where the project's are stricter."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.in_atomic_block or connection.isolation_level <= IsolationLevel.READ_COMMITTED:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        yield


def _again_if_asked_to(ask: Callable[[], str]) -> str:
    """Try a transaction again that PostgreSQL gave up for another's sake; not a part of one."""
    is_whole = not connections[DEFAULT_DB_ALIAS].in_atomic_block
    for attempt in range(1, ATTEMPTS):
        try:
            return ask()
        except OperationalError as refusal:
            given_up = isinstance(
                refusal.__cause__, errors.SerializationFailure | errors.DeadlockDetected
            )
            if not (given_up and is_whole):
                raise
        time.sleep(random.uniform(0, PAUSE * 2 ** (attempt - 1)))  # noqa: S311 -- not a secret
    return ask()
