"""Appointments, slots, queues, video consultations and requests to book, as rows."""

from datetime import date, datetime, timedelta
from statistics import mean
from uuid import UUID

from system.development.care import Bill
from system.development.clinics import Timeline
from system.development.people import Team
from system.development.rows import Rows, Values, dice, key_of
from system.development.visits import CANCELLATIONS, DAY, MINUTE, NO_SHOW_AFTER, Visit, grid

SESSION_STATUS = {
    "in_progress": "in_progress",
    "completed": "completed",
    "cancelled": "cancelled",
    "rescheduled": "cancelled",
    "no_show": "failed",
}


def add_appointments(
    rows: Rows, visits: list[Visit], timeline: Timeline, bills: dict[UUID, Bill]
) -> None:
    """Add the appointments: what has happened of each, and what is known of its cost."""
    for visit in visits:
        rows.of["scheduling.Appointment"].append(
            {
                "id": visit.appointment_id,
                "clinic_id": visit.team.clinic.id,
                "patient_id": visit.patient.id,
                "doctor_id": visit.doctor.id,
                "appointment_number": visit.number,
                "starts_at": visit.starts_at,
                "duration_minutes": 15,
                "appointment_type": visit.kind,
                "visit_reason": visit.condition.complaint,
                "source": visit.source,
                "booked_by_id": visit.booked_by.id,
                "rescheduled_from_id": visit.moved_from,
                "is_telemedicine": visit.online,
                "created_at": visit.booked_at,
                **_progress(visit, timeline),
                **_cost(visit, bills.get(visit.id)),
            }
        )


def _progress(visit: Visit, timeline: Timeline) -> Values:
    now, status = timeline.now, visit.status(timeline.now)
    come, seen = visit.has_come(now), status in {"in_progress", "completed"}
    gone = status in {"cancelled", "rescheduled"}
    reminded = reminded_at(visit, timeline)
    queue = {"in_progress": "serving", "completed": "completed"}.get(status, "waiting")
    in_queue = come and not visit.online
    return {
        "status": status,
        "queue_number": visit.queue_number if in_queue else None,
        "queue_status": queue if in_queue else None,
        "checked_in_at": visit.checked_in_at if come else None,
        "called_at": visit.called_at if seen else None,
        "consultation_start_at": visit.began_at if seen else None,
        "consultation_end_at": visit.ended_at if status == "completed" else None,
        "telemedicine_link": room_url(visit) if visit.online and not gone else None,
        "telemedicine_session_id": room(visit) if visit.online and not gone else None,
        "reminder_sent_at": reminded,
        "reminder_channels": [visit.patient.channel] if reminded else [],
        "cancelled_by_id": visit.team.reception.id if gone else None,
        "cancellation_reason": (
            visit.luck("reason").choice(CANCELLATIONS) if status == "cancelled" else None
        ),
        "no_show_marked_at": visit.starts_at + NO_SHOW_AFTER if status == "no_show" else None,
        "pre_consultation_notes": "Vital signs taken by the nurse." if seen else None,
    }


def _cost(visit: Visit, bill: Bill | None) -> Values:
    fee = visit.doctor.fee - (5 if visit.online else 0)
    gross, chas = (bill.subtotal + bill.gst, bill.chas) if bill else (fee, 0)
    return {
        "consultation_fee": fee,
        "additional_charges": gross - fee,
        "chas_applicable": chas > 0,
        "chas_subsidy_amount": chas,
        "total_amount": gross - chas if bill else None,
    }


def reminded_at(visit: Visit, timeline: Timeline) -> datetime | None:
    """Say when the reminder of the day before was sent, if it was."""
    due = visit.starts_at - DAY
    gone = visit.outcome in {"cancelled", "rescheduled"} and visit.cancelled_at <= due
    return due if visit.booked_at < due <= timeline.now and not gone else None


def add_slots(
    rows: Rows, team: Team, visits: list[Visit], wanted: list[Visit], timeline: Timeline
) -> None:
    """Add all slots of the days that a run saw coming; of others, those that were taken.

    Those of visits that are wanted, and not booked yet, are free.
    """
    free = {visit.slot_id for visit in wanted}
    holders = {visit.slot_id: visit for visit in visits if visit.keeps_slot(timeline.now)}
    open_days = timeline.open_days
    offered = [
        (doctor, start)
        for day in sorted(open_days)
        for doctor in team.doctors
        for start in grid(doctor, day)
    ]
    past = [(v.doctor, v.starts_at) for v in holders.values() if v.day not in open_days]
    for doctor, start in [*past, *offered]:
        slot = key_of("scheduling.AppointmentSlot", doctor.id, start.isoformat())
        visit = holders.get(slot)
        blocked = visit is None and slot not in free and start in _meetings(team, start.date())
        rows.of["scheduling.AppointmentSlot"].append(
            {
                "id": slot,
                "clinic_id": team.clinic.id,
                "doctor_id": doctor.id,
                "starts_at": start,
                "duration_minutes": 15,
                "is_available": visit is None and not blocked,
                "is_blocked": blocked,
                "block_reason": "Meeting of the clinic" if blocked else None,
                "appointment_id": visit.appointment_id if visit else None,
            }
        )


