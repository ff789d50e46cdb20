"""Stripe's events: what was paid is counted once, whatever comes twice, late or in another order."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from audit.models import AuditLog
from finance.models import Payment
from tests.rows import make
from tests.webhooks.conftest import Queue
from tests.webhooks.providers import Handle, event, orders
from tests.webhooks.working import burst
from tests.world import OWNER, World
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError, autodiscover, registry

pytestmark = pytest.mark.usefixtures("swept")

INTENT, CHARGE = "pi_3MtwBwLkdIwHu7ix28a3tqPa", "ch_3MtwBwLkdIwHu7ix0KQS1Ovq"
CREATED = 1772424011  # 2026-03-02T04:00:11Z
TOTAL = 10900  # the recipe's bill, in cents

PAYMENT_INTENT = {
    "id": INTENT,
    "object": "payment_intent",
    "amount": TOTAL,
    "amount_capturable": 0,
    "amount_received": 0,
    "currency": "sgd",
    "latest_charge": None,
    "livemode": False,
    "metadata": {},
    "status": "requires_payment_method",
}
CHARGED = {
    "id": CHARGE,
    "object": "charge",
    "amount": TOTAL,
    "amount_captured": TOTAL,
    "amount_refunded": 0,
    "created": CREATED,
    "currency": "sgd",
    "paid": True,
    "payment_intent": INTENT,
    "refunded": False,
    "status": "succeeded",
}


def sent(event_type: str, later: int = 0, **given: Any) -> WebhookEvent:
    """Give an event of so many seconds later, about the payment intent or its charge."""
    about = CHARGED if event_type.startswith("charge.") else PAYMENT_INTENT
    payload = {
        "id": "evt_3MtwBwLkdIwHu7ix0x1Jf8Yd",
        "object": "event",
        "api_version": "2026-02-25",
        "created": CREATED + later,
        "data": {"object": about | given},
        "livemode": False,
        "type": event_type,
    }
    return event("stripe", event_type, payload)


def succeeded(amount: int = TOTAL, **given: Any) -> WebhookEvent:
    paid = {"amount_received": amount, "latest_charge": CHARGE, "status": "succeeded"}
    return sent("payment_intent.succeeded", 5, **paid | given)


def refunded(amount: int = TOTAL, later: int = 60, **given: Any) -> WebhookEvent:
    back = {"amount_refunded": amount, "refunded": amount == TOTAL}
    return sent("charge.refunded", later, **back | given)


def bill(world: World, **given: Any) -> Payment:
    row: Payment = make(
        "payments",
        world.a,
        **{"payment_method": "credit_card", "payment_intent_id": INTENT} | given,
    )
    return row


def end(row: Payment) -> tuple[Any, ...]:
    """Give what is kept of a payment in the end, and forget it."""
    row.refresh_from_db()
    row.delete()
    return (
        *(row.status, row.paid_amount, row.outstanding_amount, row.transaction_reference),
        *(row.is_refunded, row.refunded_amount, row.refunded_at),
    )


UNPAID = (0, 109, None, False, None, None)
PAID = (109, 0, CHARGE)
SGD_30, AT_60 = Decimal(30), datetime.fromtimestamp(CREATED + 60, UTC)


@pytest.mark.parametrize(
    ("event_type", "status"),
    [
        ("payment_intent.processing", "processing"),
        ("payment_intent.payment_failed", "failed"),
        ("payment_intent.canceled", "failed"),
    ],
)
def test_what_has_not_succeeded_is_kept(
    event_type: str, status: str, handle: Handle, world: World
) -> None:
    row = bill(world)
    handle(world.a.clinic.pk, sent(event_type))
    assert end(row) == (status, *UNPAID)


def test_a_payment_is_completed_in_whatever_order_it_is_told(handle: Handle, world: World) -> None:
    events = [
        sent("payment_intent.processing"),
        sent("payment_intent.payment_failed", 1),
        succeeded(),
    ]
    for order in orders(*events):
        row = bill(world, payment_number="PAY-1")
        handle(world.a.clinic.pk, *order)
        row.refresh_from_db()
        assert row.receipt_number == "PAY-1"
        assert end(row) == ("completed", *PAID, False, None, None)


def test_a_receipt_that_has_its_number_keeps_it(handle: Handle, world: World) -> None:
    row = bill(world, receipt_number="RC-7")
    handle(world.a.clinic.pk, succeeded())
    row.refresh_from_db()
    assert row.receipt_number == "RC-7"


def test_a_payment_is_refunded_in_whatever_order_it_is_told(handle: Handle, world: World) -> None:
    """A refund tells of the payment too: it may come first."""
    events = [sent("payment_intent.processing"), succeeded(), refunded(3000, 30), refunded()]
    for order in orders(*events):
        row = bill(world)
        handle(world.a.clinic.pk, *order)
        assert end(row) == ("refunded", *PAID, True, 109, AT_60)


def test_part_of_a_payment_is_refunded_in_whatever_order(handle: Handle, world: World) -> None:
    for order in orders(succeeded(), refunded(1000, 30), refunded(3000, 60)):
        row = bill(world)
        handle(world.a.clinic.pk, *order)
        assert end(row) == ("completed", *PAID, True, SGD_30, AT_60)


def test_a_part_that_is_paid_is_counted_once(handle: Handle, world: World) -> None:
    events = [
        sent("payment_intent.payment_failed"),
        succeeded(4000),
        sent("payment_intent.processing"),
    ]
    for order in orders(*events):
        row = bill(world)
        handle(world.a.clinic.pk, *order)
        assert end(row) == ("partial", 40, 69, CHARGE, False, None, None)


def test_a_part_is_added_to_what_was_paid_before(handle: Handle, world: World) -> None:
    row = bill(world, status="partial", paid_amount=69, outstanding_amount=40)
    handle(world.a.clinic.pk, succeeded(4000))
    assert end(row) == ("completed", *PAID, False, None, None)


def test_what_the_bill_says_will_be_paid_is_not_added(handle: Handle, world: World) -> None:
    row = bill(world, paid_amount=109, outstanding_amount=0)
    handle(world.a.clinic.pk, succeeded())
    assert end(row) == ("completed", *PAID, False, None, None)


@pytest.mark.parametrize(
    "given", [{}, {"paid_amount": 109, "outstanding_amount": 0}], ids=["open", "settled"]
)
def test_more_than_is_outstanding_is_for_somebody_to_look_at(
    given: dict[str, Any], handle: Handle, world: World
) -> None:
    row = bill(world, **given)
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, succeeded(TOTAL + 1))
    assert end(row)[0] == "pending"


def test_what_was_completed_at_the_counter_stays(handle: Handle, world: World) -> None:
    row = bill(
        world,
        status="completed",
        paid_amount=109,
        outstanding_amount=0,
        receipt_number="RC-7",
        transaction_reference="NETS 1",
    )
    handle(world.a.clinic.pk, sent("payment_intent.processing"))
    handle(world.a.clinic.pk, sent("payment_intent.payment_failed"))
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, succeeded())
    assert end(row)[:4] == ("completed", 109, 0, "NETS 1")


@pytest.mark.parametrize("reference", [None, "NETS 1", "ch_another"])
@pytest.mark.parametrize("tell", [succeeded, refunded], ids=["paid", "refunded"])
def test_what_comes_beside_what_was_paid_otherwise_is_for_somebody_to_look_at(
    tell: Callable[..., WebhookEvent], reference: str | None, handle: Handle, world: World
) -> None:
    """It was paid in cash, and by a charge that is given back: nothing of the cash is."""
    row = bill(
        world,
        status="completed",
        paid_amount=109,
        outstanding_amount=0,
        receipt_number="RC-7",
        transaction_reference=reference,
    )
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, tell())
    assert end(row) == ("completed", 109, 0, reference, False, None, None)


def test_an_authorisation_that_is_released_was_never_paid(handle: Handle, world: World) -> None:
    """Stripe tells of it as of a refund, of all that was authorised."""
    row = bill(world)
    released = refunded(amount_captured=0)
    assert handle(world.a.clinic.pk, released) == ["an authorisation that was released"]
    handle(world.a.clinic.pk, sent("payment_intent.canceled"))
    assert end(row) == ("failed", *UNPAID)


NAMES_THE_CHARGE: dict[str, dict[str, Any]] = {
    "by its id": {"latest_charge": CHARGE},
    "expanded": {"latest_charge": CHARGED},
    "in a list, before 2022-11-15": {
        "latest_charge": None,
        "charges": {"object": "list", "data": [CHARGED, CHARGED | {"id": "ch_declined"}]},
    },
    "not at all": {"latest_charge": None},
}


@pytest.mark.parametrize("names", NAMES_THE_CHARGE.values(), ids=NAMES_THE_CHARGE)
def test_a_part_is_counted_once_however_the_intent_names_its_charge(
    names: dict[str, Any], handle: Handle, world: World
) -> None:
    for order in orders(succeeded(4000, **names), refunded(1000, amount_captured=4000)):
        row = bill(world)
        handle(world.a.clinic.pk, *order)
        assert end(row) == ("partial", 40, 69, CHARGE, True, 10, AT_60)


@pytest.mark.parametrize("names", NAMES_THE_CHARGE.values(), ids=NAMES_THE_CHARGE)
def test_a_whole_is_counted_once_however_the_intent_names_its_charge(
    names: dict[str, Any], handle: Handle, world: World
) -> None:
    for order in orders(succeeded(**names), refunded()):
        row = bill(world)
        handle(world.a.clinic.pk, *order)
        status, paid, outstanding, reference, *refund = end(row)
        assert (status, paid, outstanding, *refund) == ("refunded", 109, 0, True, 109, AT_60)
        # What is completed keeps the reference that it had then.
        assert reference in {CHARGE, INTENT if names is NAMES_THE_CHARGE["not at all"] else CHARGE}


def test_what_is_left_may_be_paid_by_another_intent(handle: Handle, world: World) -> None:
    row = bill(world, payment_intent_id="pi_1")
    handle(world.a.clinic.pk, succeeded(4000, id="pi_1", latest_charge="ch_1"))
    Payment.objects.using(OWNER).filter(pk=row.pk).update(payment_intent_id=INTENT)
    handle(world.a.clinic.pk, succeeded(6900), succeeded(6900))
    assert end(row) == ("completed", *PAID, False, None, None)


def test_a_refund_beside_another_charges_is_for_somebody_to_look_at(
    handle: Handle, world: World
) -> None:
    """What is kept is one sum: 30 of the first charge, and not the 20 of the second, nor 50."""
    row = bill(world, payment_intent_id="pi_1")
    first: dict[str, Any] = {"payment_intent": "pi_1", "id": "ch_1", "amount_captured": 5000}
    handle(
        world.a.clinic.pk,
        succeeded(5000, id="pi_1", latest_charge="ch_1"),
        refunded(3000, **first),
    )
    Payment.objects.using(OWNER).filter(pk=row.pk).update(payment_intent_id=INTENT)
    second: dict[str, Any] = {"amount_captured": 5900, "created": CREATED + 3600}
    handle(world.a.clinic.pk, succeeded(5900))
    for amount, is_all in ((2000, False), (4000, False), (5900, True)):
        with pytest.raises(PermanentError):
            handle(world.a.clinic.pk, refunded(amount, 7200, **second, refunded=is_all))
    assert end(row) == ("completed", *PAID, True, SGD_30, AT_60)


def test_a_charge_names_its_intent_in_full(handle: Handle, world: World) -> None:
    row = bill(world)
    handle(world.a.clinic.pk, refunded(payment_intent=PAYMENT_INTENT))
    assert end(row) == ("refunded", *PAID, True, 109, AT_60)


def charge_in(world: World, currency: str) -> None:
    """Let the clinic charge in a currency."""
    make("system_settings", world.a, category="payment", key="currency", value=currency)


@pytest.mark.parametrize(
    ("clinics", "currency", "amount"),
    [
        ("SGD", "sgd", 10900),
        ("SGD", "SGD", 10900),
        ("sgd", "sgd", 10900),
        ("JPY", "jpy", 109),
        ("KWD", "kwd", 109000),
        ("ISK", "isk", 10900),  # no smaller coin, but counted as if there were
        ("UGX", "ugx", 10900),
    ],
)
def test_an_amount_is_counted_in_the_least_coin(
    clinics: str, currency: str, amount: int, handle: Handle, world: World
) -> None:
    charge_in(world, clinics)
    row = bill(world)
    handle(world.a.clinic.pk, succeeded(amount, currency=currency))
    assert end(row)[:3] == ("completed", 109, 0)


@pytest.mark.parametrize(
    ("clinics", "currency"), [("SGD", "usd"), ("SGD", "jpy"), ("JPY", "sgd"), ("SGD", "")]
)
@pytest.mark.parametrize("tell", [succeeded, refunded])
def test_another_currency_than_the_clinics_is_for_somebody_to_look_at(
    tell: Callable[..., WebhookEvent], clinics: str, currency: str, handle: Handle, world: World
) -> None:
    charge_in(world, clinics)
    row = bill(world)
    with pytest.raises(PermanentError) as refusal:
        handle(world.a.clinic.pk, tell(currency=currency))
    assert end(row) == ("pending", *UNPAID)
    assert INTENT not in str(refusal.value)
    assert not currency or currency not in str(refusal.value)


NOBODY_SETS_IT, SETS_IT = (
    f"UPDATE clinic.system_settings SET key = '{new}' WHERE category = 'payment' AND key = '{old}'"
    for old, new in (("currency", "no currency"), ("no currency", "currency"))
)


def test_a_currency_that_nobody_has_set_may_be_set_later(
    handle: Handle, world: World, as_owner: Callable[..., None]
) -> None:
    as_owner(NOBODY_SETS_IT, SETS_IT)
    row = bill(world)
    with pytest.raises(HandlerError) as refusal:
        handle(world.a.clinic.pk, succeeded())
    assert not isinstance(refusal.value, PermanentError)
    assert end(row) == ("pending", *UNPAID)


@pytest.mark.parametrize(("currency", "amount"), [("kwd", 40005), ("sgd", -5), ("sgd", 10**30)])
def test_what_is_no_amount_of_a_bill_is_for_somebody_to_look_at(
    currency: str, amount: int, handle: Handle, world: World
) -> None:
    charge_in(world, currency)
    row = bill(world)
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, succeeded(amount, currency=currency))
    assert end(row) == ("pending", *UNPAID)


def test_a_charge_of_no_intent_is_nobodys(handle: Handle, world: World) -> None:
    assert handle(world.a.clinic.pk, refunded(payment_intent=None)) == [
        "a charge without a payment intent"
    ]


@pytest.mark.parametrize("given", [{"deleted_at": AT_60}, {"payment_intent_id": "pi_1"}])
def test_a_payment_that_is_not_there_is_tried_again(
    given: dict[str, Any], handle: Handle, world: World
) -> None:
    make("payments", world.a, **{"payment_intent_id": INTENT} | given)
    with pytest.raises(HandlerError):
        handle(world.a.clinic.pk, succeeded())


def test_a_payment_is_found_in_the_events_clinic_alone(handle: Handle, world: World) -> None:
    row = bill(world)
    with pytest.raises(HandlerError):
        handle(world.b.clinic.pk, succeeded())
    assert end(row) == ("pending", *UNPAID)


@pytest.mark.parametrize("given", [{"id": None}, {"amount_received": "10900"}, {"currency": None}])
def test_what_is_no_event_is_a_dead_letter(
    given: dict[str, Any], handle: Handle, world: World
) -> None:
    bill(world)
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, succeeded(**given))


def test_an_event_that_waits_is_processed_and_the_change_is_in_the_audit_log(
    queue: Queue, world: World
) -> None:
    row = bill(world)
    autodiscover()
    paid = succeeded()
    (event_id,) = queue.put(
        world.a.clinic.pk, "evt_1", event_type=paid.event_type, payload=Jsonb(paid.payload)
    )
    queue.put(world.a.clinic.pk, "evt_2", event_type="charge.dispute.created")
    burst(registry)
    entry = AuditLog.objects.using(OWNER).filter(record_id=str(row.pk)).latest("id")
    assert (entry.action, entry.actor_role, entry.request_id) == (
        *("UPDATE", "clinic_worker", str(event_id)),
    )
    assert end(row) == ("completed", *PAID, False, None, None)
