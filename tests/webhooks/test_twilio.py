"""Twilio's status callbacks: wherever a message has come, no later word takes it back."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from comms.models import Notification, SmsMessage, WhatsappMessage
from tests.rows import NOON, make
from tests.webhooks.conftest import Queue
from tests.webhooks.providers import Handle, event, orders
from tests.webhooks.working import burst
from tests.world import OWNER, World
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError, autodiscover, registry

pytestmark = pytest.mark.usefixtures("swept")

SID = "SM2f8b0f3c6a0d4bb1b0a7e5f9d1c2b3a4"

CALLBACK = {
    "AccountSid": "AC1a2b3c4d5e6f708192a3b4c5d6e7f809",
    "ApiVersion": "2010-04-01",
    "From": "+15017122661",
    "MessageSid": SID,
    "SmsSid": SID,
    "To": "+6591234567",
}
WHATSAPP = {
    "From": "whatsapp:+15017122661",
    "To": "whatsapp:+6591234567",
    "ChannelPrefix": "whatsapp",
}
UNDELIVERED = {"ErrorCode": "30003", "ErrorMessage": "Unreachable destination handset"}
MINUTE = timedelta(minutes=1)


def callback(status: str, minute: int = 0, **given: str) -> WebhookEvent:
    """Give the callback of a status, received so many minutes after noon."""
    payload = CALLBACK | {"MessageStatus": status, "SmsStatus": status} | given
    return event("twilio", f"message.{status}", payload, NOON + minute * MINUTE)


def sms(world: World, **given: Any) -> SmsMessage:
    told = make("notifications", world.a, channel="sms", status="pending")
    row: SmsMessage = make(
        "sms_messages", world.a, provider_message_id=SID, notification=told, **given
    )
    return row


def end(row: SmsMessage | WhatsappMessage, *names: str) -> tuple[Any, ...]:
    """Give what is kept of a message in the end, and forget it."""
    row.refresh_from_db()
    kept = tuple(getattr(row, name) for name in names)
    row.delete()
    return kept


def told(row: SmsMessage | WhatsappMessage) -> tuple[Any, ...]:
    """Give what is kept of the message's notification."""
    assert row.notification_id
    kept = Notification.objects.using(OWNER).get(pk=row.notification_id)
    return (
        *(kept.status, kept.sent_at, kept.delivered_at, kept.read_at),
        *(kept.failed_at, kept.failure_reason),
    )


@pytest.mark.parametrize(
    ("word", "status", "notified"),
    [
        ("accepted", "queued", "queued"),
        ("scheduled", "queued", "queued"),
        ("queued", "queued", "queued"),
        ("sending", "sending", "queued"),
        ("sent", "sent", "sent"),
        ("delivered", "delivered", "delivered"),
        ("undelivered", "undelivered", "failed"),
        ("failed", "failed", "failed"),
        ("canceled", "failed", "failed"),
        ("read", "read", "read"),
    ],
)
def test_each_word_is_kept(
    word: str, status: str, notified: str, handle: Handle, world: World
) -> None:
    row = sms(world)
    handle(world.a.clinic.pk, callback(word))
    assert told(row)[0] == notified
    assert end(row, "status", "delivery_status") == (status, word)


def test_an_sms_ends_as_delivered_in_whatever_order_it_is_told(
    handle: Handle, world: World
) -> None:
    words = [callback(word, n) for n, word in enumerate(["queued", "sent", "delivered"])]
    for order in orders(*words):
        row = sms(world)
        handle(world.a.clinic.pk, *order)
        assert told(row) == ("delivered", NOON + MINUTE, NOON + 2 * MINUTE, None, None, None)
        assert end(row, "status", "delivery_status", "error_code") == (
            *("delivered", "delivered", None),
        )


def test_an_sms_that_did_not_arrive_says_why_in_whatever_order(
    handle: Handle, world: World
) -> None:
    words = [callback("sending"), callback("sent", 1), callback("undelivered", 2, **UNDELIVERED)]
    for order in orders(*words):
        row = sms(world)
        handle(world.a.clinic.pk, *order)
        assert told(row) == ("failed", NOON + MINUTE, None, None, NOON + 2 * MINUTE, "Twilio 30003")
        assert end(row, "status", "delivery_status", "error_code", "error_message") == (
            *("undelivered", "undelivered", "30003", "Unreachable destination handset"),
        )


