"""What patients were told of their appointments, and the messages that carried it, as rows."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from system.development.clinics import Timeline
from system.development.people import Team
from system.development.rows import Rows, Values
from system.development.schedule import reminded_at
from system.development.visits import DAY, MINUTE, Visit

SMS_PRICE = Decimal("0.0480")
SMS_LENGTH = 160


class News(NamedTuple):
    """One thing to tell about a visit: its kind, when, and in which words."""

    kind: str
    at: datetime
    subject: str
    text: str


def add_messages(rows: Rows, team: Team, visits: list[Visit], timeline: Timeline) -> None:
    """Add each notification; those that are due with the message that carried them."""
    for visit in visits:
        for news in _news(visit, timeline):
            _add(rows, team, visit, news, timeline)
        _add_in_app(rows, team, visit, timeline)


def _news(visit: Visit, timeline: Timeline) -> list[News]:
    if visit.source == "walk_in":
        return []
    clinic, doctor = visit.team.clinic.name, f"Dr {visit.doctor.name.full}"
    when = f"{visit.starts_at:%a %d %b, %H:%M}"
    news = [
        News(
            "appointment_confirmation",
            visit.booked_at + MINUTE,
            f"Your appointment at {clinic}",
            f"{clinic}: your appointment {visit.number} with {doctor} is on {when}.",
        )
    ]
    reminder = visit.starts_at - DAY
    due_soon = timeline.now < reminder <= timeline.now + DAY
    if reminded_at(visit, timeline) or (due_soon and visit.keeps_slot(timeline.now)):
        news.append(
            News(
                "appointment_reminder",
                reminder,
                f"Reminder: {clinic}, {when}",
                f"{clinic}: see you on {when} with {doctor}. Call {visit.team.clinic.phone} to change.",
            )
        )
    if visit.status(timeline.now) in {"cancelled", "rescheduled"}:
        moved = visit.outcome == "rescheduled"
        news.append(
            News(
                "appointment_rescheduled" if moved else "appointment_cancelled",
                visit.cancelled_at + MINUTE,
                f"Your appointment at {clinic} was {'moved' if moved else 'cancelled'}",
                f"{clinic}: your appointment {visit.number} of {when} was"
                f" {'moved; the new time comes in a message of its own' if moved else 'cancelled'}.",
            )
        )
    return news


def _add(rows: Rows, team: Team, visit: Visit, news: News, timeline: Timeline) -> None:
    patient, channel = visit.patient, visit.patient.channel
    luck = visit.luck(f"message/{news.kind}")
    due, failed = news.at <= timeline.now, luck.random() < 0.03
    read = due and not failed and channel != "sms" and luck.random() < 0.7
    delivered_at, read_at = (
        news.at + timedelta(seconds=luck.randint(2, 40)),
        news.at + luck.randint(1, 200) * MINUTE,
    )
    read = read and read_at <= timeline.now
    delivered = due and not failed and delivered_at <= timeline.now
    status = (
        "pending"
        if not due
        else "failed"
        if failed
        else "read"
        if read
        else "delivered"
        if delivered
        else "sent"
    )
    notification = rows.add(
        "comms.Notification",
        visit.id,
        news.kind,
        clinic_id=team.clinic.id,
        user_id=patient.user.id if patient.user else None,
        type=news.kind,
        channel=channel,
        recipient=patient.email if channel == "email" else patient.phone,
        subject=news.subject if channel == "email" else None,
        message=news.text,
        template_id=news.kind,
        template_variables={"appointment_number": visit.number, "name": patient.name.full},
        status=status,
        sent_at=news.at if due and not failed else None,
        delivered_at=delivered_at if delivered else None,
        read_at=read_at if read else None,
        failed_at=news.at if due and failed else None,
        failure_reason="Not reachable" if due and failed else None,
        retry_count=3 if due and failed else 0,
        scheduled_for=None if due else news.at,
        metadata={"appointment_id": str(visit.appointment_id)},
        created_at=news.at if due else visit.booked_at,
    )
    if not due:
        return
    carried: Values = {
        "clinic_id": team.clinic.id,
        "notification_id": notification,
        "provider_message_id": f"msg_{notification.hex[:24]}",
        "status": "failed" if failed else status,
        "created_at": news.at,
    }
    seen: Values = {
        "delivered_at": delivered_at if delivered else None,
        "read_at": read_at if read else None,
    }
    error: Values = {"error_code": "30003", "error_message": "Not reachable"} if failed else {}
    if channel == "sms":
        segments = -(-len(news.text) // SMS_LENGTH)
        rows.add(
            "comms.SmsMessage",
            notification,
            **carried,
            to_number=patient.phone,
            from_number=team.clinic.phone,
            message=news.text,
            provider="twilio",
            delivery_status="undelivered" if failed else "delivered" if delivered else "sent",
            segments=segments,
            price_per_segment=SMS_PRICE,
            total_cost=segments * SMS_PRICE,
            **error,
        )
    elif channel == "whatsapp":
        rows.add(
            "comms.WhatsappMessage",
            notification,
            **carried,
            to_number=patient.phone,
            from_number=team.clinic.phone,
            message_type="template",
            text_body=news.text,
            template_name=news.kind,
            template_language="en",
            template_parameters={"appointment_number": visit.number},
            conversation_id=f"conv_{patient.id.hex[:16]}",
            **seen,
            **error,
        )
    else:
        rows.add(
            "comms.EmailMessage",
            notification,
            **carried,
            to_email=patient.email,
            from_email=f"hello@{team.clinic.domain}",
            reply_to_email=f"hello@{team.clinic.domain}",
            subject=news.subject,
            text_body=f"Dear {patient.name.full},\n\n{news.text}\n\n{team.clinic.name}",
            provider="resend",
            opened_at=seen["read_at"],
            bounced_at=news.at if failed else None,
            bounce_type="hard" if failed else None,
            bounce_reason="Mailbox does not exist" if failed else None,
        )


def _add_in_app(rows: Rows, team: Team, visit: Visit, timeline: Timeline) -> None:
    """Tell a patient who has a login of the receipt, inside the application alone."""
    user = visit.patient.user
    if user is None or visit.status(timeline.now) != "completed":
        return
    rows.add(
        "comms.Notification",
        visit.id,
        "visit_summary",
        clinic_id=team.clinic.id,
        user_id=user.id,
        type="visit_summary",
        channel="in_app",
        recipient=user.email,
        subject="Your visit",
        message=f"The summary and the bill of your visit {visit.number} are there.",
        template_id="visit_summary",
        status="delivered",
        sent_at=visit.ended_at,
        delivered_at=visit.ended_at,
        metadata={"appointment_id": str(visit.appointment_id)},
        created_at=visit.ended_at,
    )
