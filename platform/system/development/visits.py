"""Who comes when, and how it goes: the clinics' calendar.

Each visit has one story, fixed by its clinic, doctor and time; the seed shows it as far as it has come
by the moment at which the clinics stand. A day on which the seed ran has, beside its ordinary visits,
a full waiting room around that moment.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID

from system.development.clinics import SLOT, Timeline, at
from system.development.conditions import ACUTE, CHRONIC, SCREENING, VACCINATION, Condition
from system.development.people import Doctor, Login, Patient, Team
from system.development.rows import dice, key_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MOVED_BY = 3 * DAY
NO_SHOW_AFTER = 30 * MINUTE
RUSH = range(-5, 7)
"""The slots around the moment of a run, counted from it, that are all booked."""
SEEN_ABOUT_NOW = range(-1, 2)
"""Of those, the ones whose patients are being seen or wait."""

CYCLE = 45
VACCINATION_TURN, REVIEW_TURNS, SCREENING_TURN = 0, (15, 37), 25

CANCELLATIONS = (
    "Feeling better",
    "Has to work",
    "Sees a specialist instead",
    "Travelling",
    "Child has an examination at school",
)


@dataclass(frozen=True)
class Visit:
    """An appointment from booking to end; which part of it has happened, `status` says."""

    team: Team
    doctor: Doctor
    patient: Patient
    starts_at: datetime
    booked_at: datetime
    kind: str
    source: str
    condition: Condition
    outcome: str
    cancelled_at: datetime
    checked_in_at: datetime
    called_at: datetime
    began_at: datetime
    ended_at: datetime
    moved: bool = False
    moved_from: UUID | None = None
    number: str = ""
    queue_number: str = ""
    booked_as: UUID | None = None

    @property
    def id(self) -> UUID:
        """Give the visit's own name, on which its dice hang."""
        return _key(self.doctor, self.starts_at, self.outcome == "rescheduled")

    @property
    def appointment_id(self) -> UUID:
        """Give the key of its appointment: what was booked has the one that the database made."""
        return self.booked_as or self.id

    @property
    def booked_by(self) -> Login:
        """Say whose login makes the booking; patients without one book by telephone."""
        online = self.source in {"online", "whatsapp"}
        return (self.patient.user if online else None) or self.team.reception

    @property
    def slot_id(self) -> UUID:
        return key_of("scheduling.AppointmentSlot", self.doctor.id, self.starts_at.isoformat())

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def known_at(self) -> datetime:
        """Give the time of booking, or of moving: who moves an appointment had it all the while."""
        return self.cancelled_at if self.outcome == "rescheduled" else self.booked_at

    @property
    def online(self) -> bool:
        return self.kind == "telemedicine"

    def luck(self, subject: str) -> Random:
        """Give the dice of this visit for one subject."""
        return dice(self.id, subject)

    def status(self, now: datetime) -> str:
        """Say how far it has come."""
        if self.outcome == "rescheduled":
            return "rescheduled"
        if self.outcome == "cancelled" and self.cancelled_at <= now:
            return "cancelled"
        if self.outcome == "no_show" and self.starts_at + NO_SHOW_AFTER <= now:
            return "no_show"
        if self.outcome == "completed" and self.ended_at <= now:
            return "completed"
        if self.outcome == "completed" and self.began_at <= now:
            return "in_progress"
        return "confirmed" if self.starts_at - DAY <= now else "scheduled"

    def keeps_slot(self, now: datetime) -> bool:
        """Say whether nobody else can have its time."""
        return self.status(now) not in {"cancelled", "rescheduled"}

    def has_come(self, now: datetime) -> bool:
        """Say whether the patient has checked in."""
        return self.outcome == "completed" and self.checked_in_at <= now


def _key(doctor: Doctor, starts_at: datetime, rescheduled: bool) -> UUID:
    name = "moved" if rescheduled else "kept"
    return key_of("scheduling.Appointment", doctor.id, starts_at.isoformat(), name)


def visits(team: Team, timeline: Timeline) -> list[Visit]:
    """Give all visits that are booked by now, in order of time."""
    planned = [visit for day in timeline.days for visit in _day(team, timeline, day)]
    return sorted(
        (visit for visit in planned if visit.known_at <= timeline.now),
        key=lambda visit: (visit.starts_at, visit.number),
    )


