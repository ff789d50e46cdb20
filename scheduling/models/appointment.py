from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.expressions import EndsAt, LocalDate, LocalTime
from postgres.fields import EnumField, JSONListField, MoneyField
from scheduling.models.clinic_time import ClinicTime, clinic_timezone_key, in_our_time, no_overlap
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class AppointmentStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show", "No-show"
    RESCHEDULED = "rescheduled"


UPCOMING = [AppointmentStatus.SCHEDULED, AppointmentStatus.CONFIRMED]
"""The states of what is still to take place."""


class QueueStatus(models.TextChoices):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


IN_THE_QUEUE = [QueueStatus.WAITING, QueueStatus.CALLED, QueueStatus.SERVING]
"""The states of who waits, or is being seen."""


class AppointmentType(models.TextChoices):
    CONSULTATION = "consultation"
    FOLLOW_UP = "follow_up", "Follow-up"
    VACCINATION = "vaccination"
    HEALTH_SCREENING = "health_screening"
    PROCEDURE = "procedure"
    TELEMEDICINE = "telemedicine"
    WALK_IN = "walk_in", "Walk-in"


class BookingSource(models.TextChoices):
    ONLINE = "online"
    PHONE = "phone"
    WALK_IN = "walk_in", "Walk-in"
    WHATSAPP = "whatsapp", "WhatsApp"
    REFERRAL = "referral"
    STAFF = "staff"


