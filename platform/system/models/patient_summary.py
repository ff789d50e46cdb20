from django.db import models

from clinical.models.patient import Gender
from postgres.fields import CitextField, EnumField, MoneyField


class PatientSummary(models.Model):
    """A patient at a glance, as far as the reader sees them; read from a view."""

    id = models.UUIDField(primary_key=True, db_column="patient_id", editable=False)
    clinic = models.ForeignKey(
        "identity.Clinic", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    patient_number = models.CharField(max_length=50)
    full_name = models.CharField(max_length=255)
    email = CitextField(null=True)
    phone = models.CharField(max_length=20, null=True)
    date_of_birth = models.DateField()
    gender = EnumField(enum_type="gender", choices=Gender)
    total_appointments = models.IntegerField("appointments")
    total_medical_records = models.IntegerField("medical records", null=True)
    last_visit_date = models.DateField("last visit", null=True)
    next_appointment_at = models.DateTimeField("next appointment", null=True)
    outstanding_balance = MoneyField("owes", null=True)

    class Meta:
        db_table = "patient_summary"
        managed = False
        ordering = ["full_name"]
        verbose_name = "patient at a glance"
        verbose_name_plural = "patients at a glance"

    def __str__(self) -> str:
        return f"{self.full_name} ({self.patient_number})"
