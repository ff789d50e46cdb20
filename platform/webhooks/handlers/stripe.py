"""Stripe: what became of payments.

https://docs.stripe.com/api/events/types

A payment is known by its payment intent, kept in `payment_intent_id`. Stripe counts in the currency's least coin;
bills have no currency, so charge in the clinic's alone.

| event type | payments |
|---|---|
| payment_intent.processing | processing |
| payment_intent.payment_failed, payment_intent.canceled | failed |
| payment_intent.succeeded | `paid_amount` and `outstanding_amount`; completed, or partial where something is left; `transaction_reference`: the charge; `receipt_number`, unless there is one: the payment's number |
| charge.refunded | what was paid, as above; `is_refunded`, `refunded_amount`, `refunded_at`; refunded, where nothing is left of the charge |

Each stands above the one before it, and no payment goes down: one that has failed and is processed again is failed until
it has succeeded. What was completed at the counter stays as it is. Where more was paid than is outstanding, somebody
has to look: a dead letter. Disputes (charge.dispute.*) have no place in the model, and change nothing.
"""

from decimal import Decimal

from finance.models import Payment, PaymentStatus
from webhooks.handlers.reading import field, moment, optional, the_one
from webhooks.models import WebhookEvent
from webhooks.registry import PermanentError, handles

LADDER = (
    PaymentStatus.PENDING,
    PaymentStatus.PROCESSING,
    PaymentStatus.FAILED,
    PaymentStatus.PARTIAL,
    PaymentStatus.COMPLETED,
    PaymentStatus.REFUNDED,
)

BEFORE_IT_SUCCEEDS = {
    "payment_intent.processing": PaymentStatus.PROCESSING,
    "payment_intent.payment_failed": PaymentStatus.FAILED,
    "payment_intent.canceled": PaymentStatus.FAILED,
}

PLACES = dict.fromkeys(
    (
        *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd"),
        *("vuv", "xaf", "xof", "xpf"),
    ),
    0,
) | dict.fromkeys(("bhd", "jod", "kwd", "omr", "tnd"), 3)
"""Decimal places of currencies that have no two. https://docs.stripe.com/currencies"""

PAID = ("status", "paid_amount", "outstanding_amount", "transaction_reference", "receipt_number")
REFUNDED = ("is_refunded", "refunded_amount", "refunded_at")


@handles("stripe", *BEFORE_IT_SUCCEEDS)
def keep_status(event: WebhookEvent) -> None:
    """Keep how far a payment has come that has not succeeded."""
    payment = _payment(field(event, "data.object.id", str))
    reached = BEFORE_IT_SUCCEEDS[event.event_type or ""]
    if _rank(reached) > _rank(payment.status):
        payment.status = reached
        payment.save(update_fields=["status"])


@handles("stripe", "payment_intent.succeeded")
def keep_payment(event: WebhookEvent) -> None:
    """Keep what was paid."""
    payment = _payment(field(event, "data.object.id", str))
    charge = optional(event, "data.object.latest_charge") or payment.payment_intent_id
    _pay(payment, _amount(event, "amount_received"), charge)
    payment.save(update_fields=PAID)


@handles("stripe", "charge.refunded")
def keep_refund(event: WebhookEvent) -> str | None:
    """Keep what was given back, all refunds of the charge together; and that it had been paid."""
    intent = optional(event, "data.object.payment_intent")
    if intent is None:
        return "a charge without a payment intent"
    payment = _payment(intent)
    _pay(payment, _amount(event, "amount_captured"), field(event, "data.object.id", str))
    refunded = _amount(event, "amount_refunded")
    if refunded > (payment.refunded_amount or 0):
        payment.is_refunded, payment.refunded_amount = True, refunded
        payment.refunded_at = moment(event, "created")
    if field(event, "data.object.refunded", bool):
        payment.status = PaymentStatus.REFUNDED
    payment.save(update_fields=[*PAID, *REFUNDED])
    return None


def _payment(intent: str) -> Payment:
    return the_one(Payment.objects.filter(payment_intent_id=intent))


def _pay(payment: Payment, amount: Decimal, charge: str | None) -> None:
    """Count what was paid, once."""
    if (
        _rank(payment.status) >= _rank(PaymentStatus.COMPLETED)
        or payment.transaction_reference == charge
    ):
        return
    # Whoever made the bill may have put in already what was going to be paid.
    if payment.outstanding_amount or payment.paid_amount - payment.change_amount != amount:
        payment.paid_amount += amount
        payment.outstanding_amount -= amount
    if payment.outstanding_amount < 0:
        raise PermanentError("more was paid than is outstanding")
    payment.transaction_reference = charge
    if payment.outstanding_amount:
        payment.status = PaymentStatus.PARTIAL
    else:
        payment.status = PaymentStatus.COMPLETED
        payment.receipt_number = payment.receipt_number or payment.payment_number


def _amount(event: WebhookEvent, name: str) -> Decimal:
    places = PLACES.get(field(event, "data.object.currency", str).lower(), 2)
    return Decimal(field(event, f"data.object.{name}", int)).scaleb(-places)


def _rank(status: str) -> int:
    return LADDER.index(PaymentStatus(status))
