"""A completed payment is a document: it is refunded, never rewritten."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from psycopg.errors import CheckViolation, RestrictViolation, UniqueViolation

from finance.models import Payment, PaymentItem
from tenancy import acting_as
from tests.refusals import refused
from tests.rows import NOON, TODAY, make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner", "default"])

PAID: dict[str, Any] = {"paid_amount": 109, "outstanding_amount": 0}
COMPLETED = PAID | {"status": "completed", "receipt_number": "R-1"}
REFUND: dict[str, Any] = {
    "status": "refunded",
    "is_refunded": True,
    "refunded_amount": 109,
    "refunded_at": NOON,
}

FROZEN: dict[str, dict[str, Any]] = {
    "subtotal": {"subtotal": 99, "gst_amount": 10},
    "gst_amount": {"gst_amount": 8, "subtotal": 101},
    "discount_amount": {"discount_amount": 1, "subtotal": 101},
    "chas_subsidy_amount": {"chas_subsidy_amount": 1, "subtotal": 101},
    "medisave_amount": {"medisave_amount": 1, "subtotal": 101},
    "insurance_claim_amount": {"insurance_claim_amount": 1, "subtotal": 101},
    "total_amount": {"total_amount": 108, "subtotal": 99, "paid_amount": 108},
    "paid_amount": {"paid_amount": 110, "change_amount": 1},
    "change_amount": {"change_amount": 1, "paid_amount": 110},
    "outstanding_amount": {"outstanding_amount": 9, "paid_amount": 100},
    "receipt_number": {"receipt_number": "R-2"},
    "no receipt": {"receipt_number": None},
    "pending again": {"status": "pending"},
    "partial again": {"status": "partial"},
    "failed": {"status": "failed"},
}


def update(payment: Payment, using: str = OWNER, **values: Any) -> None:
    assert Payment.objects.using(using).filter(pk=payment.pk).update(**values) == 1


@pytest.mark.parametrize("values", FROZEN.values(), ids=FROZEN)
def test_a_completed_payment_keeps_its_amounts_even_from_the_owner(
    values: dict[str, Any], world: World
) -> None:
    payment = make("payments", world.a, **COMPLETED)
    with refused(RestrictViolation, OWNER):
        update(payment, **values)


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_a_completed_payment_keeps_its_amounts_from_people(role: str, world: World) -> None:
    with acting_as(world.a.logins[role]):
        payment = Payment.objects.create(
            clinic=world.a.clinic,
            patient=world.a.patient,
            payment_number="PAY-frozen",
            payment_date=TODAY,
            payment_method="cash",
            subtotal=100,
            gst_amount=9,
            total_amount=109,
            **COMPLETED,
        )
        with refused(RestrictViolation):
            update(payment, "default", **FROZEN["subtotal"])
        update(payment, "default", notes="Paid in coins.", **REFUND)


def test_what_is_not_an_amount_may_still_change(world: World) -> None:
    payment = make("payments", world.a, **COMPLETED)
    update(payment, notes="Paid in coins.", receipt_url="https://example.com/R-1.pdf")


def test_a_completed_payment_is_refunded_whole_or_in_part(world: World) -> None:
    whole, part = make("payments", world.a, **COMPLETED), make("payments", world.b, **COMPLETED)
    update(whole, **REFUND)
    update(part, **REFUND | {"refunded_amount": Decimal("0.01")})


def test_a_refunded_payment_is_not_completed_again(world: World) -> None:
    payment = make("payments", world.a, **COMPLETED)
    update(payment, **REFUND)
    with refused(RestrictViolation, OWNER):
        update(
            payment, status="completed", is_refunded=False, refunded_amount=None, refunded_at=None
        )
    with refused(RestrictViolation, OWNER):
        update(payment, paid_amount=110, change_amount=1)


def test_a_payment_that_is_not_completed_is_corrected_freely(world: World) -> None:
    payment = make("payments", world.a)
    update(payment, subtotal=200, gst_amount=18, total_amount=218, outstanding_amount=218)
    update(payment, paid_amount=18, outstanding_amount=200, status="partial")
    update(payment, **COMPLETED | {"paid_amount": 218})


def test_the_receipt_number_comes_with_completion(world: World) -> None:
    payment = make("payments", world.a, **PAID)
    assert payment.receipt_number is None
    with refused(CheckViolation, OWNER, "payments_completed_has_receipt"):
        update(payment, status="completed")
    update(payment, status="completed", receipt_number="R-1")


def test_a_receipt_number_is_given_once_in_a_clinic(world: World) -> None:
    make("payments", world.a, **COMPLETED)
    make("payments", world.b, **COMPLETED)
    with refused(UniqueViolation, OWNER, "payments_receipt_number_key"):
        make("payments", world.a, **COMPLETED)


def test_the_trigger_holds_for_every_statement_not_only_djangos(world: World) -> None:
    payment = make("payments", world.a, **COMPLETED)
    with refused(RestrictViolation, OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "UPDATE payments SET subtotal = 99, gst_amount = 10 WHERE id = %s", [payment.pk]
        )


@pytest.mark.parametrize("end", [COMPLETED, REFUND], ids=["completed", "refunded"])
def test_the_lines_of_a_completed_payment_stay(end: dict[str, Any], world: World) -> None:
    payment = make("payments", world.a)
    line = make("payment_items", world.a, payment=payment)
    lines = PaymentItem.objects.using(OWNER).filter(pk=line.pk)
    lines.update(item_description="Long consultation")
    update(payment, **COMPLETED)
    update(payment, **end)
    with refused(RestrictViolation, OWNER):
        lines.update(item_description="Consultation")
    with refused(RestrictViolation, OWNER):
        lines.update(payment=make("payments", world.a))
    with refused(RestrictViolation, OWNER):
        lines._raw_delete(OWNER)


def test_the_lines_of_a_completed_payment_stay_for_people_too(world: World) -> None:
    with acting_as(world.a.staff_login):
        payment = Payment.objects.create(
            clinic=world.a.clinic,
            patient=world.a.patient,
            payment_number="PAY-lines",
            payment_date=TODAY,
            payment_method="cash",
            subtotal=100,
            gst_amount=9,
            total_amount=109,
            paid_amount=0,
            outstanding_amount=109,
        )
        line, struck = (
            PaymentItem.objects.create(
                clinic_id=world.a.clinic.pk,
                payment=payment,
                item_type="consultation",
                item_description="Consultation",
                unit_price=100,
                total_price=100,
            )
            for _ in range(2)
        )
        struck.delete()
        update(payment, "default", **COMPLETED)
        with refused(RestrictViolation):
            line.delete()
        with refused(RestrictViolation):
            PaymentItem.objects.filter(pk=line.pk).update(unit_price=50, total_price=50)


def test_a_payment_that_is_not_completed_takes_its_lines_along(world: World) -> None:
    line = make("payment_items", world.a)
    Payment.objects.using(OWNER).filter(pk=line.payment_id)._raw_delete(OWNER)
    assert not PaymentItem.objects.using(OWNER).filter(pk=line.pk).exists()
