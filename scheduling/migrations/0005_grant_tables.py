"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_keep_times")]

    operations = [
        SQLFile("policies/clinic.appointments", version=1),
        SQLFile("policies/clinic.appointment_slots", version=1),
        SQLFile("policies/clinic.queue_management", version=1),
        SQLFile("policies/booking.booking_requests", version=1),
        SQLFile("policies/clinic.telemedicine_sessions", version=1),
        HideFromPlanner(
            "clinic.appointments",
            [
                "appointment_number",
                "visit_reason",
                "telemedicine_link",
                "pre_consultation_notes",
                "post_consultation_notes",
                "internal_notes",
                "cancellation_reason",
            ],
        ),
        HideFromPlanner(
            "clinic.telemedicine_sessions",
            [
                "session_token",
                "room_url",
                "room_name",
                "recording_url",
                "patient_feedback",
                "doctor_notes",
                "technical_issues",
            ],
        ),
    ]
