"""A model-bakery recipe for every model: `recipes.payment.make(clinic)` makes a valid row in that clinic.

What a row must refer to is made with it, in the same clinic and of the same patient and doctor, unless
it is given. `recipes.payment.linked.make(clinic)` fills the other references as well, with what goes
along with them. What must be unique is counted; appointments and slots start an hour apart.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, cast

from django.db import models
from model_bakery.recipe import Recipe, RecipeForeignKey, foreign_key

from clinical.models import Doctor, Patient, Staff
from comms.models import EmailMessage, Notification, SmsMessage, WhatsappMessage
from finance.models import InsuranceClaim, MetricEntry, Payment, PaymentItem
from identity.models import Clinic, User
from privacy.models import DataKey
from records.models import (
    ImagingResult,
    LabResult,
    MedicalRecord,
    Prescription,
    PrescriptionItem,
    VaccinationRecord,
)
from scheduling.models import (
    Appointment,
    AppointmentSlot,
    BookingRequest,
    QueueDay,
    TelemedicineSession,
)
from system.models import FeatureFlag, SystemSetting
from tests.world import OWNER
from webhooks.models import (
    IntegrationWebhook,
    WebhookEvent,
    WebhookLog,
    WebhookSecret,
    WebhookSource,
)

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # in Singapore

SHARED = {"patient", "doctor"}
"""Who is the same in a row and in those that it refers to."""

_serial = count(1)


def numbered(text: str) -> Callable[[], str]:
    """Give a text with a number that no other row has, at each call."""
    return lambda: text.format(next(_serial))


def hourly() -> datetime:
    """Give an hour that no other row has."""
    return NOON + timedelta(hours=next(_serial))


def daily() -> date:
    """Give a day that no other row has."""
    return TODAY + timedelta(days=next(_serial))


@dataclass(frozen=True)
class Of:
    """What another of the row's values has: `Of("appointment.starts_at")`."""

    path: str


@dataclass(frozen=True)
class KeyOf:
    """The key of a row made for it, where no foreign key says so."""

    recipe: "ClinicRecipe"


class ClinicRecipe(Recipe[Any]):
    """A recipe whose rows, and those that they refer to, are of one clinic; the owner makes them."""

    def __init__(
        self, model: type[models.Model], links: dict[str, Any] | None = None, **values: Any
    ) -> None:
        super().__init__(model, **values)
        self.model = model
        self.links = links or {}

    @property
    def linked(self) -> "ClinicRecipe":
        """Give the recipe that also fills what may be left empty of its references."""
        return self.extend(**self.links)

    def extend(self, **values: Any) -> "ClinicRecipe":
        """Give a recipe that has these values in place of its own, or beside them."""
        return ClinicRecipe(self.model, self.links, **self.attr_mapping | values)

    def make(self, clinic: Clinic | None, **given: Any) -> Any:  # type: ignore[override]
        """Make a row in the clinic, with what is given in place of the recipe's."""
        return super().make(_using=OWNER, **self.values(clinic, **given))

    def values(self, clinic: Clinic | None, **given: Any) -> dict[str, Any]:
        """Give what a row would be made of; what it refers to is made."""
        if "clinic" in {field.name for field in self.model._meta.fields}:
            given.setdefault("clinic", clinic)
        for name, value in self.attr_mapping.items():
            if name not in given and not isinstance(value, Of):
                given[name] = self._value(value, clinic, given)
        for name, value in self.attr_mapping.items():
            if name not in given:
                given[name] = attrgetter(value.path)(SimpleNamespace(**given))
        return given

    def _value(self, value: Any, clinic: Clinic | None, given: dict[str, Any]) -> Any:
        if isinstance(value, KeyOf):
            return value.recipe.make(clinic).pk
        if isinstance(value, RecipeForeignKey):
            recipe = cast(ClinicRecipe, value.recipe)
            shared = SHARED & recipe.attr_mapping.keys() & given.keys()
            return recipe.make(clinic, **{name: given[name] for name in shared})
        return value() if callable(value) else deepcopy(value)


clinic = ClinicRecipe(
    Clinic,
    code=numbered("C{}"),
    name=numbered("Clinic {}"),
    registration_number=numbered("REG-{}"),
    address="2 Example Street",
    postal_code="018956",
    phone="+65 6123 4567",
    email=numbered("clinic{}@example.com"),
)

