from django.db import models
from django.db.models import Q
from django.utils.formats import localize

from postgres import rules
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class VaccinationRecord(TenantModel, Timestamped, SoftDeleted):
    """One dose of a vaccine that a patient was given."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="vaccination_records")
    administered_by = tenant_key(
        "identity.User", null=True, blank=True, related_name="+", db_column="administered_by"
    )
    vaccine_name = models.CharField(max_length=255)
    vaccine_brand = models.CharField(max_length=255, null=True, blank=True)
    vaccine_type = models.CharField(max_length=100, null=True, blank=True)
    lot_number = models.CharField(max_length=100, null=True, blank=True)
    expiry_date = models.DateField(null=True, blank=True)
    dose_number = models.IntegerField(null=True, blank=True)
    dose_amount = models.CharField(max_length=50, null=True, blank=True)
    route_of_administration = models.CharField(max_length=50, null=True, blank=True)
    injection_site = models.CharField(max_length=100, null=True, blank=True)
    administered_date = models.DateField()
    next_dose_due_date = models.DateField(null=True, blank=True)
    series_complete = models.BooleanField(default=False, db_default=False)
    side_effects_reported = models.BooleanField(default=False, db_default=False)
    side_effects_details = models.TextField(null=True, blank=True)
    certificate_number = models.CharField(max_length=100, null=True, blank=True)
    certificate_url = models.TextField("certificate URL", null=True, blank=True)

    class Meta:
        db_table = "vaccination_records"
        db_table_comment = "Doses of vaccines given."
        ordering = ["-administered_date"]
        indexes = [
            models.Index(fields=["clinic", "administered_date"], name="vaccination_date_idx"),
            models.Index(
                fields=["clinic", "patient", "administered_date"],
                name="vaccination_patient_idx",
            ),
            models.Index(
                fields=["clinic", "administered_by"],
                condition=Q(administered_by__isnull=False),
                name="vaccination_administered_idx",
            ),
        ]
        constraints = [
            TenantKey(name="vaccination_records_tenant_key"),
            TenantForeignKey("patient", "clinical.Patient", name="vaccination_records_patient_fk"),
            TenantForeignKey(
                "administered_by", "identity.User", name="vaccination_records_administered_by_fk"
            ),
            rules.between("vaccination_records", "dose_number", 1, 20),
            rules.after("vaccination_records", "administered_date", "next_dose_due_date"),
            rules.rule(
                "vaccination_records_side_effects_reported",
                "Details of side effects belong to reported ones.",
                Q(side_effects_reported=True) | Q(side_effects_details__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vaccine_name}, {localize(self.administered_date)}"
