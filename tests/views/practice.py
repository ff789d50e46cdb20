"""Two clinics' weeks by chance: who comes, who does not, who pays; nothing of it is tidy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from clinical.models import Doctor, Patient
from finance.models import Payment
from identity.models import Clinic
from scheduling.models import Appointment
from tests.isolation.estate import swept_up
from tests.rows import NOON, make
from tests.world import OWNER, ClinicWorld, World

FIRST, LAST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""Where each day begins before anywhere else, and after."""

DAYS = 4
"""How many days there are before today, and after it."""

STATUSES = ["scheduled"] * 4 + [
    *("confirmed", "in_progress", "completed", "completed", "completed"),
    *("cancelled", "no_show", "rescheduled"),
]
HALF_OF = Decimal("54.50")
BILLS: list[dict[str, Any]] = [
    {},
    {"status": "pending", "paid_amount": 9, "outstanding_amount": 100},
    {"status": "processing"},
    {"status": "partial", "paid_amount": HALF_OF, "outstanding_amount": HALF_OF},
    {"status": "failed"},
    {"status": "completed", "paid_amount": 109, "outstanding_amount": 0},
    {
        "status": "completed",
        "paid_amount": 110,
        "change_amount": Decimal("0.98"),
        "outstanding_amount": Decimal("-0.02"),
    },
    {
        "status": "refunded",
        "paid_amount": 109,
        "outstanding_amount": 0,
        "is_refunded": True,
        "refunded_amount": 100,
        "refunded_at": NOON,
    },
]


@contextmanager
def weeks_of(world: World, seed: int) -> Iterator[None]:
    """Make them as the owner, committed, and take everything away in the end.

    B's clock is one by which it is another day than by A's, but only since its rows were made.
    """
    luck = Random(seed)  # noqa: S311 (the same each time)
    clocks = Clinic.objects.using(OWNER)
    own = world.a.clinic.timezone
    (elsewhere, *_) = (zone for zone in (FIRST, LAST) if _today(zone) != _today(own))
    with swept_up():
        try:
            for at in (world.a, world.b):
                _weeks(at, luck)
            clocks.filter(pk=world.b.clinic.pk).update(timezone=elsewhere)
            yield
        finally:
            clocks.filter(pk=world.b.clinic.pk).update(timezone=own)


def _weeks(at: ClinicWorld, luck: Random) -> None:
    with transaction.atomic(using=OWNER):
        patients = [at.patient, *(make("patients", at) for _ in range(7))]
        doctors = [at.doctor, *(make("doctors", at) for _ in range(2))]
        newcomer = patients.pop()
        visits = [_visit(at, luck, luck.choice(patients), luck.choice(doctors)) for _ in range(90)]
        make("appointments", at, starts_at=datetime.now(UTC) + timedelta(days=DAYS + 1))
        for visit in luck.sample(visits, 30):
            _change(luck, visit)
        for visit in luck.sample(visits, 50):
            for _ in range(luck.choice([1, 1, 2, 3])):
                _bill(at, luck, visit)
        for visit in luck.sample(visits, 40):
            _record(at, luck, visit)
        make("payments", at, patient=newcomer, payment_date=_day(luck), **BILLS[5] | _receipt(luck))
        _delete(Patient, patients[-1])
        _delete(Doctor, doctors[-1])


def _visit(at: ClinicWorld, luck: Random, patient: Patient, doctor: Doctor) -> Appointment:
    starts_at = _moment(luck)
    waited = {}
    if luck.random() < 0.5:
        came = starts_at - timedelta(seconds=luck.randrange(2400))
        waited = {"checked_in_at": came}
        if luck.random() < 0.7:
            waited["called_at"] = came + timedelta(seconds=luck.randrange(3600))
    visit: Appointment = make(
        "appointments",
        at,
        patient=patient,
        doctor=luck.choice([doctor, None]),
        starts_at=starts_at,
        status=luck.choice(STATUSES),
        may_overlap=True,
        overlap_reason="A busy day",
        deleted_at=starts_at if luck.random() < 0.1 else None,
        **waited,
    )
    return visit


def _change(luck: Random, visit: Appointment) -> None:
    """Let one thing become another, as far as the steps of an appointment allow."""
    changes: list[dict[str, Any]] = [
        {"starts_at": _moment(luck)},
        {"deleted_at": datetime.now(UTC)},
        {"deleted_at": None},
        {"visit_reason": "Nothing that counts"},
    ]
    if visit.status in {"scheduled", "confirmed"}:
        changes += [{"status": "cancelled"}, {"status": "rescheduled"}, {"status": "no_show"}]
    if visit.status == "in_progress":
        changes.append({"status": "completed"})
    Appointment.objects.using(OWNER).filter(pk=visit.pk).update(**luck.choice(changes))


def _bill(at: ClinicWorld, luck: Random, visit: Appointment) -> None:
    kind = luck.choice(BILLS)
    bill = make(
        "payments",
        at,
        patient=visit.patient,
        appointment=visit,
        payment_date=_day(luck),
        deleted_at=datetime.now(UTC) if luck.random() < 0.1 else None,
        **kind | (_receipt(luck) if kind.get("status") in {"completed", "refunded"} else {}),
    )
    if luck.random() < 0.2 and bill.status == "pending":
        paid = {"status": "completed", "paid_amount": 109, "outstanding_amount": 0}
        Payment.objects.using(OWNER).filter(pk=bill.pk).update(**paid | _receipt(luck))


def _record(at: ClinicWorld, luck: Random, visit: Appointment) -> None:
    make(
        "medical_records",
        at,
        patient=visit.patient,
        doctor=visit.doctor or at.doctor,
        access_restricted=luck.random() < 0.3,
        deleted_at=datetime.now(UTC) if luck.random() < 0.2 else None,
    )


def _delete(model: type[Patient] | type[Doctor], row: Any) -> None:
    model.objects.using(OWNER).filter(pk=row.pk).update(deleted_at=datetime.now(UTC))


def _receipt(luck: Random) -> dict[str, Any]:
    return {"receipt_number": f"RC-{luck.getrandbits(60)}"}


def _day(luck: Random) -> Any:
    return _moment(luck).date()


def _moment(luck: Random) -> datetime:
    """Give an instant of these days, often about midnight somewhere."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    day = now + timedelta(days=luck.randint(-DAYS, DAYS))
    if luck.random() < 0.5:
        city = ZoneInfo(luck.choice(["Asia/Singapore", FIRST, LAST]))
        midnight = day.astimezone(city).replace(hour=0, minute=0)
        return midnight + timedelta(minutes=luck.choice([-30, -1, 0, 1, 30]))
    return day + timedelta(minutes=luck.randint(-600, 600))


def _today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()
