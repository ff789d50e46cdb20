from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from postgres import rules
from postgres.fields import MoneyField
from records.models.restriction import follows_record, restriction_of
from tenancy.constraints import CompositeForeignKey, TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class PrescriptionStatus(models.TextChoices):
    ACTIVE = "active"
    PARTIALLY_DISPENSED = "partially_dispensed"
    DISPENSED = "dispensed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CollectionMethod(models.TextChoices):
    CLINIC = "clinic"
    PHARMACY = "pharmacy"
    DELIVERY = "delivery"


class Prescription(TenantModel, Timestamped, SoftDeleted):
    """Medicines a doctor orders for a patient, and their dispensing."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="prescriptions")
    doctor = tenant_key("clinical.Doctor", related_name="prescriptions")
    medical_record = tenant_key(
        "records.MedicalRecord", null=True, blank=True, related_name="prescriptions"
    )
    prescription_number = models.CharField(max_length=50)
    prescription_date = models.DateField()
    status = models.CharField(
        max_length=50,
        choices=PrescriptionStatus,
        default=PrescriptionStatus.ACTIVE,
        db_default=PrescriptionStatus.ACTIVE,
    )
    valid_until = models.DateField(null=True, blank=True)
    is_e_prescription = models.BooleanField("e-prescription", default=False, db_default=False)
    e_prescription_sent_to = models.CharField(max_length=255, null=True, blank=True)
    e_prescription_sent_at = models.DateTimeField(null=True, blank=True)
    e_prescription_token = models.CharField(max_length=255, null=True, blank=True, editable=False)
    qr_code_url = models.TextField("QR code URL", null=True, blank=True)
    dispensed_by = models.CharField(max_length=255, null=True, blank=True)
    dispensed_at = models.DateTimeField(null=True, blank=True)
    collection_method = models.CharField(
        max_length=50, null=True, blank=True, choices=CollectionMethod
    )
    pharmacy_notes = models.TextField(null=True, blank=True)
    doctor_notes = models.TextField(null=True, blank=True)
    access_restricted = restriction_of("medical record")

    named_by = ("prescription_number",)

    class Meta:
        db_table = "prescriptions"
        db_table_comment = "Medicines ordered for a patient."
        ordering = ["-prescription_date"]
        indexes = [
            models.Index(fields=["clinic", "prescription_date"], name="prescriptions_date_idx"),
            models.Index(
                fields=["clinic", "patient", "prescription_date"], name="prescriptions_patient_idx"
            ),
            models.Index(
                fields=["clinic", "doctor", "prescription_date"], name="prescriptions_doctor_idx"
            ),
            models.Index(fields=["clinic", "medical_record"], name="prescriptions_record_idx"),
        ]
        constraints = [
            TenantKey(name="prescriptions_tenant_key"),
            # What the medicines of a prescription copy from it.
            models.UniqueConstraint(
                fields=["clinic", "id", "patient", "doctor", "access_restricted"],
                name="prescriptions_people_key",
            ),
            TenantForeignKey("patient", "clinical.Patient", name="prescriptions_patient_fk"),
            TenantForeignKey("doctor", "clinical.Doctor", name="prescriptions_doctor_fk"),
            TenantForeignKey(
                "medical_record", "records.MedicalRecord", name="prescriptions_medical_record_fk"
            ),
            follows_record("prescriptions"),
            models.UniqueConstraint(
                fields=["clinic", "prescription_number"],
                name="prescriptions_prescription_number_key",
            ),
            *rules.present("prescriptions", "prescription_number"),
            rules.one_of("prescriptions", "status", PrescriptionStatus.values),
            rules.one_of("prescriptions", "collection_method", CollectionMethod.values),
            rules.in_order("prescriptions", "prescription_date", "valid_until"),
            rules.rule(
                "prescriptions_dispensed_has_time",
                "A dispensed prescription says when it was.",
                ~Q(status=PrescriptionStatus.DISPENSED) | Q(dispensed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.prescription_number


class PrescriptionItem(TenantModel, Timestamped):
    """One medicine of a prescription."""

    id = time_ordered_key()
    prescription = tenant_key("records.Prescription", models.DO_NOTHING, related_name="items")
    medication_name = models.CharField(max_length=255)
    medication_code = models.CharField(max_length=50, null=True, blank=True)
    generic_name = models.CharField(max_length=255, null=True, blank=True)
    dosage = models.CharField(max_length=100)
    frequency = models.CharField(max_length=100)
    route = models.CharField(max_length=50, null=True, blank=True)
    duration = models.CharField(max_length=100, null=True, blank=True)
    quantity = models.IntegerField()
    unit = models.CharField(max_length=20, null=True, blank=True)
    instructions = models.TextField(null=True, blank=True)
    food_instructions = models.CharField(max_length=100, null=True, blank=True)
    dispensed_quantity = models.IntegerField(null=True, blank=True)
    remaining_quantity = models.IntegerField(null=True, blank=True)
    unit_price = MoneyField(null=True, blank=True)
    total_price = MoneyField(null=True, blank=True, help_text="Quantity times unit price.")
    subsidy_amount = MoneyField(null=True, blank=True)
    is_controlled_drug = models.BooleanField(default=False, db_default=False)
    is_antibiotic = models.BooleanField(default=False, db_default=False)
    requires_special_storage = models.BooleanField(default=False, db_default=False)
    # The prescription's, for policies to compare: the database copies them.
    patient = tenant_key("clinical.Patient", editable=False, related_name="+")
    doctor = tenant_key("clinical.Doctor", editable=False, related_name="+")
    access_restricted = restriction_of("prescription")

    class Meta:
        db_table = "prescription_items"
        db_table_comment = "The medicines of a prescription."
        indexes = [
            models.Index(fields=["clinic", "prescription"], name="prescription_items_parent_idx"),
            models.Index(fields=["clinic", "patient"], name="prescription_items_patient_idx"),
        ]
        constraints = [
            TenantKey(name="prescription_items_tenant_key"),
            TenantForeignKey(
                "prescription",
                "records.Prescription",
                name="prescription_items_prescription_fk",
                on_delete="CASCADE",
            ),
            CompositeForeignKey(
                fields=("clinic", "prescription", "patient", "doctor", "access_restricted"),
                to="records.Prescription",
                to_fields=("clinic", "id", "patient", "doctor", "access_restricted"),
                on_delete="CASCADE",
                on_update="CASCADE",
                name="prescription_items_people_fk",
            ),
            rules.between("prescription_items", "quantity", 1, 100_000),
            rules.rule(
                "prescription_items_dispensed_within_quantity",
                "Not less than nothing is dispensed, and not more than was prescribed.",
                Q(dispensed_quantity__gte=0, dispensed_quantity__lte=F("quantity")),
            ),
            rules.rule(
                "prescription_items_remaining_adds_up",
                "What remains is the quantity less what was dispensed.",
                Q(remaining_quantity=F("quantity") - Coalesce(F("dispensed_quantity"), 0)),
            ),
            rules.rule(
                "prescription_items_total_price_adds_up",
                "The total is quantity times unit price.",
                Q(total_price__isnull=True)
                | Q(unit_price__isnull=False, total_price=F("quantity") * F("unit_price")),
            ),
            rules.rule(
                "prescription_items_subsidy_within_total",
                "The subsidy is not more than the total.",
                Q(subsidy_amount__lte=F("total_price")),
            ),
            *rules.amounts("prescription_items", "unit_price", "subsidy_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.medication_name} {self.dosage}"
