"""Bookings of the coming days, made as people make them: by booking.create_booking.

What is past already when the seed runs was never booked there: nobody books the past.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connections
from django.utils import timezone

from system.development.visits import Visit
from system.development.writing import text_of

SOON = timedelta(minutes=1)


class Booking(NamedTuple):
    """What became of a booking: the appointment's key and number."""

    appointment_id: UUID
    number: str


@dataclass(frozen=True)
class Diary:
    """What the story's people have booked, by the visit that it is for, and from when on they may book."""

    bookings: Mapping[UUID, Booking]
    since: datetime

    def still_to_book(self, visit: Visit, now: datetime) -> bool:
        """Say whether the visit lies ahead and nobody has booked it."""
        return (
            visit.starts_at > self.since
            and visit.status(now) in {"scheduled", "confirmed"}
            and not visit.has_come(now)
            and visit.id not in self.bookings
        )

    def entered(self, visit: Visit) -> Visit:
        """Give the visit with the keys and the number of what was booked."""
        booking = self.bookings.get(visit.id)
        before = self.bookings.get(visit.moved_from) if visit.moved_from else None
        return replace(
            visit,
            booked_as=booking and booking.appointment_id,
            number=booking.number if booking else visit.number,
            moved_from=before.appointment_id if before else visit.moved_from,
        )


def diary(using: str, shown: datetime) -> Diary:
    """Read what is booked; what starts later than both `shown` and the clock can be."""
    with connections[using].cursor() as cursor:
        cursor.execute(text_of("booked"))
        bookings = {visit: Booking(*answer) for visit, *answer in cursor.fetchall()}
    return Diary(bookings, since=max(shown, timezone.now() + SOON))


def book(using: str, visits: Iterable[Visit]) -> None:
    """Book visits, each as the person who does; those that are refused stay to be booked."""
    with connections[using].cursor() as cursor:
        for visit in visits:
            clinic, person = visit.team.clinic.id, visit.booked_by.id
            patient, reason = visit.patient.id, visit.condition.complaint
            cursor.execute(text_of("act"), [clinic, person])
            cursor.execute(
                text_of("book"),
                [f"seed-{visit.id}", person, clinic, visit.slot_id, patient, reason],
            )
        cursor.execute(text_of("act"), ["", ""])