def _meetings(team: Team, day: date) -> list[datetime]:
    """Give the slots of the weekly meeting: the doctors' first hour of each Wednesday."""
    return [] if day.weekday() != 2 else [s for d in team.doctors for s in grid(d, day)[:4]]


def add_queues(rows: Rows, team: Team, visits: list[Visit], timeline: Timeline) -> None:
    """Add the queue of each day up to today."""
    now = timeline.now
    for day in timeline.days:
        expected = [v for v in visits if v.day == day and v.queue_number]
        come = sorted(
            (visit for visit in expected if visit.has_come(now)),
            key=lambda visit: visit.queue_number,
        )
        if not come:
            continue
        seen = [visit for visit in come if visit.began_at <= now]
        last = max(seen, key=lambda visit: visit.called_at, default=None)
        waits = [(visit.began_at - visit.checked_in_at) / MINUTE for visit in seen]
        rows.add(
            "scheduling.QueueDay",
            team.clinic.code,
            day,
            clinic_id=team.clinic.id,
            queue_date=day,
            current_number=last and last.queue_number,
            last_called_number=last and last.queue_number,
            # Who comes later in the story has a number already.
            numbers_given=len(expected),
            total_waiting=len(come) - len(seen),
            average_wait_time_minutes=round(mean(waits)) if waits else None,
        )


def room(visit: Visit) -> str:
    """Give the name of the room for a video consultation."""
    return f"{visit.team.clinic.code.lower()}-{visit.id.hex[:10]}"


def room_url(visit: Visit) -> str:
    """Give the address of that room."""
    return f"https://video.example/{room(visit)}"


def add_video_consultations(rows: Rows, visits: list[Visit], timeline: Timeline) -> None:
    """Add a session for each video consultation."""
    for visit in visits:
        if not visit.online or visit.outcome == "rescheduled":
            continue
        luck = visit.luck("video")
        status = visit.status(timeline.now)
        began, done = status in {"in_progress", "completed"}, status == "completed"
        drops = luck.choice((0, 0, 0, 0, 1))
        rows.add(
            "scheduling.TelemedicineSession",
            visit.id,
            clinic_id=visit.team.clinic.id,
            appointment_id=visit.appointment_id,
            patient_id=visit.patient.id,
            doctor_id=visit.doctor.id,
            session_token=f"seed-{visit.id.hex}",
            room_url=room_url(visit),
            room_name=room(visit),
            status=SESSION_STATUS.get(status, "scheduled"),
            scheduled_start=visit.starts_at,
            scheduled_end=visit.starts_at + timedelta(minutes=15),
            actual_start=visit.began_at if began else None,
            actual_end=visit.ended_at if done else None,
            duration_minutes=(visit.ended_at - visit.began_at) // MINUTE if done else None,
            patient_joined_at=visit.began_at - MINUTE if began else None,
            patient_left_at=visit.ended_at if done else None,
            doctor_joined_at=visit.began_at if began else None,
            doctor_left_at=visit.ended_at if done else None,
            connection_drops=drops if done else 0,
            patient_connection_quality=("fair" if drops else "good") if done else None,
            doctor_connection_quality="excellent" if done else None,
            video_issues=done and drops > 0,
            technical_issues="Picture froze once, joined again." if done and drops else None,
            patient_rating=luck.randint(3, 5) if done else None,
            doctor_notes="Identity checked on camera." if done else None,
            created_at=visit.booked_at,
        )


def add_booking_requests(rows: Rows, team: Team, visits: list[Visit]) -> None:
    """Add the request behind each booking on line that has none, and two that came to nothing."""
    online = [visit for visit in visits if visit.source == "online"]
    for visit in online:
        if visit.booked_as:
            continue
        rows.add(
            "scheduling.BookingRequest",
            visit.id,
            clinic_id=team.clinic.id,
            user_id=visit.booked_by.id,
            actor_id=visit.booked_by.id,
            idempotency_key=f"web-{visit.id}",
            slot_id=visit.slot_id,
            patient_id=visit.patient.id,
            status="success",
            result={"appointment_id": str(visit.id), "appointment_number": visit.number},
            attempts=1,
            created_at=visit.booked_at,
        )
    failures = (("conflict", "The slot was taken a moment before."), ("error", "No such slot."))
    for (status, error), visit in zip(failures, online, strict=False):
        late, login = dice(team.clinic.code, status).choice(
            [(patient, patient.user) for patient in team.patients if patient.user]
        )
        rows.add(
            "scheduling.BookingRequest",
            team.clinic.code,
            status,
            clinic_id=team.clinic.id,
            user_id=login.id,
            actor_id=login.id,
            idempotency_key=f"web-{team.clinic.code.lower()}-{status}",
            slot_id=visit.slot_id if status == "conflict" else key_of("nothing", team.clinic.code),
            patient_id=late.id,
            status=status,
            error=error,
            attempts=1,
            created_at=visit.booked_at + MINUTE,
        )
