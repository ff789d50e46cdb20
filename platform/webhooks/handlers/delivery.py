"""How far a message has come, and with it the notification that it carries."""

from collections.abc import Sequence
from datetime import datetime

from comms.models import Notification
from comms.models.message import Message, MessageStatus
from comms.models.notification import NotificationStatus
from webhooks.handlers.reading import earlier

AS_NOTIFICATION = {
    MessageStatus.QUEUED: NotificationStatus.QUEUED,
    MessageStatus.SENDING: NotificationStatus.QUEUED,
    MessageStatus.SENT: NotificationStatus.SENT,
    MessageStatus.DELIVERED: NotificationStatus.DELIVERED,
    MessageStatus.READ: NotificationStatus.READ,
    MessageStatus.UNDELIVERED: NotificationStatus.FAILED,
    MessageStatus.FAILED: NotificationStatus.FAILED,
}

ARRIVED = (MessageStatus.DELIVERED, MessageStatus.READ)


def rank(status: str, ladder: Sequence[MessageStatus]) -> int:
    """Give how high a state stands on a channel's ladder; what is not on it stands above everything."""
    return ladder.index(MessageStatus(status)) if status in ladder else len(ladder)


def carry(
    message: Message,
    reached: MessageStatus,
    at: datetime,
    ladder: Sequence[MessageStatus],
    reason: str | None,
) -> None:
    """Let the notification of a message know what the message has reached, and what it is now.

    A notification that was cancelled stays so. `reason` is why the message has failed, if it has.
    """
    if message.notification_id is None:
        return
    notification = Notification.objects.select_for_update(no_key=True).get(
        pk=message.notification_id
    )
    if reached in (MessageStatus.SENT, *ARRIVED):
        notification.sent_at = earlier(notification.sent_at, at)
    if reached in ARRIVED:
        notification.delivered_at = earlier(notification.delivered_at, at)
    if reached == MessageStatus.READ:
        notification.read_at = earlier(notification.read_at, at)
    if AS_NOTIFICATION[reached] == NotificationStatus.FAILED:
        notification.failed_at = earlier(notification.failed_at, at)
    status = AS_NOTIFICATION[MessageStatus(message.status)]
    if _height(status, ladder) >= _height(notification.status, ladder):
        notification.status = status
        failed = status == NotificationStatus.FAILED
        notification.failure_reason = reason if failed else None
    notification.save(
        update_fields=[
            *("status", "sent_at", "delivered_at", "read_at", "failed_at", "failure_reason")
        ]
    )


def _height(status: str, ladder: Sequence[MessageStatus]) -> int:
    """Give the highest rung of a channel's ladder that is this for a notification."""
    if status == NotificationStatus.PENDING:
        return -1
    rungs = [rank(rung, ladder) for rung in ladder if AS_NOTIFICATION[rung] == status]
    return max(rungs, default=len(ladder))
