"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_keep_times")]

    operations = [
        SQLFile("policies/clinic.appointments", version=1),
        SQLFile("policies/clinic.appointment_slots", version=1),
        SQLFile("policies/clinic.queue_management", version=1),
        SQLFile("policies/booking.booking_requests", version=1),
        SQLFile("policies/clinic.telemedicine_sessions", version=1),
    ]