def grid(doctor: Doctor, day: date) -> list[datetime]:
    """Give the starts of a doctor's slots on that day."""
    starts = []
    for first, last in doctor.hours:
        begin = at(day, time(first))
        starts += [begin + number * SLOT for number in range((last - first) * 4)]
    return starts


def _day(team: Team, timeline: Timeline, day: date) -> list[Visit]:
    """Give all visits that are ever booked for a day, with numbers that no later booking changes."""
    ordinary = [
        # What was moved here from before the clinic's first day came from nowhere.
        replace(visit, moved_from=None) if day - MOVED_BY < timeline.opening else visit
        for visit in _ordinary(team, day)
    ]
    moved_away = [_before_moving(visit) for visit in _ordinary(team, day + MOVED_BY) if visit.moved]
    rush: list[Visit] = []
    if moment := timeline.rush(day):
        ordinary = [_about_now(visit, moment) for visit in ordinary]
        rush = _rush(team, moment, ordinary)
    return _queued(
        [
            replace(visit, number=f"{team.clinic.code}-{day:%Y%m%d}-{number:04d}")
            for number, visit in enumerate([*ordinary, *moved_away, *rush], 1)
        ]
    )


def _queued(visits: list[Visit]) -> list[Visit]:
    """Give queue numbers in the order in which people come."""
    coming = sorted(
        (visit for visit in visits if visit.outcome == "completed" and not visit.online),
        key=lambda visit: (visit.checked_in_at, visit.number),
    )
    place = {visit.id: f"A{number:03d}" for number, visit in enumerate(coming, 1)}
    return [replace(visit, queue_number=place.get(visit.id, "")) for visit in visits]


@cache
def _ordinary(team: Team, day: date) -> list[Visit]:
    """Make up the visits that are booked for a day beforehand: most by day, few on Sundays."""
    luck = dice(team.clinic.code, "day", day)
    wanted = team.clinic.visits_a_day // (2 if day.weekday() == 6 else 1) + luck.randint(-1, 2)
    offers = [
        (doctor, start)
        for doctor in team.doctors
        for start in grid(doctor, day)
        for _ in range(6 if 8 <= start.hour < 21 else 1)
    ]
    chosen: dict[tuple[UUID, datetime], tuple[Doctor, datetime]] = {}
    while len(chosen) < wanted:
        doctor, start = luck.choice(offers)
        chosen[doctor.id, start] = doctor, start
    # Who is due comes, the rest have fallen ill.
    due = {VACCINATION_TURN, *REVIEW_TURNS, SCREENING_TURN}
    patients = sorted(
        luck.sample(team.patients, len(team.patients)),
        key=lambda patient: _turn(patient, day) not in due,
    )[:wanted]
    return sorted(
        (
            _visit(team, doctor, start, patient)
            for (doctor, start), patient in zip(chosen.values(), patients, strict=True)
        ),
        key=lambda visit: (visit.starts_at, str(visit.doctor.id)),
    )


def _about_now(visit: Visit, moment: datetime) -> Visit:
    """Let who is expected about now come, and in person: they are those one sees in the clinic.

    What was cancelled stays so: its time may be somebody else's by now.
    """
    if (visit.starts_at - moment) / SLOT not in SEEN_ABOUT_NOW or visit.outcome == "cancelled":
        return visit
    kind = "consultation" if visit.online else visit.kind
    return replace(visit, outcome="completed", kind=kind)


def _rush(team: Team, moment: datetime, ordinary: list[Visit]) -> list[Visit]:
    """Fill the slots around a moment of the doctors who are in."""
    luck = dice(team.clinic.code, "rush", moment.isoformat())
    expected = {visit.patient.id for visit in ordinary}
    free = [patient for patient in team.patients if patient.id not in expected]
    luck.shuffle(free)
    taken = {(visit.doctor.id, visit.starts_at) for visit in ordinary}
    filled = []
    for number in sorted(RUSH, key=abs):
        for doctor in team.doctors:
            offers, start = grid(doctor, moment.date()), moment + number * SLOT
            if moment not in offers or start not in offers or (doctor.id, start) in taken:
                continue
            if free:
                filled.append(_rushed(team, doctor, start, free.pop(), moment))
    return sorted(filled, key=lambda visit: (visit.booked_at, str(visit.id)))


