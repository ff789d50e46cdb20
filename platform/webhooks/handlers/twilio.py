"""Twilio: how far text messages and WhatsApp messages have come.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status

The payload is what Twilio posts to a StatusCallback, as a JSON object; the message is known by its MessageSid, kept in
`provider_message_id`. Twilio gives no time of its own: what counts is when we received the event.

| MessageStatus | sms_messages, whatsapp_messages | notifications |
|---|---|---|
| accepted, scheduled, queued | queued | queued |
| sending | sending | queued |
| sent | sent | sent, `sent_at` |
| undelivered | undelivered, `error_code` | failed, `failed_at`, `failure_reason` |
| failed, canceled | failed, `error_code` | failed, `failed_at`, `failure_reason` |
| delivered | delivered; WhatsApp: `delivered_at` | delivered, `delivered_at` |
| read | read; WhatsApp: `read_at` | read, `read_at` |
| receiving, received | nothing: somebody has written to us | |

Each stands above the one before it, and no message goes down: it was delivered, whatever comes after that.
"""

from comms.models import SmsMessage, WhatsappMessage
from comms.models.message import MessageStatus
from webhooks.handlers.delivery import ARRIVED, carry, rank
from webhooks.handlers.reading import earlier, field, optional, the_one
from webhooks.models import WebhookEvent
from webhooks.registry import PermanentError, handles

STATUSES = {
    "accepted": MessageStatus.QUEUED,
    "scheduled": MessageStatus.QUEUED,
    "queued": MessageStatus.QUEUED,
    "sending": MessageStatus.SENDING,
    "sent": MessageStatus.SENT,
    "undelivered": MessageStatus.UNDELIVERED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
}
"""Twilio's words, lowest first."""

LADDER = tuple(dict.fromkeys(STATUSES.values()))
WORDS = tuple(STATUSES)
INCOMING = {"receiving", "received"}


@handles("twilio", "*")
def keep_delivery(event: WebhookEvent) -> str | None:
    """Keep how far a message has come."""
    word = optional(event, "MessageStatus") or field(event, "SmsStatus", str)
    if word in INCOMING:
        return "a message to us"
    if word not in STATUSES:
        raise PermanentError("a MessageStatus that is not known")
    if any((optional(event, end) or "").startswith("whatsapp:") for end in ("From", "To")):
        _keep_whatsapp(event, STATUSES[word])
    else:
        _keep_sms(event, word)
    return None


def _keep_sms(event: WebhookEvent, word: str) -> None:
    message = the_one(SmsMessage.objects.filter(provider_message_id=_sid(event)))
    reached, kept = STATUSES[word], message.delivery_status
    height = (rank(message.status, LADDER), WORDS.index(kept) if kept in WORDS else -1)
    if (rank(reached, LADDER), WORDS.index(word)) > height:
        message.status, message.delivery_status = reached, word
        message.error_code = optional(event, "ErrorCode")
        message.error_message = optional(event, "ErrorMessage")
        message.save(update_fields=["status", "delivery_status", "error_code", "error_message"])
    carry(message, reached, event.received_at, LADDER, _reason(message.error_code))


def _keep_whatsapp(event: WebhookEvent, reached: MessageStatus) -> None:
    message = the_one(WhatsappMessage.objects.filter(provider_message_id=_sid(event)))
    if rank(reached, LADDER) > rank(message.status, LADDER):
        message.status = reached
        message.error_code = optional(event, "ErrorCode")
        message.error_message = optional(event, "ErrorMessage")
    if reached in ARRIVED:
        message.delivered_at = earlier(message.delivered_at, event.received_at)
    if reached == MessageStatus.READ:
        message.read_at = earlier(message.read_at, event.received_at)
    message.save(update_fields=["status", "error_code", "error_message", "delivered_at", "read_at"])
    carry(message, reached, event.received_at, LADDER, _reason(message.error_code))


def _sid(event: WebhookEvent) -> str:
    return optional(event, "MessageSid") or field(event, "SmsSid", str)


def _reason(code: str | None) -> str | None:
    return f"Twilio {code}" if code else None
