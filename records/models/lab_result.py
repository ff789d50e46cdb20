from django.db import models
from django.db.models import Q
from django.utils.formats import localize

from postgres import rules
from postgres.fields import JSONListField, JSONObjectField
from records.models.attachment import ATTACHMENTS_HELP, attachments_rule
from records.models.restriction import follows_record, restriction_of
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    ColumnGranted,
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class ResultStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    REVIEWED = "reviewed"
    CANCELLED = "cancelled"


class LabResult(ColumnGranted, TenantModel, Timestamped, SoftDeleted):
    """Tests ordered from a laboratory, and what they showed."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="lab_results")
    doctor = tenant_key("clinical.Doctor", null=True, blank=True, related_name="lab_results")
    medical_record = tenant_key(
        "records.MedicalRecord", null=True, blank=True, related_name="lab_results"
    )
    lab_name = models.CharField(max_length=255)
    lab_reference_number = models.CharField(max_length=100, null=True, blank=True)
    test_date = models.DateField()
    report_date = models.DateField(null=True, blank=True)
    test_category = models.CharField(max_length=100, null=True, blank=True)
    tests_ordered = JSONListField()
    results = JSONObjectField()
    has_critical_values = models.BooleanField(default=False, db_default=False)
    critical_values = JSONListField()
    critical_values_acknowledged_by = tenant_key(
        "identity.User",
        null=True,
        blank=True,
        related_name="+",
        db_column="critical_values_acknowledged_by",
    )
    critical_values_acknowledged_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        max_length=50,
        choices=ResultStatus,
        default=ResultStatus.PENDING,
        db_default=ResultStatus.PENDING,
    )
    reviewed_by = tenant_key(
        "clinical.Doctor", null=True, blank=True, related_name="+", db_column="reviewed_by"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    comments = models.TextField(null=True, blank=True)
    report_url = models.TextField("report URL", null=True, blank=True)
    attachments = JSONListField(help_text=ATTACHMENTS_HELP)
    access_restricted = restriction_of("medical record")

    class Meta:
        db_table = "lab_results"
        db_table_comment = "Laboratory tests and what they showed."
        ordering = ["-test_date"]
        indexes = [
            models.Index(fields=["clinic", "test_date"], name="lab_results_date_idx"),
            models.Index(fields=["clinic", "patient", "test_date"], name="lab_results_patient_idx"),
            models.Index(fields=["clinic", "doctor", "test_date"], name="lab_results_doctor_idx"),
            models.Index(fields=["clinic", "medical_record"], name="lab_results_record_idx"),
            models.Index(
                fields=["clinic", "critical_values_acknowledged_by"],
                condition=Q(critical_values_acknowledged_by__isnull=False),
                name="lab_results_acknowledged_idx",
            ),
            models.Index(
                fields=["clinic", "reviewed_by"],
                condition=Q(reviewed_by__isnull=False),
                name="lab_results_reviewed_by_idx",
            ),
        ]
        constraints = [
            TenantKey(name="lab_results_tenant_key"),
            TenantForeignKey("patient", "clinical.Patient", name="lab_results_patient_fk"),
            TenantForeignKey("doctor", "clinical.Doctor", name="lab_results_doctor_fk"),
            TenantForeignKey(
                "medical_record", "records.MedicalRecord", name="lab_results_medical_record_fk"
            ),
            follows_record("lab_results"),
            TenantForeignKey(
                "critical_values_acknowledged_by",
                "identity.User",
                name="lab_results_acknowledged_by_fk",
            ),
            TenantForeignKey("reviewed_by", "clinical.Doctor", name="lab_results_reviewed_by_fk"),
            rules.one_of("lab_results", "status", ResultStatus.values),
            rules.in_order("lab_results", "test_date", "report_date"),
            rules.rule(
                "lab_results_critical_values_flagged",
                "Where critical values are listed, the result is marked as having them.",
                Q(has_critical_values=True) | Q(critical_values=[]),
            ),
            rules.rule(
                "lab_results_acknowledged_has_time",
                "Who acknowledged critical values did so at a time.",
                Q(critical_values_acknowledged_by__isnull=True)
                | Q(critical_values_acknowledged_at__isnull=False),
            ),
            rules.rule(
                "lab_results_reviewed_complete",
                "A reviewed result says when it was reviewed, and a reviewer did so at a time.",
                Q(reviewed_at__isnull=False)
                | (Q(reviewed_by__isnull=True) & ~Q(status=ResultStatus.REVIEWED)),
            ),
            attachments_rule("lab_results"),
            *rules.json_lists("lab_results", "tests_ordered", "critical_values"),
            *rules.json_objects("lab_results", "results"),
        ]

    def __str__(self) -> str:
        return f"{self.test_category or self.lab_name}, {localize(self.test_date)}"
