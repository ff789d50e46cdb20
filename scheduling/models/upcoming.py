from django.db import models

from postgres.fields import EnumField
from scheduling.models.appointment import AppointmentStatus, AppointmentType
from tenancy.models import tenant_key


class UpcomingAppointment(models.Model):
    """An appointment of the clinic's today or later that is still to take place; read from a view."""

    id = models.UUIDField(primary_key=True, db_column="appointment_id", editable=False)
    appointment_number = models.CharField(max_length=50)
    clinic = models.ForeignKey(
        "identity.Clinic", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    clinic_name = models.CharField(max_length=255)
    patient = tenant_key("clinical.Patient", models.DO_NOTHING, related_name="+")
    patient_name = models.CharField("patient", max_length=255)
    doctor = tenant_key("clinical.Doctor", models.DO_NOTHING, null=True, related_name="+")
    doctor_name = models.CharField("doctor", max_length=255, null=True)
    appointment_date = models.DateField()
    appointment_time = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    appointment_type = models.CharField(max_length=50, choices=AppointmentType)
    status = EnumField(enum_type="appointment_status", choices=AppointmentStatus)

    class Meta:
        db_table = "upcoming_appointments"
        managed = False
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.appointment_number