def _rushed(
    team: Team, doctor: Doctor, start: datetime, patient: Patient, moment: datetime
) -> Visit:
    visit = _visit(team, doctor, start, patient, in_person=True)
    luck = visit.luck("rush")
    number = (start - moment) // SLOT
    walks_in = number in RUSH[: -RUSH.start + 1] and luck.random() < 0.35
    return replace(
        visit,
        kind="walk_in" if walks_in and visit.kind == "consultation" else visit.kind,
        source="walk_in" if walks_in else luck.choice(("online", "phone", "whatsapp")),
        booked_at=(
            visit.checked_in_at
            if walks_in
            else min(visit.checked_in_at, moment) - luck.randint(30, 900) * MINUTE
        ),
        outcome="completed" if walks_in or number in SEEN_ABOUT_NOW else _outcome(luck),
        moved=False,
        moved_from=None,
        cancelled_at=start - luck.randint(5, 25) * MINUTE,
    )


def _visit(
    team: Team, doctor: Doctor, start: datetime, patient: Patient, *, in_person: bool = False
) -> Visit:
    luck = dice("visit", _key(doctor, start, False))
    kind, condition = _reason(luck, patient, start.date())
    if (
        not in_person
        and doctor.telemedicine
        and kind in {"consultation", "follow_up"}
        and not condition.imaging
        and luck.random() < 0.35
    ):
        kind = "telemedicine"
    # Doctors run a few minutes late, each patient is out before the next goes in.
    began_at = start + luck.randint(7, 9) * MINUTE
    lead = luck.choice((luck.randint(120, 2800), *[luck.randint(2800, 20000)] * 3)) * MINUTE
    moved = luck.random() < 0.07
    if moved:
        # The day it was first booked for was given up some hours before.
        lead = MOVED_BY + luck.randint(3, 20) * 60 * MINUTE
    booked_at = start - lead
    return Visit(
        team=team,
        doctor=doctor,
        patient=patient,
        starts_at=start,
        booked_at=booked_at,
        kind=kind,
        source=luck.choices(("online", "phone", "whatsapp", "staff"), (45, 30, 15, 10))[0],
        condition=condition,
        outcome="completed" if moved else _outcome(luck),
        cancelled_at=booked_at + (start - booked_at) * luck.uniform(0.2, 0.95) // MINUTE * MINUTE,
        checked_in_at=start - luck.randint(5, 20) * MINUTE,
        called_at=began_at - MINUTE,
        began_at=began_at,
        ended_at=began_at + luck.randint(9, 13) * MINUTE,
        moved=moved,
        moved_from=_key(doctor, start - MOVED_BY, True) if moved else None,
    )


def _before_moving(visit: Visit) -> Visit:
    """Give the appointment that this one took the place of: same doctor, same hour, days before."""
    start = visit.starts_at - MOVED_BY
    return replace(
        visit,
        starts_at=start,
        booked_at=visit.booked_at - visit.luck("moved").randint(20, 90) * 60 * MINUTE,
        cancelled_at=visit.booked_at,
        outcome="rescheduled",
        moved=False,
        moved_from=None,
    )


def _outcome(luck: Random) -> str:
    return luck.choices(("completed", "cancelled", "no_show"), (84, 9, 7))[0]


def _reason(luck: Random, patient: Patient, day: date) -> tuple[str, Condition]:
    """Give the kind of a visit and its cause: vaccines, reviews and screenings have their day."""
    age, turn = patient.age(day), _turn(patient, day)
    if turn == VACCINATION_TURN:
        return "vaccination", VACCINATION
    if turn in REVIEW_TURNS and patient.chronic:
        return "follow_up", CHRONIC[luck.choice(patient.chronic)]
    if turn == SCREENING_TURN and age >= SCREENING.ages[0]:
        return "health_screening", SCREENING
    return "consultation", luck.choice(
        [condition for condition in ACUTE if condition.ages[0] <= age <= condition.ages[1]]
    )


def _turn(patient: Patient, day: date) -> int:
    """Count the days of the patient's own round of CYCLE days: nobody is vaccinated every week."""
    return (patient.number - day.toordinal()) % CYCLE