def test_contradictions_have_one_end_too(handle: Handle, world: World) -> None:
    words = [
        callback("undelivered", 1, **UNDELIVERED),
        callback("failed", 2, ErrorCode="30008"),
        callback("delivered", 3),
        callback("accepted", 0),
    ]
    for order in orders(*words):
        row = sms(world)
        handle(world.a.clinic.pk, *order)
        assert told(row) == (
            *("delivered", NOON + 3 * MINUTE, NOON + 3 * MINUTE, None, NOON + MINUTE, None),
        )
        assert end(row, "status", "delivery_status", "error_code", "error_message") == (
            *("delivered", "delivered", None, None),
        )


def test_a_whatsapp_message_was_delivered_before_it_was_read(handle: Handle, world: World) -> None:
    words = [callback(word, n, **WHATSAPP) for n, word in enumerate(["sent", "read", "delivered"])]
    for order in orders(*words):
        notification = make("notifications", world.a, channel="whatsapp")
        row = make("whatsapp_messages", world.a, provider_message_id=SID, notification=notification)
        handle(world.a.clinic.pk, *order)
        assert told(row) == ("read", NOON, NOON + MINUTE, NOON + MINUTE, None, None)
        assert end(row, "status", "delivered_at", "read_at") == (
            *("read", NOON + MINUTE, NOON + MINUTE),
        )


def test_what_the_app_knows_already_is_not_taken_back(handle: Handle, world: World) -> None:
    row = sms(world, status="sent")
    handle(world.a.clinic.pk, callback("queued"))
    assert end(row, "status", "delivery_status") == ("sent", None)


def test_a_notification_that_was_cancelled_stays_so(handle: Handle, world: World) -> None:
    row = sms(world)
    Notification.objects.using(OWNER).update(status="cancelled")
    handle(world.a.clinic.pk, callback("sent"))
    assert told(row)[0] == "cancelled"
    assert end(row, "status") == ("sent",)


def test_a_message_without_a_notification_is_kept_too(handle: Handle, world: World) -> None:
    row = make("sms_messages", world.a, provider_message_id=SID)
    handle(world.a.clinic.pk, callback("sent"))
    assert end(row, "status") == ("sent",)


def test_a_message_is_found_in_the_events_clinic_alone(handle: Handle, world: World) -> None:
    row = sms(world)
    with pytest.raises(HandlerError) as refusal:
        handle(world.b.clinic.pk, callback("sent"))
    assert not isinstance(refusal.value, PermanentError)
    assert end(row, "status") == ("queued",)


def test_two_messages_of_one_name_are_nobodys(handle: Handle, world: World) -> None:
    rows = [sms(world), sms(world)]
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, callback("sent"))
    assert [end(row, "status") for row in rows] == [("queued",), ("queued",)]


@pytest.mark.parametrize("word", ["received", "receiving"])
def test_what_somebody_writes_to_us_is_no_delivery(word: str, handle: Handle, world: World) -> None:
    assert handle(world.a.clinic.pk, callback(word, Body="Yes")) == ["a message to us"]


@pytest.mark.parametrize(
    "payload", [{}, {"MessageStatus": "lost", "MessageSid": SID}, {"MessageStatus": "sent"}, []]
)
def test_what_is_no_callback_is_a_dead_letter(payload: Any, handle: Handle, world: World) -> None:
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, event("twilio", None, payload))


def test_a_callback_that_waits_is_processed(queue: Queue, world: World) -> None:
    row = sms(world)
    autodiscover()
    receiver = queue.connect(world.a.clinic.pk)
    receiver.execute(
        "SELECT webhook.receive_event('twilio', %s, %s, 'message.sent')",
        [f"{SID}:sent", Jsonb(CALLBACK | {"MessageStatus": "sent"})],
    )
    burst(registry)
    assert end(row, "status", "delivery_status") == ("sent", "sent")
