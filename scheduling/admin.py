from django.contrib import admin

from scheduling.models import (
    Appointment,
    AppointmentSlot,
    BookingRequest,
    QueueDay,
    TelemedicineSession,
)
from tenancy.admin import RoleAdmin


@admin.register(Appointment)
class AppointmentAdmin(RoleAdmin):
    list_display = (
        "appointment_number",
        "appointment_date",
        "appointment_time",
        "status",
        "queue_number",
        "patient",
        "doctor",
        "appointment_type",
    )
    list_filter = ("status", "appointment_type", "queue_status")
    date_hierarchy = "starts_at"
    search_fields = ("appointment_number", "patient__full_name", "patient__patient_number")
    autocomplete_fields = (
        "clinic",
        "patient",
        "doctor",
        "booked_by",
        "cancelled_by",
        "rescheduled_from",
    )
    readonly_fields = ("timezone",)


@admin.register(AppointmentSlot)
class AppointmentSlotAdmin(RoleAdmin):
    list_display = (
        "slot_date",
        "slot_time",
        "duration_minutes",
        "doctor",
        "is_available",
        "is_blocked",
        "appointment",
    )
    list_filter = ("is_available", "is_blocked")
    date_hierarchy = "starts_at"
    search_fields = ("doctor__full_name", "appointment__appointment_number")
    autocomplete_fields = ("clinic", "doctor", "appointment")
    readonly_fields = ("timezone",)


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
    autocomplete_fields = ("clinic",)


@admin.register(BookingRequest)
class BookingRequestAdmin(RoleAdmin):
    list_display = ("idempotency_key", "status", "user", "attempts", "created_at")
    list_filter = ("status",)
    search_fields = ("idempotency_key",)
    date_hierarchy = "created_at"
    autocomplete_fields = ("clinic", "user")


@admin.register(TelemedicineSession)
class TelemedicineSessionAdmin(RoleAdmin):
    list_display = (
        "scheduled_start",
        "patient",
        "doctor",
        "status",
        "duration_minutes",
        "patient_rating",
    )
    list_filter = ("status",)
    date_hierarchy = "scheduled_start"
    search_fields = ("room_name", "patient__full_name")
    autocomplete_fields = ("clinic", "appointment", "patient", "doctor")
