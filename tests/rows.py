"""One valid row of any table, in one clinic, made by the owner: `make("appointments", world.a)`.

Each recipe gives what its table requires and what its rules need, and no more; keywords override it.
What must be unique is counted. Appointments and slots start an hour apart, so that none overlap.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from model_bakery import baker

from tests.world import OWNER, ClinicWorld

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # in Singapore

Recipe = Callable[[ClinicWorld, int], dict[str, Any]]

_serial = count(1)


def make(table: str, at: ClinicWorld, **given: Any) -> Any:
    """Make a row of `table` in the clinic `at`, with the fields `given` instead of the recipe's."""
    model = model_of(table)
    fields = RECIPES[table](at, next(_serial))
    if "clinic" in {field.name for field in model._meta.fields}:
        fields["clinic"] = at.clinic
    return baker.make(model, _using=OWNER, **fields | given)


def model_of(table: str) -> type[models.Model]:
    """Give the model of a table."""
    return MODELS[table]


def _clinics(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "code": f"C{n}",
        "name": f"Clinic {n}",
        "registration_number": f"REG-{n}",
        "address": "2 Example Street",
        "postal_code": "018956",
        "phone": "+65 6123 4567",
        "email": f"clinic{n}@example.com",
    }


def _users(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"email": f"user{n}@example.com", "full_name": f"User {n}", "role": "staff"}


def _patients(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient_number": f"P-{n}",
        "full_name": f"Patient {n}",
        "date_of_birth": date(1980, 2, 29),
        "gender": "female",
    }


def _doctors(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "employee_id": f"D-{n}",
        "full_name": f"Doctor {n}",
        "medical_registration_number": f"M{n:05}B",
        "license_expiry": date(2035, 1, 1),
    }


def _staff(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"employee_id": f"S-{n}", "full_name": f"Staff {n}", "start_date": TODAY}


def _appointments(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "doctor": at.doctor,
        "appointment_number": f"A-{n}",
        "starts_at": NOON + timedelta(hours=n),
    }


def _appointment_slots(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"doctor": at.doctor, "starts_at": NOON + timedelta(hours=n)}


def _queue_management(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"queue_date": TODAY + timedelta(days=n)}


def _booking_requests(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"idempotency_key": f"key-{n}", "slot_id": at.doctor.id, "patient_id": at.patient.id}


def _telemedicine_sessions(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "doctor": at.doctor,
        "session_token": f"token-{n}",
        "scheduled_start": NOON,
        "scheduled_end": NOON + timedelta(minutes=15),
    }


def _medical_records(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "doctor": at.doctor,
        "record_number": f"R-{n}",
        "record_date": TODAY,
    }


def _prescriptions(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "doctor": at.doctor,
        "prescription_number": f"RX-{n}",
        "prescription_date": TODAY,
    }


def _prescription_items(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "prescription": make("prescriptions", at),
        "patient": at.patient,
        "doctor": at.doctor,
        "medication_name": "Paracetamol 500 mg",
        "dosage": "1 tablet",
        "frequency": "three times a day",
        "quantity": 20,
    }


def _lab_results(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"patient": at.patient, "lab_name": "Example Laboratory", "test_date": TODAY}


def _imaging_results(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"patient": at.patient, "imaging_type": "xray", "imaging_date": TODAY}


def _vaccination_records(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"patient": at.patient, "vaccine_name": "Influenza", "administered_date": TODAY}


def _payments(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "payment_number": f"PAY-{n}",
        "payment_date": TODAY,
        "payment_method": "cash",
        "subtotal": 100,
        "gst_amount": 9,
        "total_amount": 109,
        "paid_amount": 0,
        "outstanding_amount": 109,
    }


def _payment_items(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "payment": make("payments", at),
        "patient": at.patient,
        "item_type": "consultation",
        "item_description": "Consultation",
        "unit_price": 100,
        "total_price": 100,
    }


def _insurance_claims(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "patient": at.patient,
        "claim_number": f"CLAIM-{n}",
        "insurance_provider": "Example Insurance",
        "claimed_amount": 100,
    }


def _notifications(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "user": at.patient_login,
        "type": "appointment_reminder",
        "channel": "sms",
        "recipient": "+65 8123 4567",
        "message": "Your appointment is tomorrow at 09:00.",
    }


def _sms_messages(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"to_number": "+65 8123 4567", "message": "Tomorrow at 09:00."}


def _whatsapp_messages(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"to_number": "+65 8123 4567", "text_body": "Tomorrow at 09:00."}


def _email_messages(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"to_email": "patient@example.com", "subject": "Tomorrow", "text_body": "At 09:00."}


def _integration_webhooks(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"name": f"Webhook {n}", "url": "https://example.com/hooks"}


def _webhook_logs(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {
        "webhook": make("integration_webhooks", at),
        "event_type": "appointment.created",
        "payload": {"id": n},
        "status": "pending",
    }


def _webhook_events(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"event_id": f"evt-{n}", "payload": {"id": n}}


def _system_settings(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"category": "test", "key": f"setting-{n}", "value": n}


def _feature_flags(at: ClinicWorld, n: int) -> dict[str, Any]:
    return {"name": f"flag-{n}"}


RECIPES: dict[str, Recipe] = {
    "clinics": _clinics,
    "users": _users,
    "patients": _patients,
    "doctors": _doctors,
    "staff": _staff,
    "appointments": _appointments,
    "appointment_slots": _appointment_slots,
    "queue_management": _queue_management,
    "booking_requests": _booking_requests,
    "telemedicine_sessions": _telemedicine_sessions,
    "medical_records": _medical_records,
    "prescriptions": _prescriptions,
    "prescription_items": _prescription_items,
    "lab_results": _lab_results,
    "imaging_results": _imaging_results,
    "vaccination_records": _vaccination_records,
    "payments": _payments,
    "payment_items": _payment_items,
    "insurance_claims": _insurance_claims,
    "notifications": _notifications,
    "sms_messages": _sms_messages,
    "whatsapp_messages": _whatsapp_messages,
    "email_messages": _email_messages,
    "integration_webhooks": _integration_webhooks,
    "webhook_logs": _webhook_logs,
    "webhook_events": _webhook_events,
    "system_settings": _system_settings,
    "feature_flags": _feature_flags,
}

MODELS = {
    model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in RECIPES
}
