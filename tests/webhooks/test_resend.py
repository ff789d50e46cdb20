"""Resend's events: an e-mail climbs from queued to read, and falls out where it was sent back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from comms.models import EmailMessage, Notification
from tests.rows import make
from tests.webhooks.conftest import Queue
from tests.webhooks.providers import Handle, event, orders
from tests.webhooks.working import burst
from tests.world import OWNER, World
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError, autodiscover, registry

pytestmark = pytest.mark.usefixtures("swept")

EMAIL_ID = "56761188-7520-42d8-8898-ff6fc54ce618"
SENT_AT = datetime(2026, 3, 2, 4, 0, 11, 894719, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

DATA = {
    "broadcast_id": "8b146471-e88e-4322-86af-016cd36fd216",
    "created_at": "2026-03-02T04:00:11.894719+00:00",
    "email_id": EMAIL_ID,
    "from": "Demo Clinic <hello@demo.example>",
    "to": ["patient@demo.example"],
    "subject": "Your appointment",
}
BOUNCE: dict[str, Any] = {
    "bounce": {
        "message": "The recipient's mail server did not take it.",
        "subType": "General",
        "type": "Permanent",
    }
}


def sent(event_type: str, minute: int = 0, **data: Any) -> WebhookEvent:
    """Give an event of so many minutes after the e-mail was sent, as Resend writes the time."""
    at = (SENT_AT + minute * MINUTE).isoformat().replace("+00:00", "Z")
    payload = {"type": event_type, "created_at": at, "data": DATA | data}
    return event("resend", event_type, payload)


def email(world: World, **given: Any) -> EmailMessage:
    notification = make("notifications", world.a, channel="email", status="pending")
    row: EmailMessage = make(
        "email_messages",
        world.a,
        provider_message_id=EMAIL_ID,
        notification=notification,
        **given,
    )
    return row


def end(row: EmailMessage, *names: str) -> tuple[Any, ...]:
    """Give what is kept of an e-mail in the end, and forget it."""
    row.refresh_from_db()
    kept = tuple(getattr(row, name) for name in ("status", *names))
    row.delete()
    return kept


def told(row: EmailMessage) -> tuple[Any, ...]:
    """Give what is kept of the e-mail's notification."""
    assert row.notification_id
    kept = Notification.objects.using(OWNER).get(pk=row.notification_id)
    return (kept.status, kept.sent_at, kept.delivered_at, kept.failed_at, kept.failure_reason)


@pytest.mark.parametrize(
    ("event_type", "status", "notified"),
    [
        ("email.scheduled", "queued", "queued"),
        ("email.sent", "sent", "sent"),
        ("email.delivery_delayed", "sent", "sent"),
        ("email.delivered", "delivered", "delivered"),
        ("email.complained", "delivered", "delivered"),
        ("email.opened", "read", "read"),
        ("email.clicked", "read", "read"),
        ("email.bounced", "undelivered", "failed"),
        ("email.failed", "failed", "failed"),
        ("email.suppressed", "failed", "failed"),
    ],
)
def test_each_type_is_kept(
    event_type: str, status: str, notified: str, handle: Handle, world: World
) -> None:
    row = email(world)
    handle(world.a.clinic.pk, sent(event_type))
    assert told(row)[0] == notified
    assert end(row) == (status,)


def test_a_delivery_is_one_in_whatever_order_it_is_told(handle: Handle, world: World) -> None:
    types = ("email.sent", "email.delivery_delayed", "email.delivered")
    for order in orders(*(sent(name, n) for n, name in enumerate(types))):
        row = email(world)
        handle(world.a.clinic.pk, *order)
        assert told(row) == ("delivered", SENT_AT, SENT_AT + 2 * MINUTE, None, None)
        assert end(row, "bounced_at") == ("delivered", None)


def test_what_comes_back_after_it_was_taken_has_not_arrived(handle: Handle, world: World) -> None:
    events = [sent("email.sent"), sent("email.delivered", 1), sent("email.bounced", 2, **BOUNCE)]
    for order in orders(*events):
        row = email(world)
        handle(world.a.clinic.pk, *order)
        assert told(row) == (
            *("failed", SENT_AT, SENT_AT + MINUTE),
            *(SENT_AT + 2 * MINUTE, "hard bounce"),
        )
        assert end(row, "bounced_at", "bounce_type", "bounce_reason") == (
            *("undelivered", SENT_AT + 2 * MINUTE, "hard"),
            "The recipient's mail server did not take it.",
        )


def test_what_the_recipient_did_is_kept_beside_the_status(handle: Handle, world: World) -> None:
    events = [sent("email.complained", 9), sent("email.opened", 2), sent("email.opened", 5)]
    for order in orders(*events, sent("email.clicked", 3)):
        row = email(world)
        handle(world.a.clinic.pk, *order)
        assert end(row, "opened_at", "clicked_at", "spam_reported_at") == (
            "read",
            *(SENT_AT + minute * MINUTE for minute in (2, 3, 9)),
        )


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("Permanent", "hard"),
        ("Transient", "soft"),
        ("Undetermined", "undetermined"),
        (None, "undetermined"),
    ],
)
def test_a_bounce_is_of_a_kind(kind: str | None, kept: str, handle: Handle, world: World) -> None:
    row = email(world)
    handle(world.a.clinic.pk, sent("email.bounced", bounce={"type": kind}))
    assert end(row, "bounce_type", "bounce_reason") == ("undelivered", kept, None)


def test_of_two_bounces_the_first_counts(handle: Handle, world: World) -> None:
    bounces = [
        sent("email.bounced", n, bounce={"type": kind})
        for n, kind in ((1, "Permanent"), (2, "Transient"))
    ]
    for order in orders(*bounces):
        row = email(world)
        handle(world.a.clinic.pk, *order)
        assert end(row, "bounced_at", "bounce_type") == ("undelivered", SENT_AT + MINUTE, "hard")


def test_an_email_is_found_in_the_events_clinic_alone(handle: Handle, world: World) -> None:
    row = email(world)
    with pytest.raises(HandlerError):
        handle(world.b.clinic.pk, sent("email.delivered"))
    assert end(row) == ("queued",)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"created_at": "2026-03-02T04:00:11Z", "data": {}},
        {"created_at": "soon", "data": DATA},
        {"created_at": None, "data": DATA},
        {"created_at": True, "data": "email"},
        ["email"],
    ],
)
def test_what_is_no_event_is_a_dead_letter(payload: Any, handle: Handle, world: World) -> None:
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, event("resend", "email.sent", payload))


def test_an_event_that_waits_is_processed(queue: Queue, world: World) -> None:
    row = email(world)
    autodiscover()
    bounced = sent("email.bounced", 0, **BOUNCE)
    queue.put(
        world.a.clinic.pk,
        "msg_1",
        source="resend",
        event_type="email.bounced",
        payload=Jsonb(bounced.payload),
    )
    burst(registry)
    assert end(row, "bounce_type") == ("undelivered", "hard")