user = ClinicRecipe(
    User,
    email=numbered("user{}@example.com"),
    full_name=numbered("User {}"),
    role="staff",
)
patient_user = user.extend(role="patient")
doctor_user = user.extend(role="doctor")

doctor = ClinicRecipe(
    Doctor,
    links={"user": foreign_key(doctor_user)},
    employee_id=numbered("D-{}"),
    full_name=numbered("Doctor {}"),
    medical_registration_number=numbered("M{:05}B"),
    license_expiry=date(2035, 1, 1),
)

patient = ClinicRecipe(
    Patient,
    links={"user": foreign_key(patient_user), "preferred_doctor": foreign_key(doctor)},
    patient_number=numbered("P-{}"),
    full_name=numbered("Patient {}"),
    date_of_birth=date(1980, 2, 29),
    gender="female",
)

staff = ClinicRecipe(
    Staff,
    employee_id=numbered("S-{}"),
    full_name=numbered("Staff {}"),
    start_date=TODAY,
)
staff.links = {"user": foreign_key(user), "reporting_to": foreign_key(staff)}

appointment = ClinicRecipe(
    Appointment,
    patient=foreign_key(patient),
    doctor=foreign_key(doctor),
    appointment_number=numbered("A-{}"),
    appointment_type="consultation",
    starts_at=hourly,
)
appointment.links = {
    "booked_by": foreign_key(user),
    "rescheduled_from": foreign_key(appointment.extend(status="rescheduled")),
    "status": "cancelled",
    "cancelled_by": foreign_key(user),
    "cancellation_reason": "Feeling better",
}

slot = ClinicRecipe(
    AppointmentSlot,
    links={
        "appointment": foreign_key(appointment),
        "is_available": False,
        "starts_at": Of("appointment.starts_at"),
        "held_by": KeyOf(user),
        "held_until": Of("appointment.starts_at"),
    },
    doctor=foreign_key(doctor),
    starts_at=hourly,
)

metric_entry = ClinicRecipe(MetricEntry, day=TODAY, appointments=1)
data_key = ClinicRecipe(
    DataKey,
    purpose="content",
    wrapped_key=f"1.{'0' * 8}.{'A' * 80}",
    created_at=NOON,
    replaced_at=NOON,
)
"""A key that was replaced: the one in use is the clinic's own."""

queue_day = ClinicRecipe(QueueDay, queue_date=daily)

booking_request = ClinicRecipe(
    BookingRequest,
    links={"user": foreign_key(patient_user)},
    actor_id=KeyOf(patient_user),
    idempotency_key=numbered("key-{}"),
    slot_id=KeyOf(slot),
    patient_id=KeyOf(patient),
)

telemedicine_session = ClinicRecipe(
    TelemedicineSession,
    links={
        "appointment": foreign_key(appointment.extend(is_telemedicine=True)),
        "scheduled_start": Of("appointment.starts_at"),
        "scheduled_end": Of("appointment.ends_at"),
    },
    patient=foreign_key(patient),
    doctor=foreign_key(doctor),
    session_token=numbered("token-{}"),
    scheduled_start=NOON,
    scheduled_end=NOON + timedelta(minutes=15),
)

medical_record = ClinicRecipe(
    MedicalRecord,
    links={"appointment": foreign_key(appointment)},
    patient=foreign_key(patient),
    doctor=foreign_key(doctor),
    record_number=numbered("R-{}"),
    record_date=TODAY,
)

prescription = ClinicRecipe(
    Prescription,
    links={"medical_record": foreign_key(medical_record)},
    patient=foreign_key(patient),
    doctor=foreign_key(doctor),
    prescription_number=numbered("RX-{}"),
    prescription_date=TODAY,
)

prescription_item = ClinicRecipe(
    PrescriptionItem,
    patient=foreign_key(patient),
    doctor=foreign_key(doctor),
    prescription=foreign_key(prescription),
    medication_name="Paracetamol 500 mg",
    dosage="1 tablet",
    frequency="three times a day",
    quantity=20,
)

REVIEWED = {
    "doctor": foreign_key(doctor),
    "medical_record": foreign_key(medical_record),
    "reviewed_by": foreign_key(doctor),
    "reviewed_at": NOON,
    "status": "reviewed",
}

lab_result = ClinicRecipe(
    LabResult,
    links=REVIEWED
    | {
        "critical_values_acknowledged_by": foreign_key(user),
        "critical_values_acknowledged_at": NOON,
    },
    patient=foreign_key(patient),
    lab_name="Example Laboratory",
    test_date=TODAY,
)

