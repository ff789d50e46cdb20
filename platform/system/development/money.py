"""Bills, how they were paid, and what insurers were asked for, as rows."""

from dataclasses import replace
from datetime import datetime, time
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from system.development.care import NOTHING, Bill
from system.development.clinics import Timeline, at
from system.development.rows import Rows, Values
from system.development.visits import DAY, MINUTE, Visit

METHODS = ("paynow", "nets", "cash", "credit_card", "debit_card")
GATEWAY_METHODS = {"paynow", "credit_card"}
GATEWAY = "stripe"
SMALL = 10
"""What is less is always paid at once."""
FATES = {4: "partial", 9: "pending", 14: "refunded", 19: "failed"}
"""Of every twenty larger bills, those that are not simply paid."""
COUNTER = 8 * MINUTE
"""From the doctor's door to the till."""


def method(visit: Visit, bill: Bill) -> str:
    """Say how the patient pays their part."""
    if bill.total == 0:
        return "medisave" if bill.medisave else "other"
    if visit.online:
        return "credit_card"
    return visit.luck("method").choices(METHODS, (36, 26, 16, 16, 6))[0]


def settle(bills: dict[UUID, Bill]) -> dict[UUID, Bill]:
    """Say what becomes of each bill in the end; given in order of time, each keeps its fate."""
    settled, number = dict(bills), 0
    for key, bill in bills.items():
        if bill.total >= SMALL:
            number += 1
            settled[key] = replace(bill, fate=FATES.get(number % 20, "completed"))
    return settled


def refunded_at(visit: Visit) -> datetime:
    """Say when a bill that is refunded is."""
    return at(visit.day + DAY, time(11))


def add_payment(rows: Rows, visit: Visit, bill: Bill, timeline: Timeline) -> UUID:
    """Add the bill of a completed visit with its lines, and what has been paid by now."""
    paid_by = method(visit, bill)
    payment = rows.add(
        "finance.Payment",
        visit.id,
        clinic_id=visit.team.clinic.id,
        patient_id=visit.patient.id,
        appointment_id=visit.appointment_id,
        payment_number=f"PY-{visit.number}",
        payment_date=visit.day,
        payment_method=paid_by,
        subtotal=bill.subtotal,
        gst_amount=bill.gst,
        chas_subsidy_amount=bill.chas,
        medisave_amount=bill.medisave,
        insurance_claim_amount=bill.insurance,
        total_amount=bill.total,
        created_at=visit.ended_at,
        **_paid(visit, bill, paid_by, timeline),
    )
    for number, line in enumerate(bill.lines, 1):
        rows.add(
            "finance.PaymentItem",
            visit.id,
            number,
            clinic_id=visit.team.clinic.id,
            payment_id=payment,
            item_type=line.kind,
            item_description=line.description,
            quantity=line.quantity,
            unit_price=line.price,
            total_price=line.total,
            created_at=visit.ended_at,
        )
    return payment


def _paid(visit: Visit, bill: Bill, paid_by: str, timeline: Timeline) -> Values:
    end = bill.fate
    if visit.ended_at + COUNTER > timeline.now or end == "pending":
        return {"status": "pending", "paid_amount": NOTHING, "outstanding_amount": bill.total}
    if end == "failed":
        return {
            "status": "failed",
            "paid_amount": NOTHING,
            "outstanding_amount": bill.total,
            "notes": "Card declined; the patient pays at the next visit.",
        }
    if end == "partial":
        paid = (bill.total / 2).quantize(Decimal(1))
        return {
            "status": "partial",
            "paid_amount": paid,
            "outstanding_amount": bill.total - paid,
            "notes": "The rest at the next visit.",
        }
    handed = (bill.total / 10).to_integral(ROUND_CEILING) * 10 if paid_by == "cash" else bill.total
    paid_for: Values = {
        "status": "completed",
        "paid_amount": handed,
        "change_amount": handed - bill.total,
        "outstanding_amount": NOTHING,
        "receipt_number": f"RC-{visit.number}",
        "receipt_sent_at": visit.ended_at + COUNTER,
    }
    if paid_by in GATEWAY_METHODS:
        paid_for["payment_gateway"] = GATEWAY
        paid_for["payment_intent_id"] = intent(visit)
        paid_for["transaction_reference"] = charge(visit)
    if end == "refunded" and refunded_at(visit) <= timeline.now:
        paid_for |= {
            "status": "refunded",
            "is_refunded": True,
            "refunded_amount": bill.total,
            "refund_reason": "Billed twice: also paid by the employer",
            "refunded_at": refunded_at(visit),
            "refunded_by_id": visit.team.logins["admin"].id,
        }
    return paid_for


def intent(visit: Visit) -> str:
    """Give the payment gateway's name for the payment."""
    return f"pi_{visit.id.hex[:20]}"


def charge(visit: Visit) -> str:
    """Give the payment gateway's name for what it took."""
    return f"ch_{visit.id.hex[:20]}"


def add_claim(rows: Rows, visit: Visit, bill: Bill, payment: UUID, timeline: Timeline) -> None:
    """Add the claim to the insurer, if one bears a part."""
    if not bill.insurance:
        return
    submitted = at(visit.day + DAY, time(17))
    decided = at(visit.day + 7 * DAY, time(10))
    values: Values = {"status": "pending"}
    if submitted <= timeline.now:
        values = {"status": "submitted", "submitted_at": submitted}
    if decided <= timeline.now:
        values |= _decision(visit, bill, decided)
    if values["status"] == "approved" and decided + 7 * DAY <= timeline.now:
        values["status"] = "paid"
    rows.add(
        "finance.InsuranceClaim",
        visit.id,
        clinic_id=visit.team.clinic.id,
        patient_id=visit.patient.id,
        payment_id=payment,
        claim_number=f"CL-{visit.number}",
        insurance_provider=visit.patient.insurer,
        claim_type="outpatient",
        claimed_amount=bill.insurance,
        copayment_amount=bill.total,
        documents=[{"name": f"Invoice PY-{visit.number}"}],
        created_at=visit.ended_at + COUNTER,
        **values,
    )


def _decision(visit: Visit, bill: Bill, decided: datetime) -> Values:
    luck = visit.luck("claim").random()
    if luck < 0.75:
        return {"status": "approved", "approved_amount": bill.insurance, "approved_at": decided}
    if luck < 0.9:
        part = min(bill.insurance, Decimal(20))
        return {
            "status": "partially_approved",
            "approved_amount": part,
            "rejected_amount": bill.insurance - part,
            "approved_at": decided,
            "rejection_reason": "Above the limit for one visit",
        }
    return {
        "status": "rejected",
        "rejected_amount": bill.insurance,
        "rejected_at": decided,
        "rejection_reason": "Policy had lapsed on the day of the visit",
    }
