"""Daily.co: when a video consultation began and ended, and who was there.

https://docs.daily.co/reference/rest-api/webhooks/events

A session is known by its room, kept in `room_name`: where a room has several, by the one whose time is closest. Give
meeting tokens the patient's or the doctor's id as `user_id`; anybody else is a guest, of whom nothing is kept.

| event type | telemedicine_sessions |
|---|---|
| meeting.started | `actual_start`: the first |
| meeting.ended | `actual_start`, `actual_end`: the last; `duration_minutes` |
| participant.joined | `patient_joined_at` or `doctor_joined_at`: the first |
| participant.left | likewise, and `patient_left_at` or `doctor_left_at`: the last |

The status follows from these: waiting, once anybody has come; in_progress, once both have; completed, once a
meeting has ended after that. It never goes back, and leaves alone what was cancelled or has failed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Abs, Extract

from scheduling.models import TelemedicineSession
from scheduling.models.telemedicine import TelemedicineStatus as Status
from webhooks.handlers.reading import earlier, field, first, later, moment, number, optional
from webhooks.models import WebhookEvent
from webhooks.registry import handles

LADDER = (Status.SCHEDULED, Status.WAITING, Status.IN_PROGRESS, Status.COMPLETED)

OVER = ExpressionWrapper(
    Q(status__in=[Status.CANCELLED, Status.FAILED]), output_field=BooleanField()
)

KEPT = (
    *("status", "actual_start", "actual_end", "duration_minutes"),
    *("patient_joined_at", "patient_left_at", "doctor_joined_at", "doctor_left_at"),
)


@handles("daily", "meeting.started", "meeting.ended")
def keep_meeting(event: WebhookEvent) -> None:
    """Keep when a meeting began, and ended."""
    began = moment(event, "payload.start_ts")
    session = _session(event, began)
    session.actual_start = earlier(session.actual_start, began)
    if event.event_type == "meeting.ended":
        session.actual_end = later(session.actual_end, moment(event, "payload.end_ts"))
    _save(session)


@handles("daily", "participant.joined", "participant.left")
def keep_participant(event: WebhookEvent) -> str | None:
    """Keep when the patient or the doctor joined, and left."""
    joined = moment(event, "payload.joined_at")
    session = _session(event, joined)
    people = {str(session.patient_id): "patient", str(session.doctor_id): "doctor"}
    who = people.get((optional(event, "payload.user_id") or "").lower())
    if who is None:
        return "a guest"
    _keep(session, f"{who}_joined_at", joined, earlier)
    if event.event_type == "participant.left":
        stayed = number(event, "payload.duration")
        _keep(session, f"{who}_left_at", joined + timedelta(seconds=stayed), later)
    _save(session)
    return None


def _session(event: WebhookEvent, at: datetime) -> TelemedicineSession:
    """Give the session of a room that is closest to a time; one that takes place, if there is one."""
    distance = Abs(Extract(F("scheduled_start") - Value(at), "epoch"))
    rows = TelemedicineSession.objects.filter(room_name=field(event, "payload.room", str))
    return first(rows.order_by(OVER, distance))


def _keep(
    session: TelemedicineSession,
    name: str,
    at: datetime,
    chosen: Callable[[datetime | None, datetime], datetime],
) -> None:
    setattr(session, name, chosen(getattr(session, name), at))


def _save(session: TelemedicineSession) -> None:
    """Save what is known, and the status that follows from it."""
    if session.actual_start and session.actual_end:
        lasted = session.actual_end - session.actual_start
        session.duration_minutes = lasted // timedelta(minutes=1)
    reached = _reached(session)
    if session.status in LADDER and LADDER.index(reached) > LADDER.index(Status(session.status)):
        session.status = reached
    session.save(update_fields=KEPT)


def _reached(session: TelemedicineSession) -> Status:
    patient, doctor, ended = (
        session.patient_joined_at,
        session.doctor_joined_at,
        session.actual_end,
    )
    if patient and doctor:
        is_over = ended is not None and ended >= max(patient, doctor)
        return Status.COMPLETED if is_over else Status.IN_PROGRESS
    return Status.WAITING if patient or doctor or session.actual_start else Status.SCHEDULED
