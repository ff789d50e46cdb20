"""What the views say is what anybody would count by hand in the rows that they may see.

Each is read as each role in two clinics, and worked out again in Python, row by row.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.postgres.functions import TransactionNow

from clinical.models import Doctor, Patient
from finance.models import DailyMetrics, Payment
from identity.models import Clinic, User
from records.models import MedicalRecord
from scheduling.models import Appointment, UpcomingAppointment
from system.models import PatientSummary
from tenancy import acting_as
from tests.world import ClinicWorld, World

pytestmark = pytest.mark.django_db

PEOPLE = ["patient", "doctor", "nurse", "staff", "admin", "superadmin"]
CLINICS = ["a", "b"]
SEES_NO_PAYMENTS = "nurse"
SEES_NO_RECORDS = "staff"

every_role = pytest.mark.parametrize("role", PEOPLE)
every_clinic = pytest.mark.parametrize("clinic", CLINICS)


@contextmanager
def acting(world: World, clinic: str, role: str) -> Iterator[ClinicWorld]:
    at: ClinicWorld = getattr(world, clinic)
    person: User = world.superadmin if role == "superadmin" else at.logins[role]
    with acting_as(person, clinic_id=at.clinic.pk):
        yield at


def now() -> datetime:
    """Give the time of the transaction, by which views tell what is to come."""
    moment: datetime = Clinic.objects.annotate(now=TransactionNow())[0].now
    return moment


def clock_of(at: ClinicWorld) -> ZoneInfo:
    """Give the zone that the clinic's row has by now."""
    return ZoneInfo(Clinic.objects.get(pk=at.clinic.pk).timezone)


def there(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if row.deleted_at is None]


@every_clinic
@every_role
def test_upcoming_appointments(weeks: World, clinic: str, role: str) -> None:
    with acting(weeks, clinic, role) as at:
        clock, patients = clock_of(at), {row.pk: row for row in there(Patient.objects.all())}
        doctors = {row.pk: row.full_name for row in Doctor.objects.all()}
        today = now().astimezone(clock).date()
        expected = {
            visit.pk: (
                *(visit.appointment_number, at.clinic.pk, at.clinic.name),
                *(visit.patient_id, patients[visit.patient_id].full_name),
                *(visit.doctor_id, doctors.get(visit.doctor_id)),
                *(visit.starts_at, visit.starts_at.astimezone(clock).date()),
                visit.starts_at.astimezone(clock).time(),
                *(visit.ends_at, visit.appointment_type, visit.status),
            )
            for visit in there(Appointment.objects.all())
            if visit.status in {"scheduled", "confirmed"}
            and visit.patient_id in patients
            and visit.starts_at.astimezone(clock).date() >= today
        }
        seen = {
            row.pk: (
                *(row.appointment_number, row.clinic_id, row.clinic_name),
                *(row.patient_id, row.patient_name),
                *(row.doctor_id, row.doctor_name),
                *(row.starts_at, row.appointment_date, row.appointment_time),
                *(row.ends_at, row.appointment_type, row.status),
            )
            for row in UpcomingAppointment.objects.all()
        }
    assert seen == expected
    assert role == "patient" or len(seen) > 5


@every_clinic
@every_role
def test_patient_summary(weeks: World, clinic: str, role: str) -> None:
    with acting(weeks, clinic, role):
        visits, bills, records = (
            by_patient(model) for model in (Appointment, Payment, MedicalRecord)
        )
        moment = now()
        expected = {
            patient.pk: {
                "clinic_id": patient.clinic_id,
                "patient_number": patient.patient_number,
                "full_name": patient.full_name,
                "email": patient.email,
                "phone": patient.phone,
                "date_of_birth": patient.date_of_birth,
                "gender": patient.gender,
                "total_appointments": sum(
                    visit.status not in {"cancelled", "rescheduled"} for visit in visits[patient.pk]
                ),
                "total_medical_records": (
                    None if role == SEES_NO_RECORDS else len(records[patient.pk])
                ),
                "last_visit_date": max(
                    (v.appointment_date for v in visits[patient.pk] if v.status == "completed"),
                    default=None,
                ),
                "next_appointment_at": min(
                    (
                        visit.starts_at
                        for visit in visits[patient.pk]
                        if visit.status in {"scheduled", "confirmed"} and visit.starts_at >= moment
                    ),
                    default=None,
                ),
                "outstanding_balance": (
                    None
                    if role == SEES_NO_PAYMENTS
                    else sum(
                        bill.outstanding_amount
                        for bill in bills[patient.pk]
                        if bill.status in {"pending", "processing", "partial"}
                    )
                ),
            }
            for patient in there(Patient.objects.all())
        }
        seen = {row.id: summary(row) for row in PatientSummary.objects.all()}
    assert seen == expected
    assert role == "patient" or any(not row["total_appointments"] for row in seen.values())


@every_clinic
@pytest.mark.parametrize("role", ["admin", "superadmin"])
def test_daily_clinic_metrics(weeks: World, clinic: str, role: str) -> None:
    with acting(weeks, clinic, role) as at:
        assert metrics(at) == counted(at)


def summary(row: PatientSummary) -> dict[str, Any]:
    names = [field.attname for field in row._meta.fields if not field.primary_key]
    return {name: getattr(row, name) for name in names}


def by_patient(model: type[Any]) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in there(model.objects.order_by()):
        found[row.patient_id].append(row)
    return found


def metrics(at: ClinicWorld) -> dict[date, tuple[Any, ...]]:
    rows = list(DailyMetrics.objects.all())
    assert {row.clinic_id for row in rows} == {at.clinic.pk}
    return {
        row.appointment_date: (
            *(row.total_appointments, row.completed_appointments, row.no_show_count),
            *(row.avg_wait_time_minutes, row.total_revenue),
        )
        for row in rows
    }


def counted(at: ClinicWorld) -> dict[date, tuple[Any, ...]]:
    """Work the figures out from the clinic's rows, one after the other."""
    clock = clock_of(at)
    states: defaultdict[date, Counter[str]] = defaultdict(Counter)
    waits: defaultdict[date, list[Decimal]] = defaultdict(list)
    taken: defaultdict[date, Decimal] = defaultdict(Decimal)
    for visit in there(Appointment.objects.filter(clinic=at.clinic)):
        if visit.status in {"cancelled", "rescheduled"}:
            continue
        day = visit.starts_at.astimezone(clock).date()
        states[day][visit.status] += 1
        if visit.checked_in_at and visit.called_at:
            seconds = (visit.called_at - visit.checked_in_at).total_seconds()
            waits[day].append(Decimal(seconds) / 60)
    for bill in there(Payment.objects.filter(clinic=at.clinic)):
        if bill.status in {"completed", "partial", "refunded"}:
            kept = bill.paid_amount - bill.change_amount - (bill.refunded_amount or 0)
            taken[bill.payment_date] += max(kept, Decimal())
    days = {day for day, sum_of_day in taken.items() if sum_of_day} | set(states)
    return {
        day: (
            *(states[day].total(), states[day]["completed"], states[day]["no_show"]),
            mean(waits[day]),
            taken[day],
        )
        for day in days
    }


def mean(values: list[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal()) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)
