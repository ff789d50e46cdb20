"""Resend: what became of e-mails.

https://resend.com/docs/dashboard/webhooks/event-types

The e-mail is known by `data.email_id`, kept in `provider_message_id`; the time is the event's `created_at`.

| event type | email_messages | notifications |
|---|---|---|
| email.scheduled | queued | queued |
| email.sent, email.delivery_delayed | sent | sent, `sent_at` |
| email.delivered | delivered | delivered, `delivered_at` |
| email.complained | delivered, `spam_reported_at` | delivered, `delivered_at` |
| email.opened | read, `opened_at` | read, `read_at` |
| email.clicked | read, `clicked_at` | read, `read_at` |
| email.bounced | undelivered, `bounced_at`, `bounce_type`, `bounce_reason` | failed, `failed_at`, `failure_reason` |
| email.failed, email.suppressed | failed | failed, `failed_at`, `failure_reason` |

Each stands above the one before it, and no e-mail goes down: a server may take one, and send it back an hour later.
"""

from comms.models import EmailMessage
from comms.models.message import BounceType, MessageStatus
from webhooks.handlers.delivery import carry, rank
from webhooks.handlers.reading import earlier, field, moment, optional, the_one
from webhooks.models import WebhookEvent
from webhooks.registry import handles

STATUSES = {
    "email.scheduled": MessageStatus.QUEUED,
    "email.sent": MessageStatus.SENT,
    "email.delivery_delayed": MessageStatus.SENT,
    "email.delivered": MessageStatus.DELIVERED,
    "email.complained": MessageStatus.DELIVERED,
    "email.opened": MessageStatus.READ,
    "email.clicked": MessageStatus.READ,
    "email.bounced": MessageStatus.UNDELIVERED,
    "email.failed": MessageStatus.FAILED,
    "email.suppressed": MessageStatus.FAILED,
}
"""What each type of event says of an e-mail, lowest first."""

LADDER = (MessageStatus.QUEUED, MessageStatus.SENDING, *dict.fromkeys(STATUSES.values()))
LADDER = tuple(dict.fromkeys(LADDER))

TIMES = {
    "email.opened": "opened_at",
    "email.clicked": "clicked_at",
    "email.complained": "spam_reported_at",
    "email.bounced": "bounced_at",
}

BOUNCES = {"Permanent": BounceType.HARD, "Transient": BounceType.SOFT}


@handles("resend", *STATUSES)
def keep_delivery(event: WebhookEvent) -> None:
    """Keep what became of an e-mail."""
    email_id, at = field(event, "data.email_id", str), moment(event, "created_at")
    message = the_one(EmailMessage.objects.filter(provider_message_id=email_id))
    event_type = event.event_type or ""
    reached = STATUSES[event_type]
    if event_type == "email.bounced" and (message.bounced_at is None or at <= message.bounced_at):
        kind = optional(event, "data.bounce.type") or ""
        message.bounce_type = BOUNCES.get(kind, BounceType.UNDETERMINED)
        message.bounce_reason = optional(event, "data.bounce.message")
    if name := TIMES.get(event_type):
        setattr(message, name, earlier(getattr(message, name), at))
    if rank(reached, LADDER) > rank(message.status, LADDER):
        message.status = reached
    message.save(update_fields=["status", "bounce_type", "bounce_reason", *TIMES.values()])
    carry(message, reached, at, LADDER, _reason(message))


def _reason(message: EmailMessage) -> str:
    return f"{message.bounce_type} bounce" if message.bounce_type else "not sent"
