"""What other systems told the clinics and were told by them; settings and a flag, as rows."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from system.development.care import Bill
from system.development.clinics import Timeline
from system.development.money import COUNTER, GATEWAY_METHODS, charge, intent, method
from system.development.people import Team
from system.development.rows import Rows, Values, key_in_time, key_of
from system.development.schedule import room
from system.development.visits import MINUTE, Visit


def add_settings(rows: Rows, team: Team) -> None:
    """Add what the clinic has set for itself."""
    settings: tuple[tuple[str, str, object, str], ...] = (
        ("appointment", "default_duration_minutes", 15, "Length of an appointment, in minutes"),
        ("appointment", "max_advance_booking_days", 14, "How many days ahead can be booked"),
        ("queue", "number_prefix", "A", "What queue numbers start with"),
        ("billing", "receipt_footer", f"Thank you for visiting {team.clinic.name}.", "On receipts"),
    )
    for category, key, value, description in settings:
        rows.add(
            "system.SystemSetting",
            team.clinic.code,
            category,
            key,
            clinic_id=team.clinic.id,
            category=category,
            key=key,
            value=value,
            description=description,
            is_public=True,
            updated_by_id=team.logins["admin"].id,
        )


def add_flag(rows: Rows, pilot: Team) -> None:
    """Add a flag that is on for one clinic alone."""
    rows.add(
        "system.FeatureFlag",
        "queue_display_board",
        name="queue_display_board",
        description="A screen in the waiting room that shows whose number is up",
        enabled_for_clinics=[str(pilot.clinic.id)],
    )


def add_webhooks(rows: Rows, team: Team, visits: list[Visit], timeline: Timeline) -> None:
    """Add whom the clinic tells of its events, and the deliveries of each completed visit."""
    clinic = team.clinic
    done = [visit for visit in visits if visit.status(timeline.now) == "completed"]
    failed = [visit for visit in done if visit.luck("delivery").random() < 0.04]
    for name, url, events, told in (
        (
            "Accounting",
            f"https://accounts.example/hooks/{clinic.code.lower()}",
            "payment.completed",
            0,
        ),
        (
            "Patient portal",
            f"https://portal.example/hooks/{clinic.code.lower()}",
            "visit.completed",
            1,
        ),
    ):
        webhook = key_of("webhooks.IntegrationWebhook", clinic.code, name)
        deliveries = done if told else []
        rows.add(
            "webhooks.IntegrationWebhook",
            clinic.code,
            name,
            clinic_id=clinic.id,
            name=name,
            url=url,
            events=[events],
            is_active=bool(told),
            headers={"X-Clinic": clinic.code},
            last_triggered_at=max((v.ended_at for v in deliveries), default=None),
            success_count=len(deliveries) - (len(failed) if told else 0),
            failure_count=len(failed) if told else 0,
        )
        for visit in deliveries:
            broken = visit in failed
            rows.add(
                "webhooks.WebhookLog",
                visit.id,
                events,
                clinic_id=clinic.id,
                webhook_id=webhook,
                event_type=events,
                payload={"event": events, "appointment_number": visit.number},
                response_status=503 if broken else 200,
                response_body="Service unavailable" if broken else '{"received": true}',
                response_time_ms=visit.luck("delivery/time").randint(40, 900),
                status="failed" if broken else "success",
                error_message="The server answered 503" if broken else None,
                retry_count=3 if broken else 0,
                created_at=visit.ended_at,
            )


SENDERS = {"payment_intent": "stripe", "payout": "stripe", "meeting": "daily"}
"""Who sends an event, by how its type begins."""


def add_sources(rows: Rows, team: Team) -> None:
    """Add who may send the clinic events. Nobody can as long as they have no secret."""
    for name in sorted(set(SENDERS.values())):
        rows.add(
            "webhooks.WebhookSource",
            team.clinic.code,
            name,
            clinic_id=team.clinic.id,
            name=name,
            scheme=name,
        )


def add_events(
    rows: Rows, team: Team, visits: list[Visit], bills: dict[UUID, Bill], timeline: Timeline
) -> None:
    """Add what the payment gateway and the video provider sent us."""
    for visit in visits:
        bill = bills.get(visit.id)
        if bill is None:
            continue
        arrived = visit.ended_at + COUNTER
        if (
            method(visit, bill) in GATEWAY_METHODS
            and bill.fate in {"completed", "refunded"}
            and arrived <= timeline.now
        ):
            payload = _paid(intent(visit), charge(visit), bill.total)
            _event(rows, team, f"evt_{intent(visit)}", arrived, payload)
        if visit.online:
            payload = {
                "type": "meeting.ended",
                "payload": {
                    "room": room(visit),
                    "start_ts": int(visit.began_at.timestamp()),
                    "end_ts": int(visit.ended_at.timestamp()),
                },
            }
            _event(rows, team, f"evt_{visit.id.hex[:20]}", visit.ended_at, payload)
    for moment in timeline.moments:
        payload = {"type": "payout.paid", "day": str(moment.date())}
        waiting = {
            "status": "pending",
            "attempts": 0,
            "last_attempt_at": None,
            "processed_at": None,
        }
        name = f"evt_payout_{team.clinic.code.lower()}_{moment:%Y%m%d}"
        _event(rows, team, name, moment - 3 * MINUTE, payload, **waiting)
    _add_dead_letter(rows, team, timeline.moments[0] - 4 * 24 * 60 * MINUTE)


def _add_dead_letter(rows: Rows, team: Team, received_at: datetime) -> None:
    """Add what was paid for no bill: it was tried as often as a worker tries, twice as long apart each time."""
    code = team.clinic.code.lower()
    error = "no payment has this reference"
    began = [received_at + timedelta(seconds=10 * (2**number - 1)) for number in range(10)]
    history = [
        {
            "attempt": number,
            "began_at": at.isoformat(),
            "worker": "seed",
            "error": error,
        }
        for number, at in enumerate(began, start=1)
    ]
    dead = {
        "status": "dead_letter",
        "attempts": len(history),
        "last_attempt_at": began[-1],
        "processed_at": None,
        "error": error,
        "history": history,
    }
    payload = _paid(f"pi_nobodys_{code}", f"ch_nobodys_{code}", Decimal(50))
    _event(rows, team, f"evt_nobodys_{code}", received_at, payload, **dead)


def _paid(intent_id: str, charge_id: str, amount: Decimal) -> Values:
    """Give what Stripe says of what was paid."""
    about = {
        "id": intent_id,
        "object": "payment_intent",
        "amount_received": int(amount * 100),
        "currency": "sgd",
        "latest_charge": charge_id,
    }
    return {"type": "payment_intent.succeeded", "data": {"object": about}}


def _event(
    rows: Rows, team: Team, name: str, received_at: datetime, payload: Values, **values: object
) -> None:
    source = SENDERS[payload["type"].split(".")[0]]
    outcome: Values = {
        "status": "success",
        "attempts": 1,
        "last_attempt_at": received_at,
        "processed_at": received_at,
    }
    rows.add(
        "webhooks.WebhookEvent",
        name,
        id=key_in_time(received_at, "webhooks.WebhookEvent", name),
        clinic_id=team.clinic.id,
        webhook_id=key_of("webhooks.WebhookSource", team.clinic.code, source),
        source=source,
        event_type=payload["type"],
        event_id=name,
        received_at=received_at,
        payload=payload | {"id": name},
        idempotency_key=name,
        **outcome | values,
    )
