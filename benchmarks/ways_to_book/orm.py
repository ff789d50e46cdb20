"""The usual Django way to book, doing the same work: locks by `select_for_update`, checks by the ORM.

It runs as the owner, whom no policy binds; the audit and every key and check are on.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate, now

from identity.models import Clinic
from scheduling.models import (
    Appointment,
    AppointmentSlot,
    AppointmentStatus,
    BookingRequest,
)
from system.models import SystemSetting

OWNER = "owner"
GONE = [AppointmentStatus.CANCELLED, AppointmentStatus.RESCHEDULED]


def book(key: str, user_id: UUID, clinic_id: UUID, slot_id: UUID, patient_id: UUID) -> str:
    """Book a slot, and give the answer: success, or the code of a refusal."""
    with transaction.atomic(using=OWNER):
        known = BookingRequest.objects.using(OWNER).filter(clinic=clinic_id, idempotency_key=key)
        if (request := known.first()) and request.status == "success":
            return request.status
        answer = _take(user_id, clinic_id, slot_id, patient_id)
        BookingRequest.objects.using(OWNER).create(
            clinic_id=clinic_id,
            idempotency_key=key,
            user_id=user_id,
            actor_id=user_id,
            slot_id=slot_id,
            patient_id=patient_id,
            status="success" if answer == "success" else "conflict",
            error=None if answer == "success" else answer,
            attempts=1,
        )
        return answer


def _take(user_id: UUID, clinic_id: UUID, slot_id: UUID, patient_id: UUID) -> str:
    slot: Any = (
        AppointmentSlot.objects.using(OWNER)
        .select_related("doctor", "clinic")
        .select_for_update(of=("self",))
        .get(clinic=clinic_id, pk=slot_id)
    )
    if not slot.is_available or slot.is_blocked:
        return "slot_unavailable"
    if slot.starts_at <= now():
        return "slot_in_past"
    setting = (
        SystemSetting.objects.using(OWNER)
        .filter(category="appointment", key="max_advance_booking_days")
        .order_by("clinic")
        .first()
    )
    days = slot.doctor.advance_booking_days
    if setting:
        days = min(days, int(setting.value))
    if slot.slot_date > localdate() + timedelta(days=days):
        return "too_far_ahead"
    live = Appointment.objects.using(OWNER).filter(clinic=clinic_id, deleted_at=None)
    live = live.exclude(status__in=GONE)
    if live.filter(
        patient=patient_id, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at
    ).exists():
        return "patient_overlap"
    that_day = live.filter(doctor=slot.doctor_id, appointment_date=slot.slot_date)
    if that_day.count() >= slot.doctor.max_daily_appointments:
        return "daily_limit_reached"
    appointment = Appointment.objects.using(OWNER).create(
        clinic_id=clinic_id,
        patient_id=patient_id,
        doctor_id=slot.doctor_id,
        booked_by_id=user_id,
        appointment_number=_number(slot.clinic),
        starts_at=slot.starts_at,
        duration_minutes=slot.duration_minutes,
        visit_reason="cough",
    )
    slot.is_available = False
    slot.appointment = appointment
    slot.save(using=OWNER, update_fields=["is_available", "appointment"])
    return "success"


def _number(clinic: Any) -> str:
    """Give the number after the day's highest, while nobody else of the clinic looks for one."""
    Clinic.objects.using(OWNER).select_for_update(no_key=True).get(pk=clinic.pk)
    start = f"{clinic.code}-{localdate():%Y%m%d}-"
    last = (
        Appointment.objects.using(OWNER)
        .filter(clinic=clinic, appointment_number__range=(start, f"{start}9999"))
        .aggregate(last=Max("appointment_number"))["last"]
    )
    return f"{start}{int((last or '0')[-4:]) + 1:04}"
