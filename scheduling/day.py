"""A clinic's day as people look at it: doctors beside each other, their times below, and the queue.

Whatever is on the day is read by a few queries, however much it is.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextChoices, TextField
from django.utils.timezone import localtime, make_aware

from clinical.models import Doctor
from identity.models import Clinic, User, UserRole
from scheduling.models import Appointment, AppointmentSlot
from scheduling.models.appointment import IN_THE_QUEUE, AppointmentStatus, QueueStatus
from tenancy.privileges import may_call

GIVEN_UP = (AppointmentStatus.CANCELLED, AppointmentStatus.RESCHEDULED)
"""The states of an appointment that has left its time to others."""


READ_OF_VISITS = (
    *("patient__full_name", "patient__patient_number", "doctor_id", "appointment_type"),
    *("visit_reason", "may_overlap", "starts_at", "ends_at", "status"),
    *("queue_number", "queue_status", "checked_in_at", "called_at", "consultation_start_at"),
)

Rows = TypeVar("Rows", bound=QuerySet[Any])


class State(TextChoices):
    """What a time on the day may be."""

    SCHEDULED = "scheduled", "Scheduled"
    CONFIRMED = "confirmed", "Confirmed"
    WAITING = "waiting", "Waiting"
    CALLED = "called", "Called"
    IN_PROGRESS = "in-progress", "In progress"
    COMPLETED = "completed", "Completed"
    NO_SHOW = "no-show", "No-show"
    FREE = "free", "Free"
    HELD = "held", "Held"
    BLOCKED = "blocked", "Not offered"
    PAST = "past", "Past"


@dataclass(frozen=True)
class Step:
    """What a button does with an appointment: a method of the front desk, and the function it calls."""

    name: str
    label: str
    parameters: str = "uuid"

    @property
    def function(self) -> str:
        """Name the function as PostgreSQL does."""
        return f"booking.{self.name}({self.parameters})"

    @property
    def slug(self) -> str:
        """Give the last part of its address."""
        return self.name.replace("_", "-")


CONFIRM = Step("confirm_booking", "Confirm")
CHECK_IN = Step("check_in", "Check in")
RETURN = Step("return_to_queue", "Wait again")
START = Step("start_consultation", "Start")
COMPLETE = Step("complete", "Complete")
NO_SHOW = Step("mark_no_show", "No-show")
CANCEL = Step("cancel_booking", "Cancel the appointment", "uuid, text")
MOVE = Step("reschedule_booking", "Move", "uuid, uuid, text")
STEPS: Final = (CONFIRM, CHECK_IN, RETURN, START, COMPLETE, NO_SHOW, CANCEL, MOVE)
"""In the order in which a visit takes them, and then what else may become of it."""

DESK: Final = {
    "book": "booking.create_booking(text, uuid, uuid, uuid, uuid, text)",
    "hold": "booking.hold_slot(uuid, integer)",
    "release": "booking.release_hold(uuid)",
    "call": "booking.call_next(uuid)",
    "walk_in": "booking.register_walk_in(uuid, uuid, text)",
}
"""What else there are buttons for, and the functions that they call."""


class Choices:
    """What the person who acts may do: as PostgreSQL grants it, and as it says that appointments go."""

    def __init__(self) -> None:
        self.now = localtime()
        self.desk = {name: may_call(function) for name, function in DESK.items()}
        self._granted = [step for step in STEPS if may_call(step.function)]

    def steps(self, visit: Any) -> list[Step]:
        """Give the steps that an appointment, read `with_steps`, may take now."""
        return [step for step in self._granted if step.name in visit.possible_steps]

    def next_steps(self, visit: Any) -> list[Step]:
        """Give the steps of which one comes next, if nothing goes wrong."""
        steps = self.steps(visit)
        if visit.queue_status in IN_THE_QUEUE or visit.status == AppointmentStatus.IN_PROGRESS:
            likely: tuple[Step, ...] = (RETURN, START, COMPLETE)
        elif CHECK_IN in steps:
            # Whoever has come is accepted by it.
            likely = (CHECK_IN, NO_SHOW)
        else:
            likely = (CONFIRM, NO_SHOW)
        return [step for step in steps if step in likely]


def with_steps(visits: Rows) -> Rows:
    """Let the database say of each appointment which steps it may take now."""
    possible = Func(
        *map(F, ("status", "queue_status", "starts_at", "timezone")),
        function="booking.possible_steps",
        output_field=ArrayField(TextField()),
    )
    return visits.annotate(possible_steps=possible)


@dataclass(frozen=True)
class Entry:
    """What stands at a time: an appointment, or a slot that none has taken."""

    state: State
    starts_at: datetime
    visit: Appointment | None = None
    slot: AppointmentSlot | None = None
    steps: list[Step] = field(default_factory=list)
    doctor: Doctor | None = None
    is_mine: bool = False

    @property
    def is_offered(self) -> bool:
        """Say whether the person who looks may book it: it is free, or held for them."""
        return self.state == State.FREE or (self.state == State.HELD and self.is_mine)

    @property
    def since(self) -> datetime | None:
        """Say since when somebody waits, was called, or is being seen."""
        visit = self.visit
        if visit is None:
            return None
        return {
            State.WAITING: visit.checked_in_at,
            State.CALLED: visit.called_at,
            State.IN_PROGRESS: visit.consultation_start_at,
        }.get(self.state)

    @property
    def is_beside(self) -> bool:
        """Say whether it stands beside the doctor's times, and takes none."""
        return self.visit is not None and self.visit.may_overlap


