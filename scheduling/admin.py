from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime

from clinical.admin import DoctorAdmin, PatientAdmin, PatientSearch
from identity.models import User
from scheduling.models import (
    Appointment,
    AppointmentSlot,
    BookingRequest,
    QueueDay,
    TelemedicineSession,
    UpcomingAppointment,
)
from tenancy.admin import LatestInline, RoleAdmin
from tenancy.views import ViewAdmin


class AppointmentInline(LatestInline):
    model = Appointment
    fk_name = "patient"
    columns = ("starts_at", "doctor", "appointment_type", "status", "appointment_number")


class ComingSlotInline(LatestInline):
    model = AppointmentSlot
    verbose_name_plural = "slots from today on"
    columns = ("starts_at", "duration_minutes", "is_available", "is_blocked", "appointment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        today = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return super().get_queryset(request).filter(starts_at__gte=today)


PatientAdmin.inlines = (*PatientAdmin.inlines, AppointmentInline)
DoctorAdmin.inlines = (*DoctorAdmin.inlines, ComingSlotInline)


@admin.register(Appointment)
class AppointmentAdmin(PatientSearch):
    list_display = (
        "starts_at",
        "patient",
        "doctor",
        "appointment_type",
        "status",
        "queue_number",
        "appointment_number",
    )
    list_filter = ("status", "appointment_type", "queue_status", "doctor")
    date_hierarchy = "starts_at"
    search_fields = ("appointment_number", "patient__full_name", "patient__patient_number")
    readonly_fields = ("appointment_number", "timezone")
    fieldsets = (
        (None, {"fields": ("clinic", "appointment_number", "patient", "doctor", "status")}),
        (
            "When",
            {
                "fields": (
                    *("starts_at", "duration_minutes", "appointment_date", "appointment_time"),
                    *("ends_at", "timezone", "may_overlap", "overlap_reason"),
                )
            },
        ),
        (
            "Visit",
            {
                "fields": (
                    *("appointment_type", "visit_reason", "is_telemedicine", "telemedicine_link"),
                    "telemedicine_session_id",
                )
            },
        ),
        (
            "Waiting room",
            {
                "fields": (
                    *("queue_number", "queue_status", "checked_in_at", "called_at"),
                    *("consultation_start_at", "consultation_end_at"),
                )
            },
        ),
        (
            "Charges",
            {
                "fields": (
                    *("consultation_fee", "additional_charges", "chas_applicable"),
                    *("chas_subsidy_amount", "total_amount"),
                )
            },
        ),
        (
            "Notes",
            {"fields": ("pre_consultation_notes", "post_consultation_notes", "internal_notes")},
        ),
        (
            "Booking",
            {
                "fields": (
                    *("source", "booked_by", "reminder_channels", "reminder_sent_at"),
                    *("rescheduled_from", "cancelled_by", "cancellation_reason"),
                    "no_show_marked_at",
                )
            },
        ),
    )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Give the latest first, but of one day the first."""
        return ("starts_at",) if "starts_at__day" in request.GET else ("-starts_at",)


@admin.register(QueueDay)
class QueueDayAdmin(RoleAdmin):
    list_display = (
        "queue_date",
        "current_number",
        "last_called_number",
        "total_waiting",
        "average_wait_time_minutes",
    )
    date_hierarchy = "queue_date"


@admin.register(AppointmentSlot)
class AppointmentSlotAdmin(RoleAdmin):
    list_display = (
        "starts_at",
        "duration_minutes",
        "doctor",
        "is_available",
        "is_blocked",
        "appointment",
    )
    list_filter = ("is_available", "is_blocked", "doctor")
    date_hierarchy = "starts_at"
    readonly_fields = ("holder", "held_until", "timezone")
    fieldsets = (
        (None, {"fields": ("clinic", "doctor")}),
        (
            "When",
            {
                "fields": (
                    *("starts_at", "duration_minutes", "slot_date", "slot_time", "ends_at"),
                    "timezone",
                )
            },
        ),
        (
            "Use",
            {
                "fields": (
                    *("is_available", "appointment", "is_blocked", "block_reason"),
                    *("holder", "held_until"),
                )
            },
        ),
    )

    @admin.display(description="Held by")
    def holder(self, slot: AppointmentSlot) -> str:
        """Name who is about to take it; superadmins are of no clinic, and have no name in it."""
        if slot.held_by is None:
            return self.get_empty_value_display()
        return str(User.objects.filter(pk=slot.held_by).first() or "A superadmin")


@admin.register(TelemedicineSession)
class TelemedicineSessionAdmin(PatientSearch):
    list_display = (
        "scheduled_start",
        "patient",
        "doctor",
        "status",
        "duration_minutes",
        "patient_rating",
    )
    list_filter = ("status", "doctor")
    date_hierarchy = "scheduled_start"
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"


@admin.register(BookingRequest)
class BookingRequestAdmin(RoleAdmin):
    list_display = ("created_at", "status", "user", "attempts", "idempotency_key")
    list_filter = ("status",)
    search_fields = ("idempotency_key__exact",)
    search_help_text = "The caller's key, whole"
    date_hierarchy = "created_at"


@admin.register(UpcomingAppointment)
class UpcomingAppointmentAdmin(ViewAdmin):
    list_display = (
        "starts_at",
        "patient_name",
        "doctor_name",
        "appointment_type",
        "status",
        "appointment_number",
    )
    list_filter = ("appointment_type", "doctor")
    date_hierarchy = "starts_at"

    def address_of(self, row: UpcomingAppointment) -> str:
        """Lead to the appointment."""
        return reverse("admin:scheduling_appointment_change", args=[row.pk])
