"""Which event is it? What each sender calls it, what it is about, and its JSON."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from webhooks.deliveries import Delivery, DeliveryError
from webhooks.models import Scheme

LONGEST_ID, LONGEST_TYPE = 255, 200
MOST_LEVELS = 100
"""How deep an event may be: what reads or shows one goes down a level at a time."""

NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
"""As JSON writes it: PostgreSQL has it in no text."""


@dataclass(frozen=True)
class Event:
    """An event as it is kept; those with one ordering key are processed one after the other."""

    id: str
    type: str | None
    ordering_key: str | None
    payload: str = field(repr=False)


Json = dict[str, Any]


def read_event(scheme: str, delivery: Delivery) -> Event:
    """Read the event that was delivered; raise DeliveryError for what is none of the scheme's."""
    event = READERS[Scheme(scheme)](delivery)
    if len(event.id) > LONGEST_ID or len(event.type or "") > LONGEST_TYPE:
        raise DeliveryError(400, "The id or the type of the event is too long.")
    return event


def _standard_webhooks(delivery: Delivery) -> Event:
    text, event = _json(delivery)
    about = _object(event, "data")
    event_id = delivery.headers.get("webhook-id") or delivery.headers["svix-id"]
    return Event(
        event_id, _text(event, "type"), _text(about, "email_id") or _text(about, "id"), text
    )


def _stripe(delivery: Delivery) -> Event:
    text, event = _json(delivery)
    about = _object(_object(event, "data"), "object")
    # What is charged and refunded belongs to a payment intent, which has events of its own.
    ordering_key = _text(about, "payment_intent") or _text(about, "id")
    return Event(_required(event, "id"), _required(event, "type"), ordering_key, text)


def _twilio(delivery: Delivery) -> Event:
    """Read what becomes of a message: an event is one of its states."""
    if delivery.headers.get("Content-Type", "").startswith("application/json"):
        text, event = _json(delivery)
    else:
        event = _form(delivery)
        text = json.dumps(event)
    message = _text(event, "MessageSid") or _required(event, "SmsSid")
    status = _text(event, "MessageStatus") or _required(event, "SmsStatus")
    return Event(f"{message}:{status}", f"message.{status}", message, text)


def _daily(delivery: Delivery) -> Event:
    text, event = _json(delivery)
    about = _object(event, "payload")
    return Event(
        _required(event, "id"),
        _required(event, "type"),
        _text(about, "room") or _text(about, "room_name"),
        text,
    )


def _json(delivery: Delivery) -> tuple[str, Json]:
    """Give the body as text, which keeps each number as it was written, and what it says."""
    try:
        text = delivery.body.decode()
        event = json.loads(text)
        # Infinite numbers and halves of characters, of which PostgreSQL's JSON has none.
        json.dumps(event, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        raise DeliveryError(400, "The body is not JSON.") from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(event, dict) or NUL.search(text):
        raise DeliveryError(400, "The body is no JSON object, or holds a NUL.")
    if _is_too_deep(event):
        raise _too_deep()
    return text, event


def _is_too_deep(event: Json) -> bool:
    """Say whether anything lies deeper than it may; each thing is looked at once."""
    level: list[Any] = [event]
    for _ in range(MOST_LEVELS + 1):
        level = [inner for value in level for inner in _inside(value)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _too_deep() -> DeliveryError:
    return DeliveryError(400, f"The body is nested more than {MOST_LEVELS} levels deep.")


def _form(delivery: Delivery) -> Json:
    """Give a form's fields; of one that is there more than once, the last."""
    try:
        fields = dict(parse_qsl(delivery.body.decode(), keep_blank_values=True, errors="strict"))
    except ValueError:
        raise DeliveryError(400, "The body is not a form.") from None
    if any("\0" in part for pair in fields.items() for part in pair):
        raise DeliveryError(400, "The body holds a NUL.")
    return fields


def _object(event: Json, name: str) -> Json:
    inner = event.get(name)
    return inner if isinstance(inner, dict) else {}


def _text(event: Json, name: str) -> str | None:
    value = event.get(name)
    return value if isinstance(value, str) and value else None


def _required(event: Json, name: str) -> str:
    value = _text(event, name)
    if value is None:
        raise DeliveryError(400, f"The event has no {name}.")
    return value


READERS: Mapping[Scheme, Callable[[Delivery], Event]] = {
    Scheme.STANDARD_WEBHOOKS: _standard_webhooks,
    Scheme.STRIPE: _stripe,
    Scheme.TWILIO: _twilio,
    Scheme.DAILY: _daily,
}
