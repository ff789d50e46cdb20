"""A completed payment is a document: it is refunded, never rewritten."""

from datetime import timedelta
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
    "another patient": {"patient_id": lambda world: make("patients", world.a).pk},
    "another appointment": {"appointment_id": lambda world: make("appointments", world.a).pk},
    "payment_number": {"payment_number": "PAY-other"},
    "payment_date": {"payment_date": TODAY + timedelta(days=1)},
    "payment_method": {"payment_method": "nets"},
    "transaction_reference": {"transaction_reference": "txn_2"},
    "payment_gateway": {"payment_gateway": "another"},
    "payment_intent_id": {"payment_intent_id": "pi_2"},
    "created_at": {"created_at": NOON},
    "deleted": {"deleted_at": NOON},
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
    changes = {name: of(world) if callable(of) else of for name, of in values.items()}
    with refused(RestrictViolation, OWNER):
        update(payment, **changes)


def test_every_column_of_a_completed_payment_stays_but_those_named_here(world: World) -> None:
    """A column that is added later is frozen too, and asks for its case above."""
    free = {"status", "is_refunded", "refunded_amount", "refund_reason", "refunded_at"}
    free |= {"refunded_by_id", "receipt_url", "receipt_sent_at", "notes", "updated_at"}
    frozen = {name for values in FROZEN.values() for name in values}
    never_change = {"id", "clinic_id"}
    columns = {field.attname for field in Payment._meta.concrete_fields}
    assert frozen | free | never_change == columns


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


def test_a_receipt_is_sent_and_notes_are_taken_after_completion(world: World) -> None:
    payment = make("payments", world.a, **COMPLETED)
    update(payment, notes="Paid in coins.", receipt_url="https://example.com/R-1.pdf")
    update(payment, receipt_sent_at=NOON)


def test_a_completed_payment_is_refunded_whole_or_in_part(world: World) -> None:
    whole, part = make("payments", world.a, **COMPLETED), make("payments", world.b, **COMPLETED)
    update(whole, **REFUND)
    update(part, **REFUND | {"refunded_amount": Decimal("0.01")})


def test_a_refund_grows_and_is_never_taken_back(world: World) -> None:
    payment = make("payments", world.a, **COMPLETED)
    update(payment, **REFUND | {"status": "completed", "refunded_amount": 50})
    update(payment, refunded_amount=60, refund_reason="Twice", refunded_by=world.a.admin_login)
    with refused(RestrictViolation, OWNER):
        update(payment, refunded_amount=50)
    with refused(RestrictViolation, OWNER):
        update(payment, is_refunded=False, refunded_amount=None, refunded_at=None, refunded_by=None)


def test_a_deposit_is_given_back_without_a_receipt(world: World) -> None:
    deposit = make("payments", world.a, status="partial", paid_amount=50, outstanding_amount=59)
    update(deposit, **REFUND | {"refunded_amount": 50})


def test_what_is_paid_in_cash_is_rounded_to_five_cents_and_may_be_refunded(world: World) -> None:
    bill: dict[str, Any] = COMPLETED | {"subtotal": Decimal("100.02")}
    bill |= {"total_amount": Decimal("109.02"), "outstanding_amount": Decimal("0.02")}
    make("payments", world.a, **bill | {"payment_method": "cash"})
    with refused(CheckViolation, OWNER, "payments_completed_is_paid"):
        make("payments", world.b, **bill | {"payment_method": "nets"})
    up = {"paid_amount": Decimal("109.05"), "outstanding_amount": Decimal("-0.03")}
    rounded_up = make("payments", world.b, **bill | up | {"payment_method": "cash"})
    update(rounded_up, **REFUND | {"refunded_amount": Decimal("109.05")})


def test_what_the_state_bore_is_refunded_too(world: World) -> None:
    by_medisave = {"medisave_amount": 109, "total_amount": 0, "paid_amount": 0}
    payment = make("payments", world.a, **COMPLETED | by_medisave)
    with refused(CheckViolation, OWNER, "payments_refund_complete"):
        update(payment, **REFUND | {"refunded_amount": Decimal("109.01")})
    update(payment, **REFUND)


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


def test_the_lines_stay_where_their_payment_is_hidden_from_who_writes(world: World) -> None:
    payment = make("payments", world.a)
    line = make("payment_items", world.a, payment=payment)
    update(payment, **COMPLETED)
    with connections[OWNER].cursor() as cursor:  # until the test is rolled back
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE clinic.payments ENABLE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY hidden ON clinic.payments AS RESTRICTIVE USING (false)")
        cursor.execute("GRANT clinic_staff TO CURRENT_USER")
    with acting_as(world.a.staff_login, using=OWNER):
        assert not Payment.objects.using(OWNER).exists()
        lines = PaymentItem.objects.using(OWNER).filter(pk=line.pk)
        assert lines.exists()
        with refused(RestrictViolation, OWNER):
            lines.update(item_description="Long consultation")
        with refused(RestrictViolation, OWNER):
            lines._raw_delete(OWNER)


def test_nobody_calls_the_guard_that_runs_as_the_owner(world: World) -> None:
    with acting_as(world.a.admin_login), refused(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT clinic.freeze_items_of_completed_payment()")


def test_a_completed_payment_that_its_owner_deletes_takes_its_lines_along(world: World) -> None:
    payment = make("payments", world.a)
    line = make("payment_items", world.a, payment=payment)
    update(payment, **COMPLETED)
    Payment.objects.using(OWNER).filter(pk=payment.pk)._raw_delete(OWNER)
    assert not PaymentItem.objects.using(OWNER).filter(pk=line.pk).exists()


def test_a_payment_that_is_not_completed_takes_its_lines_along(world: World) -> None:
    line = make("payment_items", world.a)
    Payment.objects.using(OWNER).filter(pk=line.payment_id)._raw_delete(OWNER)
    assert not PaymentItem.objects.using(OWNER).filter(pk=line.pk).exists()
