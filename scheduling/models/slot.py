from django.db import models
from django.db.models import Q
from django.utils.formats import localize

from postgres import rules
from postgres.expressions import EndsAt, LocalDate, LocalTime
from scheduling.models.clinic_time import ClinicTime, clinic_timezone_key, in_our_time, no_overlap
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    ColumnGranted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class AppointmentSlot(ColumnGranted, ClinicTime, TenantModel, Timestamped):
    """A time that a doctor offers, free until an appointment takes it."""

    id = time_ordered_key()
    doctor = tenant_key("clinical.Doctor", related_name="slots")
    ends_at = models.GeneratedField(
        expression=EndsAt("starts_at", "duration_minutes"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    slot_date = models.GeneratedField(
        expression=LocalDate("starts_at", "timezone"),
        output_field=models.DateField(),
        db_persist=True,
    )
    slot_time = models.GeneratedField(
        expression=LocalTime("starts_at", "timezone"),
        output_field=models.TimeField(),
        db_persist=True,
    )
    is_available = models.BooleanField(default=True, db_default=True)
    is_blocked = models.BooleanField(default=False, db_default=False)
    block_reason = models.TextField(null=True, blank=True)
    appointment = tenant_key(
        "scheduling.Appointment", models.DO_NOTHING, null=True, blank=True, related_name="slots"
    )

    held_by = models.UUIDField(
        null=True,
        blank=True,
        help_text="Who is about to take it, and keeps it from others for some minutes; a superadmin too, hence no key.",
    )
    held_until = models.DateTimeField(null=True, blank=True)

    named_by = ("slot_date", "slot_time")

    class Meta:
        db_table = "appointment_slots"
        db_table_comment = "Times that doctors offer; no two of one doctor overlap."
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="appointment_slots_start_idx"),
            models.Index(
                fields=["clinic", "doctor", "starts_at"], name="appointment_slots_doctor_idx"
            ),
            models.Index(
                fields=["clinic", "held_by"],
                condition=Q(held_by__isnull=False),
                name="appointment_slots_held_idx",
            ),
        ]
        constraints = [
            TenantKey(name="appointment_slots_tenant_key"),
            TenantForeignKey("doctor", "clinical.Doctor", name="appointment_slots_doctor_fk"),
            TenantForeignKey(
                "appointment",
                "scheduling.Appointment",
                name="appointment_slots_appointment_fk",
                on_delete="SET NULL",
            ),
            models.UniqueConstraint(
                fields=["clinic", "appointment"],
                condition=Q(appointment__isnull=False),
                name="appointment_slots_taken_key",
                violation_error_message="The appointment has a slot already.",
            ),
            clinic_timezone_key("appointment_slots"),
            no_overlap("appointment_slots"),
            rules.rule(
                "appointment_slots_taken_is_not_available",
                "A slot that an appointment has taken is not available.",
                Q(appointment__isnull=True) | Q(is_available=False),
            ),
            rules.rule(
                "appointment_slots_block_reason_of_blocked",
                "Only a blocked slot has a reason for it.",
                Q(block_reason__isnull=True) | Q(is_blocked=True),
            ),
            rules.rule(
                "appointment_slots_held_until_some_time",
                "Whoever holds a slot does so until some time.",
                Q(held_by__isnull=True) | Q(held_until__isnull=False),
            ),
            in_our_time("appointment_slots"),
            rules.between("appointment_slots", "duration_minutes", 1, 1440, "minutes"),
        ]

    def __str__(self) -> str:
        return f"{localize(self.slot_date)}, {localize(self.slot_time)}"
