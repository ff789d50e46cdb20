"""Stripe: what became of payments.

https://docs.stripe.com/api/events/types

A payment is known by its payment intent, kept in `payment_intent_id`; a payment intent has one charge that succeeds.
Stripe counts in the currency's least coin. Bills are in the clinic's currency (the setting `payment.currency`): money in
another is not counted, and somebody has to look.

| event type | payments |
|---|---|
| payment_intent.processing | processing |
| payment_intent.payment_failed, payment_intent.canceled | failed |
| payment_intent.succeeded | `paid_amount` and `outstanding_amount`; completed, or partial where something is left; `transaction_reference`: the charge; `receipt_number`, unless there is one: the payment's number |
| charge.refunded | what was paid, as above; `is_refunded`, `refunded_amount`, `refunded_at`; refunded, where nothing is left of the charge |

Each stands above the one before it, and no payment goes down: one that has failed and is processed again is failed until
it has succeeded. What was completed at the counter stays as it is. Where more was paid than is outstanding, as by a charge of
what was completed otherwise, or in another currency, somebody has to look: a dead letter. So has somebody where such a charge
is refunded, and where another charge of the payment was refunded before: a payment has no place for what was given back of
each. An authorisation that is released is told as a refund of nothing that was captured: it changes nothing. Disputes
(charge.dispute.*) have no place in the model, and change nothing.
"""

from decimal import Decimal

from django.db import connection

from finance.models import Payment, PaymentStatus
from webhooks.handlers.reading import field, moment, optional, the_one
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError, handles

CURRENCY = "SELECT clinic.setting('payment', 'currency') #>> '{}'"

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
        *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv"),
        *("xaf", "xof", "xpf"),
    ),
    0,
) | dict.fromkeys(("bhd", "jod", "kwd", "omr", "tnd"), 3)
"""Decimal places of currencies that have no two. https://docs.stripe.com/currencies

UGX stands among those without any there, and beneath them, as ISK, as one of which 5 are written 500: that is what
is charged.
"""

CENT = 2
"""Decimal places that bills have."""

CHARGES = ("ch_", "py_")
"""How the ids of charges begin."""

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
    charge = _id(event, "latest_charge") or optional(event, "data.object.charges.data.0.id")
    _pay(payment, _amount(event, "amount_received"), charge)
    payment.save(update_fields=PAID)


@handles("stripe", "charge.refunded")
def keep_refund(event: WebhookEvent) -> str | None:
    """Keep what was given back, all refunds of the charge together; and that it had been paid."""
    intent = _id(event, "payment_intent")
    if intent is None:
        return "a charge without a payment intent"
    captured = _amount(event, "amount_captured")
    if not captured:
        return "an authorisation that was released"
    payment = _payment(intent)
    _pay(payment, captured, field(event, "data.object.id", str))
    # What was given back before there was this charge was another's.
    if payment.refunded_at and payment.refunded_at < moment(event, "data.object.created"):
        raise PermanentError("a refund of another charge is recorded: add this one by hand")
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
    """Count what was paid, once; `charge` is None where the payment intent does not name it.

    Raises PermanentError where more was paid than is outstanding.
    """
    if _rank(payment.status) >= _rank(PaymentStatus.COMPLETED):
        if not _is_counted(payment, charge):
            raise PermanentError("it was completed by something else than this charge")
        return
    if not _is_counted(payment, charge):
        # Whoever made the bill may have put in already what was going to be paid.
        if payment.outstanding_amount or payment.paid_amount - payment.change_amount != amount:
            payment.paid_amount += amount
            payment.outstanding_amount -= amount
        if payment.outstanding_amount < 0:
            raise PermanentError("more was paid than is outstanding")
        payment.transaction_reference = charge or payment.payment_intent_id
        if payment.outstanding_amount:
            payment.status = PaymentStatus.PARTIAL
        else:
            payment.status = PaymentStatus.COMPLETED
            payment.receipt_number = payment.receipt_number or payment.payment_number
    elif charge:
        payment.transaction_reference = charge


def _is_counted(payment: Payment, charge: str | None) -> bool:
    """Say whether a payment intent's charge was counted: by its own id, or by the intent's."""
    counted = payment.transaction_reference or ""
    if counted == payment.payment_intent_id:
        return True
    return counted == charge if charge else counted.startswith(CHARGES)


def _amount(event: WebhookEvent, name: str) -> Decimal:
    """Give an amount; raise PermanentError where it is in another currency than the clinic's, or not in cents."""
    currency = field(event, "data.object.currency", str).lower()
    if currency != _currency():
        raise PermanentError("it was paid in another currency than the clinic's")
    places, coins = PLACES.get(currency, 2), field(event, f"data.object.{name}", int)
    if coins < 0 or (places > CENT and coins % 10 ** (places - CENT)):
        raise PermanentError(f"{name} is no amount in whole cents")
    return Decimal(coins).scaleb(-places)


def _currency() -> str:
    """Give the currency of the clinic's bills; raise HandlerError where nobody has set it."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENCY)
        (currency,) = cursor.fetchone()
    if not currency:
        raise HandlerError("nobody has set payment.currency")
    return str(currency).lower()


def _id(event: WebhookEvent, name: str) -> str | None:
    """Give the id of what the event is about refers to, by it alone or in full."""
    return optional(event, f"data.object.{name}") or optional(event, f"data.object.{name}.id")


def _rank(status: str) -> int:
    return LADDER.index(PaymentStatus(status))
