"""Everything at once: all rows of the development seed, as of a moment."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from system.development.bookings import Diary
from system.development.care import bill, care
from system.development.clinics import PROFILES, Timeline, add_clinics
from system.development.integrations import (
    add_events,
    add_flag,
    add_settings,
    add_sources,
    add_webhooks,
)
from system.development.messages import add_messages
from system.development.money import add_claim, add_payment, settle
from system.development.people import (
    Attendance,
    Team,
    add_doctors,
    add_logins,
    add_patients,
    add_staff,
    team,
)
from system.development.records import add_prescription, add_record, add_results, add_vaccination
from system.development.rows import Rows
from system.development.schedule import (
    add_appointments,
    add_booking_requests,
    add_queues,
    add_slots,
    add_video_consultations,
)
from system.development.visits import Visit, visits


def teams(timeline: Timeline) -> list[Team]:
    """Give the people of both clinics."""
    return [team(profile, timeline) for profile in PROFILES]


def tell(timeline: Timeline, diary: Diary) -> tuple[Rows, list[Visit]]:
    """Make up all rows as they stand at the timeline's last moment; each refers to earlier ones.

    Visits that are still to be booked are none yet: give them beside the rows.
    """
    rows = Rows()
    people = teams(timeline)
    add_clinics(rows)
    add_logins(rows, people)
    add_flag(rows, people[0])
    wanted = [visit for each in people for visit in _clinic(rows, each, timeline, diary)]
    return rows, wanted


def _clinic(rows: Rows, team: Team, timeline: Timeline, diary: Diary) -> list[Visit]:
    known = visits(team, timeline)
    wanted = [visit for visit in known if diary.still_to_book(visit, timeline.now)]
    booked = [diary.entered(visit) for visit in known if visit not in wanted]
    done = [visit for visit in booked if visit.status(timeline.now) == "completed"]
    cared = {visit.id: care(visit) for visit in done}
    bills = settle({visit.id: bill(visit, cared[visit.id]) for visit in done})
    add_settings(rows, team)
    add_staff(rows, team, timeline)
    add_doctors(rows, team, timeline, Counter(visit.doctor.id for visit in done))
    add_patients(rows, team, timeline, _attendance(booked, timeline))
    add_appointments(rows, booked, timeline, bills)
    add_slots(rows, team, booked, wanted, timeline)
    add_queues(rows, team, booked, timeline)
    add_video_consultations(rows, booked, timeline)
    add_booking_requests(rows, team, booked)
    for visit in done:
        record = add_record(rows, visit, cared[visit.id])
        add_prescription(rows, visit, cared[visit.id], record)
        add_results(rows, visit, cared[visit.id], record, timeline)
        add_vaccination(rows, visit, cared[visit.id])
        payment = add_payment(rows, visit, bills[visit.id], timeline)
        add_claim(rows, visit, bills[visit.id], payment, timeline)
    add_messages(rows, team, booked, timeline)
    add_webhooks(rows, team, booked, timeline)
    add_sources(rows, team)
    add_events(rows, team, booked, bills, timeline)
    return wanted


def _attendance(booked: list[Visit], timeline: Timeline) -> dict[UUID, Attendance]:
    came: defaultdict[UUID, list[date]] = defaultdict(list)
    missed: Counter[UUID] = Counter()
    for visit in booked:
        status = visit.status(timeline.now)
        if status == "completed":
            came[visit.patient.id].append(visit.day)
        missed[visit.patient.id] += status == "no_show"
    return {
        patient: Attendance(tuple(came[patient]), missed[patient]) for patient in {*came, *missed}
    }
