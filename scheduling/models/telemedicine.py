from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class TelemedicineStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ConnectionQuality(models.TextChoices):
    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class TelemedicineSession(TenantModel, Timestamped, SoftDeleted):
    """A video consultation: who joined when, how it went, and what was recorded."""

    id = time_ordered_key()
    appointment = tenant_key(
        "scheduling.Appointment", null=True, blank=True, related_name="telemedicine_sessions"
    )
    patient = tenant_key("clinical.Patient", related_name="telemedicine_sessions")
    doctor = tenant_key("clinical.Doctor", related_name="telemedicine_sessions")
    session_token = models.CharField(max_length=500)
    room_url = models.TextField("room URL", null=True, blank=True)
    room_name = models.CharField(max_length=100, null=True, blank=True)
    status = models.CharField(
        max_length=50,
        choices=TelemedicineStatus,
        default=TelemedicineStatus.SCHEDULED,
        db_default=TelemedicineStatus.SCHEDULED,
    )
    scheduled_start = models.DateTimeField()
    scheduled_end = models.DateTimeField()
    actual_start = models.DateTimeField(null=True, blank=True)
    actual_end = models.DateTimeField(null=True, blank=True)
    duration_minutes = models.IntegerField(null=True, blank=True)
    patient_joined_at = models.DateTimeField(null=True, blank=True)
    patient_left_at = models.DateTimeField(null=True, blank=True)
    doctor_joined_at = models.DateTimeField(null=True, blank=True)
    doctor_left_at = models.DateTimeField(null=True, blank=True)
    connection_drops = models.IntegerField(default=0, db_default=0)
    patient_connection_quality = models.CharField(
        max_length=20, null=True, blank=True, choices=ConnectionQuality
    )
    doctor_connection_quality = models.CharField(
        max_length=20, null=True, blank=True, choices=ConnectionQuality
    )
    recording_enabled = models.BooleanField(default=False, db_default=False)
    recording_url = models.TextField("recording URL", null=True, blank=True)
    recording_duration_seconds = models.IntegerField(null=True, blank=True)
    recording_size_mb = models.DecimalField(
        "recording size (MB)", max_digits=10, decimal_places=2, null=True, blank=True
    )
    audio_issues = models.BooleanField(default=False, db_default=False)
    video_issues = models.BooleanField(default=False, db_default=False)
    technical_issues = models.TextField(null=True, blank=True)
    patient_rating = models.IntegerField(null=True, blank=True, help_text="1 to 5.")
    patient_feedback = models.TextField(null=True, blank=True)
    doctor_notes = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "telemedicine_sessions"
        db_table_comment = "Video consultations."
        ordering = ["-scheduled_start"]
        indexes = [
            models.Index(fields=["clinic", "scheduled_start"], name="telemedicine_start_idx"),
            models.Index(
                fields=["clinic", "patient", "scheduled_start"],
                name="telemedicine_patient_idx",
            ),
            models.Index(
                fields=["clinic", "doctor", "scheduled_start"], name="telemedicine_doctor_idx"
            ),
            models.Index(
                fields=["clinic", "appointment"],
                condition=Q(appointment__isnull=False),
                name="telemedicine_appointment_idx",
            ),
            # By which a provider's events find it.
            models.Index(
                fields=["clinic", "room_name", "scheduled_start"],
                condition=Q(room_name__isnull=False),
                name="telemedicine_room_idx",
            ),
        ]
        constraints = [
            TenantKey(name="telemedicine_sessions_tenant_key"),
            TenantForeignKey(
                "appointment", "scheduling.Appointment", name="telemedicine_sessions_appointment_fk"
            ),
            TenantForeignKey(
                "patient", "clinical.Patient", name="telemedicine_sessions_patient_fk"
            ),
            TenantForeignKey("doctor", "clinical.Doctor", name="telemedicine_sessions_doctor_fk"),
            UniqueUnlessDeleted(
                fields=["clinic", "appointment"],
                condition=NOT_DELETED & ~Q(status=TelemedicineStatus.FAILED),
                name="telemedicine_sessions_appointment_key",
                violation_error_message="The appointment has a session that has not failed.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "session_token"], name="telemedicine_sessions_session_token_key"
            ),
            rules.one_of("telemedicine_sessions", "status", TelemedicineStatus.values),
            rules.one_of(
                "telemedicine_sessions", "patient_connection_quality", ConnectionQuality.values
            ),
            rules.one_of(
                "telemedicine_sessions", "doctor_connection_quality", ConnectionQuality.values
            ),
            rules.between("telemedicine_sessions", "patient_rating", 1, 5),
            rules.after("telemedicine_sessions", "scheduled_start", "scheduled_end"),
            rules.in_order("telemedicine_sessions", "actual_start", "actual_end"),
            rules.in_order("telemedicine_sessions", "patient_joined_at", "patient_left_at"),
            rules.in_order("telemedicine_sessions", "doctor_joined_at", "doctor_left_at"),
            *rules.not_negative(
                "telemedicine_sessions",
                "duration_minutes",
                "connection_drops",
                "recording_duration_seconds",
            ),
            *rules.amounts("telemedicine_sessions", "recording_size_mb"),
        ]

    def __str__(self) -> str:
        return self.room_name or str(self.id)