@dataclass
class Cell:
    """A doctor's time, from one row to the row before another."""

    rows: int = 1
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """The times that begin together; a cell that goes on from above is left out."""

    starts_at: datetime
    cells: list[Cell]
    is_next: bool


@dataclass(frozen=True)
class Column:
    """A doctor and what is on their day; or what nobody in sight has on theirs."""

    doctor: Doctor | None
    is_mine: bool
    entries: list[Entry]

    @property
    def begins_at(self) -> datetime | None:
        """Give when the first of it is that is not over and empty."""
        return min((e.starts_at for e in self.entries if _is_worth_a_row(e)), default=None)

    @property
    def order(self) -> int:
        """Put whoever looks first, and nobody last."""
        return 0 if self.is_mine else 1 if self.doctor else 2


class ClinicDay:
    """What there is on a day of a clinic's."""

    def __init__(self, clinic: Clinic, user: User, day: date) -> None:
        self.clinic, self.user, self.day = clinic, user, day
        self.choices = Choices()

    @property
    def now(self) -> datetime:
        return self.choices.now

    @property
    def is_today(self) -> bool:
        return self.day == self.now.date()

    @property
    def previous(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def following(self) -> date:
        return self.day + timedelta(days=1)

    @cached_property
    def visits(self) -> list[Appointment]:
        """Give the day's appointments that stand, the first first."""
        return list(
            _on_day(with_steps(Appointment.objects.all()), self.clinic, self.day)
            .filter(deleted_at=None)
            .exclude(status__in=GIVEN_UP)
            .select_related("patient")
            .only(*READ_OF_VISITS)
            .order_by("starts_at", "id")
        )

    @cached_property
    def doctors(self) -> list[Doctor]:
        """Give the doctors who have anything on the day."""
        named: set[UUID | None] = {slot.doctor_id for slot in self.slots}
        named |= {visit.doctor_id for visit in self.visits}
        doctors = Doctor.objects.filter(clinic=self.clinic, pk__in=named).only(
            "full_name", "user_id", "blocked_dates", "license_expiry"
        )
        return list(doctors.order_by("full_name"))

    @cached_property
    def slots(self) -> list[AppointmentSlot]:
        """Give the day's slots."""
        return list(
            _on_day(AppointmentSlot.objects.all(), self.clinic, self.day).order_by("starts_at")
        )

    @cached_property
    def columns(self) -> list[Column]:
        """Give the doctors beside each other, in the order in which they begin.

        Last comes what has no doctor, or one who is out of sight.
        """
        by_doctor: dict[UUID | None, list[Entry]] = {}
        for entry, doctor_id in self._entries():
            known = doctor_id if doctor_id in self._doctors_by_key else None
            by_doctor.setdefault(known, []).append(entry)
        columns = [
            Column(doctor, self._is_me(doctor), by_doctor.get(doctor.pk, []))
            for doctor in self.doctors
        ]
        columns.append(Column(None, False, by_doctor.get(None, [])))
        kept = [column for column in columns if column.begins_at is not None]
        return sorted(kept, key=lambda column: (column.order, column.begins_at))

    @cached_property
    def rows(self) -> list[Row]:
        """Give the times below each other: those at which anything begins that is not over and empty."""
        starts = self._starts()
        grid = [_cells(column.entries, starts) for column in self.columns]
        upcoming = bisect_right(starts, self.now) if self.is_today else -1
        return [
            Row(
                start,
                [cell for cells in grid if (cell := cells[number]) is not None],
                number == upcoming,
            )
            for number, start in enumerate(starts)
        ]

    @cached_property
    def tally(self) -> list[tuple[State, int]]:
        """Count what is on the day, by state; what is over and empty is not worth it."""
        counts = Counter(entry.state for column in self.columns for entry in column.entries)
        return [(state, counts[state]) for state in State if counts[state] and state != State.PAST]

    @cached_property
    def queue(self) -> list[Entry]:
        """Give who is being seen, who is called, and who waits, in the order in which they are called."""
        standing = {QueueStatus.SERVING: 0, QueueStatus.CALLED: 1, QueueStatus.WAITING: 2}
        waiting = [visit for visit in self.visits if visit.queue_status in standing]
        waiting.sort(
            key=lambda visit: (
                standing[QueueStatus(visit.queue_status)],
                max(visit.starts_at, visit.checked_in_at or visit.starts_at),
                visit.pk,
            )
        )
        return [self._of_visit(visit) for visit in waiting]

    @property
    def is_a_doctor_s(self) -> bool:
        """Say whether a doctor looks at it, who calls their own patients."""
        return bool(self.user.role == UserRole.DOCTOR)

    @property
    def offers(self) -> list[Column]:
        """Give the times that can be booked, by doctor."""
        offered = [
            replace(column, entries=[entry for entry in column.entries if entry.is_offered])
            for column in self.columns
        ]
        return [column for column in offered if column.entries]

    def of_slot(self, slot: AppointmentSlot) -> Entry:
        """Say what may become of a slot of the day that no appointment has taken."""
        is_mine = slot.held_by == self.user.pk
        if slot.starts_at <= self.now:
            state = State.PAST
        elif (
            slot.is_blocked
            or not slot.is_available
            or slot.doctor_id in self._away
            or self.is_under_a_visit(slot)
        ):
            state = State.BLOCKED
        elif slot.held_until and slot.held_until > self.now:
            state = State.HELD
        else:
            state = State.FREE
        return Entry(state, slot.starts_at, slot=slot, is_mine=is_mine)

    def is_under_a_visit(self, slot: AppointmentSlot) -> bool:
        """Say whether an appointment that was typed in takes the time of a slot of the day."""
        return any(
            visit.doctor_id == slot.doctor_id
            and visit.starts_at < slot.ends_at
            and visit.ends_at > slot.starts_at
            and not visit.may_overlap
            for visit in self.visits
        )

    def _of_visit(self, visit: Appointment) -> Entry:
        in_queue = visit.queue_status in (QueueStatus.WAITING, QueueStatus.CALLED)
        state = State((visit.queue_status if in_queue else visit.status).replace("_", "-"))
        doctor = self._doctors_by_key.get(visit.doctor_id)
        steps = self.choices.next_steps(visit)
        return Entry(state, visit.starts_at, visit=visit, steps=steps, doctor=doctor)

    @cached_property
    def _doctors_by_key(self) -> dict[UUID | None, Doctor]:
        return {doctor.pk: doctor for doctor in self.doctors}

    @cached_property
    def _away(self) -> set[UUID]:
        """Give the doctors who see nobody on the day: it is their day off, or beyond their licence."""
        return {
            doctor.pk
            for doctor in self.doctors
            if str(self.day) in doctor.blocked_dates or doctor.license_expiry < self.day
        }

    def _entries(self) -> Iterator[tuple[Entry, UUID | None]]:
        """Give what there is, each with its doctor: slots first, where appointments find their place."""
        visits = {visit.pk: visit for visit in self.visits}
        for slot in self.slots:
            if slot.appointment_id is None:
                if not self.is_under_a_visit(slot):
                    yield self.of_slot(slot), slot.doctor_id
            elif visit := visits.pop(slot.appointment_id, None):
                yield self._of_visit(visit), visit.doctor_id
        for visit in visits.values():
            yield self._of_visit(visit), visit.doctor_id

    def _starts(self) -> list[datetime]:
        """Give where rows begin; what takes no time of its own stands in a row near it, if there is one."""
        entries = [entry for column in self.columns for entry in column.entries]
        starts = {
            entry.starts_at for entry in entries if _is_worth_a_row(entry) and not entry.is_beside
        }
        for entry in entries:
            if entry.is_beside and not any(
                timedelta() <= entry.starts_at - start < timedelta(minutes=30) for start in starts
            ):
                starts.add(entry.starts_at)
        return sorted(starts)

    def _is_me(self, doctor: Doctor) -> bool:
        return doctor.user_id is not None and doctor.user_id == self.user.pk


def _on_day(rows: Rows, clinic: Clinic, day: date) -> Rows:
    """Keep what starts on a day of the clinic's, by the instants between which it lies."""
    first, last = (
        make_aware(datetime.combine(each, time())) for each in (day, day + timedelta(days=1))
    )
    return rows.filter(clinic=clinic, starts_at__gte=first, starts_at__lt=last)


def _cells(entries: list[Entry], starts: list[datetime]) -> list[Cell | None]:
    """Lay a doctor's entries into rows: None where a cell goes on from above."""
    cells = [Cell() for _ in starts]
    rows = {start: number for number, start in enumerate(starts)}
    for entry in entries:
        if not entry.is_beside and entry.starts_at in rows:
            cells[rows[entry.starts_at]].entries.append(entry)
    for entry in entries:
        if entry.is_beside:
            cells[bisect_right(starts, entry.starts_at) - 1].entries.append(entry)
    return _joined(cells, starts)


def _joined(cells: list[Cell], starts: list[datetime]) -> list[Cell | None]:
    """Let each cell go on over the empty ones below it until the last of what it holds ends."""
    laid: list[Cell | None] = []
    above, until = Cell(), None
    for cell, start in zip(cells, starts, strict=True):
        if until and start < until and not cell.entries:
            above.rows += 1
            laid.append(None)
            continue
        above, until = cell, max((_end(e) for e in cell.entries if not e.is_beside), default=None)
        laid.append(cell)
    return laid


def _end(entry: Entry) -> datetime:
    row: Any = entry.visit or entry.slot
    ends_at: datetime = row.ends_at
    return ends_at


def _is_worth_a_row(entry: Entry) -> bool:
    return entry.state != State.PAST
