"""Let the database say when a row was last changed, and in which time zone it stands.

Plan 001 and 005. Locks each table for a moment; NOT NULL reads the two tables once.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt, SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_create_booking_requests")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.appointments",
                "clinic.appointment_slots",
                "clinic.queue_management",
                "booking.booking_requests",
                "clinic.telemedicine_sessions",
            ]
        ),
        SQLFile("tables/clinic.appointments.generated", version=1),
        SQLFile("tables/clinic.appointment_slots.generated", version=1),
        SQLFile("functions/clinic.take_clinic_timezone", version=1),
        SQLFile("triggers/clinic.appointments.take_clinic_timezone", version=1),
        SQLFile("triggers/clinic.appointment_slots.take_clinic_timezone", version=1),
    ]
