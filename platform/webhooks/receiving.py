"""Take in what other systems send: what is genuine is kept, once, before it is answered.

Whoever sends is told by the status: 200 for an event that is kept, now or before; 401 for one that is not
known to be genuine, whatever the reason; 400, 411 and 413 for what is no event; 500 for what is to be sent
again. Nothing of what was sent is logged.
"""

import logging
from dataclasses import dataclass, field
from secrets import token_bytes
from traceback import format_tb
from uuid import UUID

from django.db import DataError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tenancy import as_login
from tenancy.middleware import of_nobody
from webhooks.deliveries import Delivery, DeliveryError
from webhooks.events import Event, read_event
from webhooks.models import Scheme, WebhookSecret
from webhooks.signatures import is_genuine

logger = logging.getLogger(__name__)

SIGNATURE_HEADERS = (
    *("webhook-signature", "svix-signature", "Stripe-Signature", "X-Twilio-Signature"),
    "X-Webhook-Signature",
)
PING = b'{"test":"test"}'
"""What Daily posts to an address before it signs anything, and wants 200 for."""


@dataclass(frozen=True)
class Sender:
    """A source as it is now: how it signs, and with what."""

    id: UUID
    scheme: str
    secrets: tuple[str, ...] = field(repr=False)


@of_nobody
@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def receive(request: HttpRequest, source_id: UUID) -> JsonResponse:
    """Keep the event that a source delivers."""
    try:
        # The body comes first: who sends slowly keeps nobody from the database.
        delivery = Delivery.read(request)
        sender = open_source(source_id)
        if sender.scheme == Scheme.DAILY and b"".join(delivery.body.split()) == PING:
            return JsonResponse({"status": "ready"})
        if not any(is_genuine(sender.scheme, delivery, secret) for secret in sender.secrets):
            raise DeliveryError(401, "The signature is not valid.")
        is_new = keep(request, sender, read_event(sender.scheme, delivery), delivery)
    except DeliveryError as refused:
        logger.info("delivery refused: %s (source %s)", refused.status, source_id)
        return JsonResponse({"error": refused.reason}, status=refused.status)
    except Exception as error:  # noqa: BLE001 (whose words, and whose calls, hold what was sent)
        logger.error("delivery failed: %s (source %s)\n%s", *_told(error, source_id))
        return JsonResponse({"error": "It could not be kept: send it again."}, status=500)
    return JsonResponse({"status": "received" if is_new else "known"})


def _told(error: Exception, source_id: UUID) -> tuple[str, UUID, str]:
    """Give what a log may say of an error: its type and SQLSTATE, and where it was."""
    kind = " ".join(filter(None, [type(error).__name__, getattr(error.__cause__, "sqlstate", "")]))
    return kind, source_id, "".join(format_tb(error.__traceback__))


def open_source(source_id: UUID) -> Sender:
    """Give the source of this id.

    For one that is unknown or switched off, one of which nothing is genuine: it takes as long to say so.
    """
    with as_login(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheme, secret, secret_id, clinic_id FROM webhook.open_source(%s)", [source_id]
        )
        rows = cursor.fetchall()
    if not rows:
        return Sender(source_id, Scheme.STRIPE, (token_bytes(32).hex(),))
    field = WebhookSecret._meta.get_field("secret")
    return Sender(source_id, rows[0][0], tuple(field.open(*sealed) for _, *sealed in rows))


def keep(request: HttpRequest, sender: Sender, event: Event, delivery: Delivery) -> bool:
    """Keep an event, committed, and say whether it is new.

    Raises DeliveryError where PostgreSQL cannot hold it, and where the source is switched off by now.
    """
    given = next(filter(None, map(delivery.headers.get, SIGNATURE_HEADERS)), None)
    try:
        with transaction.atomic(durable=True), as_login(request), connection.cursor() as cursor:
            cursor.execute(
                "SELECT webhook.receive_delivery(%s, %s, %s, %s, %s, %s)",
                [sender.id, event.id, event.payload, event.type, event.ordering_key, given],
            )
            (is_new,) = cursor.fetchone()
    except DataError:
        raise DeliveryError(400, "The body cannot be kept as JSON.") from None
    if is_new is None:
        raise DeliveryError(401, "The signature is not valid.")
    return bool(is_new)
