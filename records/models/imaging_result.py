from django.db import models
from django.db.models import Q
from django.utils.formats import localize

from postgres import rules
from postgres.fields import JSONListField
from records.models.lab_result import ResultStatus
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


class ImagingType(models.TextChoices):
    XRAY = "xray", "X-ray"
    ULTRASOUND = "ultrasound"
    CT = "ct", "CT"
    MRI = "mri", "MRI"
    MAMMOGRAM = "mammogram"
    BONE_DENSITY = "bone_density"
    OTHER = "other"


class ImagingResult(ColumnGranted, TenantModel, Timestamped, SoftDeleted):
    """Pictures of a patient's inside, and what a radiologist saw in them."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="imaging_results")
    doctor = tenant_key("clinical.Doctor", null=True, blank=True, related_name="imaging_results")
    medical_record = tenant_key(
        "records.MedicalRecord", null=True, blank=True, related_name="imaging_results"
    )
    imaging_type = models.CharField(max_length=50, choices=ImagingType)
    body_part = models.CharField(max_length=100, null=True, blank=True)
    imaging_date = models.DateField()
    imaging_center = models.CharField(max_length=255, null=True, blank=True)
    reference_number = models.CharField(max_length=100, null=True, blank=True)
    findings = models.TextField(null=True, blank=True)
    impression = models.TextField(null=True, blank=True)
    recommendations = models.TextField(null=True, blank=True)
    radiologist_name = models.CharField(max_length=255, null=True, blank=True)
    radiologist_comments = models.TextField(null=True, blank=True)
    report_date = models.DateField(null=True, blank=True)
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
    images_url = JSONListField("image URLs")
    report_url = models.TextField("report URL", null=True, blank=True)
    access_restricted = restriction_of("medical record")

    class Meta:
        db_table = "imaging_results"
        db_table_comment = "X-rays, scans and their reports."
        ordering = ["-imaging_date"]
        indexes = [
            models.Index(fields=["clinic", "imaging_date"], name="imaging_results_date_idx"),
            models.Index(
                fields=["clinic", "patient", "imaging_date"], name="imaging_results_patient_idx"
            ),
            models.Index(
                fields=["clinic", "doctor", "imaging_date"], name="imaging_results_doctor_idx"
            ),
            models.Index(fields=["clinic", "medical_record"], name="imaging_results_record_idx"),
            models.Index(
                fields=["clinic", "reviewed_by"],
                condition=Q(reviewed_by__isnull=False),
                name="imaging_results_reviewer_idx",
            ),
        ]
        constraints = [
            TenantKey(name="imaging_results_tenant_key"),
            TenantForeignKey("patient", "clinical.Patient", name="imaging_results_patient_fk"),
            TenantForeignKey("doctor", "clinical.Doctor", name="imaging_results_doctor_fk"),
            TenantForeignKey(
                "medical_record", "records.MedicalRecord", name="imaging_results_medical_record_fk"
            ),
            follows_record("imaging_results"),
            TenantForeignKey(
                "reviewed_by", "clinical.Doctor", name="imaging_results_reviewed_by_fk"
            ),
            rules.one_of("imaging_results", "imaging_type", ImagingType.values),
            rules.one_of("imaging_results", "status", ResultStatus.values),
            rules.in_order("imaging_results", "imaging_date", "report_date"),
            rules.rule(
                "imaging_results_reviewed_complete",
                "A reviewed result says when it was reviewed, and a reviewer did so at a time.",
                Q(reviewed_at__isnull=False)
                | (Q(reviewed_by__isnull=True) & ~Q(status=ResultStatus.REVIEWED)),
            ),
            *rules.json_lists("imaging_results", "images_url"),
        ]

    def __str__(self) -> str:
        return f"{self.get_imaging_type_display()} {self.body_part or ''}, {localize(self.imaging_date)}"