class Appointment(ClinicTime, TenantModel, Timestamped, SoftDeleted):
    """A patient is to be seen at a time, by a doctor or by whoever is free."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="appointments")
    doctor = tenant_key("clinical.Doctor", null=True, blank=True, related_name="appointments")
    appointment_number = models.CharField(max_length=50, db_default="", editable=False)
    ends_at = models.GeneratedField(
        expression=EndsAt("starts_at", "duration_minutes"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    appointment_date = models.GeneratedField(
        expression=LocalDate("starts_at", "timezone"),
        output_field=models.DateField(),
        db_persist=True,
    )
    appointment_time = models.GeneratedField(
        expression=LocalTime("starts_at", "timezone"),
        output_field=models.TimeField(),
        db_persist=True,
    )
    may_overlap = models.BooleanField(
        "squeezed in",
        default=False,
        db_default=False,
        help_text="It may stand beside another appointment of the doctor.",
    )
    overlap_reason = models.TextField(
        "reason for squeezing in", null=True, blank=True, help_text="Why it may."
    )
    appointment_type = models.CharField(
        max_length=50, choices=AppointmentType, default=AppointmentType.CONSULTATION
    )
    visit_reason = models.TextField(null=True, blank=True)
    status = EnumField(
        enum_type="appointment_status",
        choices=AppointmentStatus,
        default=AppointmentStatus.SCHEDULED,
        db_default=AppointmentStatus.SCHEDULED,
    )
    queue_number = models.CharField(max_length=10, null=True, blank=True)
    queue_status = EnumField(enum_type="queue_status", choices=QueueStatus, null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    consultation_start_at = models.DateTimeField(null=True, blank=True)
    consultation_end_at = models.DateTimeField(null=True, blank=True)
    is_telemedicine = models.BooleanField(default=False, db_default=False)
    telemedicine_link = models.TextField(null=True, blank=True)
    telemedicine_session_id = models.CharField(
        max_length=255, null=True, blank=True, help_text="The video provider's name for it."
    )
    consultation_fee = MoneyField(null=True, blank=True)
    additional_charges = MoneyField(default=0, db_default=0)
    chas_applicable = models.BooleanField("CHAS applicable", default=False, db_default=False)
    chas_subsidy_amount = MoneyField("CHAS subsidy", default=0, db_default=0)
    total_amount = MoneyField(
        null=True, blank=True, help_text="Fee and additional charges, less the CHAS subsidy."
    )
    pre_consultation_notes = models.TextField(null=True, blank=True)
    post_consultation_notes = models.TextField(null=True, blank=True)
    internal_notes = models.TextField(null=True, blank=True)
    reminder_sent_at = models.DateTimeField(null=True, blank=True)
    reminder_channels = JSONListField()
    source = models.CharField(max_length=50, null=True, blank=True, choices=BookingSource)
    booked_by = tenant_key(
        "identity.User", null=True, blank=True, related_name="+", db_column="booked_by"
    )
    cancelled_by = tenant_key(
        "identity.User", null=True, blank=True, related_name="+", db_column="cancelled_by"
    )
    cancellation_reason = models.TextField(null=True, blank=True)
    rescheduled_from = tenant_key(
        "scheduling.Appointment",
        null=True,
        blank=True,
        related_name="rescheduled_to",
        db_column="rescheduled_from",
    )
    no_show_marked_at = models.DateTimeField(null=True, blank=True)

    named_by = ("appointment_number",)

    class Meta:
        db_table = "appointments"
        db_table_comment = "Who is to be seen when, by whom; what became of it, and what it cost."
        ordering = ["-starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="appointments_starts_at_idx"),
            models.Index(
                fields=["clinic", "patient", "starts_at"], name="appointments_patient_idx"
            ),
            models.Index(fields=["clinic", "doctor", "starts_at"], name="appointments_doctor_idx"),
            models.Index(
                fields=["clinic", "appointment_date", "starts_at"],
                condition=Q(status__in=UPCOMING, deleted_at__isnull=True),
                name="appointments_upcoming_idx",
            ),
            models.Index(
                fields=["clinic", "starts_at"],
                condition=Q(queue_status__in=IN_THE_QUEUE),
                name="appointments_in_the_queue_idx",
            ),
            models.Index(
                fields=["clinic", "booked_by"],
                condition=Q(booked_by__isnull=False),
                name="appointments_booked_by_idx",
            ),
            models.Index(
                fields=["clinic", "cancelled_by"],
                condition=Q(cancelled_by__isnull=False),
                name="appointments_cancelled_by_idx",
            ),
            models.Index(
                fields=["clinic", "rescheduled_from"],
                condition=Q(rescheduled_from__isnull=False),
                name="appointments_rescheduled_idx",
            ),
        ]
        constraints = [
            TenantKey(name="appointments_tenant_key"),
            TenantForeignKey("patient", "clinical.Patient", name="appointments_patient_fk"),
            TenantForeignKey("doctor", "clinical.Doctor", name="appointments_doctor_fk"),
            TenantForeignKey("booked_by", "identity.User", name="appointments_booked_by_fk"),
            TenantForeignKey("cancelled_by", "identity.User", name="appointments_cancelled_by_fk"),
            TenantForeignKey(
                "rescheduled_from",
                "scheduling.Appointment",
                name="appointments_rescheduled_from_fk",
            ),
            clinic_timezone_key("appointments"),
            models.UniqueConstraint(
                fields=["clinic", "appointment_number"], name="appointments_appointment_number_key"
            ),
            # A cancelled or moved appointment leaves its time to others, and one that is squeezed in
            # takes none from them; every other keeps it.
            no_overlap(
                "appointments",
                ~Q(status__in=[AppointmentStatus.CANCELLED, AppointmentStatus.RESCHEDULED])
                & Q(deleted_at__isnull=True, may_overlap=False),
            ),
            UniqueUnlessDeleted(
                fields=["clinic", "appointment_date", "patient"],
                condition=NOT_DELETED & Q(queue_status__in=IN_THE_QUEUE),
                name="appointments_place_in_queue_key",
                violation_error_message="The patient is in the day's queue already.",
            ),
            rules.field_rule(
                "appointments",
                "overlap_reason",
                "of_overlap",
                "Who is squeezed in is so for a reason, and nobody else.",
                Q(may_overlap=True, overlap_reason__isnull=False, overlap_reason__regex=r"\S")
                | Q(may_overlap=False, overlap_reason__isnull=True),
            ),
            rules.field_rule(
                "appointments",
                "queue_status",
                "fits_status",
                "Who waits or is called is confirmed, is being seen is in progress, and was seen is completed.",
                Q(queue_status__isnull=True)
                | Q(queue_status=QueueStatus.CANCELLED)
                | Q(
                    queue_status__in=[QueueStatus.WAITING, QueueStatus.CALLED],
                    status=AppointmentStatus.CONFIRMED,
                )
                | Q(queue_status=QueueStatus.SERVING, status=AppointmentStatus.IN_PROGRESS)
                | Q(queue_status=QueueStatus.COMPLETED, status=AppointmentStatus.COMPLETED),
            ),
            rules.field_rule(
                "appointments",
                "queue_status",
                "has_number",
                "Who is in the queue has checked in, and has a number.",
                Q(queue_status__isnull=True)
                | Q(queue_status=QueueStatus.CANCELLED)
                | Q(queue_number__isnull=False, checked_in_at__isnull=False),
            ),
            *rules.present("appointments", "appointment_number"),
            rules.rule(
                "appointments_total_amount_adds_up",
                "The total is the fee plus additional charges, less the CHAS subsidy.",
                Q(total_amount__isnull=True)
                | Q(
                    total_amount=Coalesce(F("consultation_fee"), 0, output_field=MoneyField())
                    + F("additional_charges")
                    - F("chas_subsidy_amount")
                ),
            ),
            rules.rule(
                "appointments_chas_subsidy_is_applicable",
                "There is a CHAS subsidy only where CHAS applies.",
                Q(chas_applicable=True) | Q(chas_subsidy_amount=0),
            ),
            rules.rule(
                "appointments_rescheduled_from_another",
                "An appointment is not moved from itself.",
                ~Q(rescheduled_from=F("id")),
            ),
            rules.one_of("appointments", "appointment_type", AppointmentType.values),
            rules.one_of("appointments", "source", BookingSource.values),
            in_our_time("appointments"),
            rules.between("appointments", "duration_minutes", 1, 1440, "minutes"),
            rules.in_order("appointments", "checked_in_at", "called_at"),
            rules.in_order("appointments", "consultation_start_at", "consultation_end_at"),
            *rules.amounts(
                "appointments",
                "consultation_fee",
                "additional_charges",
                "chas_subsidy_amount",
                "total_amount",
            ),
            *rules.json_lists("appointments", "reminder_channels"),
        ]

    def __str__(self) -> str:
        return self.appointment_number