imaging_result = ClinicRecipe(
    ImagingResult,
    links=REVIEWED,
    patient=foreign_key(patient),
    imaging_type="xray",
    imaging_date=TODAY,
)

vaccination_record = ClinicRecipe(
    VaccinationRecord,
    links={"administered_by": foreign_key(user.extend(role="nurse"))},
    patient=foreign_key(patient),
    vaccine_name="Influenza",
    administered_date=TODAY,
)

payment = ClinicRecipe(
    Payment,
    links={
        "appointment": foreign_key(appointment),
        "status": "refunded",
        "paid_amount": 109,
        "outstanding_amount": 0,
        "receipt_number": numbered("RC-{}"),
        "is_refunded": True,
        "refunded_amount": 109,
        "refunded_at": NOON,
        "refunded_by": foreign_key(user.extend(role="admin")),
    },
    patient=foreign_key(patient),
    payment_number=numbered("PAY-{}"),
    payment_date=TODAY,
    payment_method="cash",
    subtotal=100,
    gst_amount=9,
    total_amount=109,
    paid_amount=0,
    outstanding_amount=109,
)

payment_item = ClinicRecipe(
    PaymentItem,
    patient=foreign_key(patient),
    payment=foreign_key(payment),
    item_type="consultation",
    item_description="Consultation",
    unit_price=100,
    total_price=100,
)

insurance_claim = ClinicRecipe(
    InsuranceClaim,
    links={"payment": foreign_key(payment)},
    patient=foreign_key(patient),
    claim_number=numbered("CLAIM-{}"),
    insurance_provider="Example Insurance",
    claimed_amount=100,
)

notification = ClinicRecipe(
    Notification,
    user=foreign_key(patient_user),
    type="appointment_reminder",
    channel="sms",
    recipient="+65 8123 4567",
    message="Your appointment is tomorrow at 09:00.",
)

sms_message = ClinicRecipe(
    SmsMessage,
    links={"notification": foreign_key(notification)},
    to_number="+65 8123 4567",
    message="Tomorrow at 09:00.",
)

whatsapp_message = ClinicRecipe(
    WhatsappMessage,
    links={"notification": foreign_key(notification.extend(channel="whatsapp"))},
    to_number="+65 8123 4567",
    text_body="Tomorrow at 09:00.",
)

email_message = ClinicRecipe(
    EmailMessage,
    links={
        "notification": foreign_key(
            notification.extend(channel="email", recipient="patient@example.com")
        )
    },
    to_email="patient@example.com",
    subject="Tomorrow",
    text_body="At 09:00.",
)

webhook = ClinicRecipe(
    IntegrationWebhook,
    name=numbered("Webhook {}"),
    url="https://example.com/hooks",
)

webhook_log = ClinicRecipe(
    WebhookLog,
    webhook=foreign_key(webhook),
    event_type="appointment.created",
    payload={"event": "appointment.created"},
    status="pending",
)

webhook_source = ClinicRecipe(WebhookSource, name=numbered("source-{}"), scheme="stripe")

webhook_secret = ClinicRecipe(
    WebhookSecret, source=foreign_key(webhook_source), secret=numbered("whsec_{}")
)

webhook_event = ClinicRecipe(
    WebhookEvent, event_id=numbered("evt-{}"), payload={"type": "payment.succeeded"}
)

setting = ClinicRecipe(
    SystemSetting,
    links={"updated_by": foreign_key(user.extend(role="admin"))},
    category="test",
    key=numbered("setting-{}"),
    value=1,
)

feature_flag = ClinicRecipe(FeatureFlag, name=numbered("flag-{}"))

EVERY = (
    clinic,
    # It follows from others: who sweeps rows up takes it away after them.
    metric_entry,
    user,
    patient,
    doctor,
    staff,
    appointment,
    slot,
    data_key,
    queue_day,
    booking_request,
    telemedicine_session,
    medical_record,
    prescription,
    prescription_item,
    lab_result,
    imaging_result,
    vaccination_record,
    payment,
    payment_item,
    insurance_claim,
    notification,
    sms_message,
    whatsapp_message,
    email_message,
    webhook,
    webhook_log,
    webhook_source,
    webhook_secret,
    webhook_event,
    setting,
    feature_flag,
)
"""One a model, each after those it refers to."""
