"""Index what the lists are ordered by, and who waits, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0006_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["clinic", "starts_at"],
                condition=models.Q(queue_status__in=["waiting", "called", "serving"]),
                name="appointments_in_the_queue_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="appointmentslot",
            index=models.Index(fields=["clinic", "starts_at"], name="appointment_slots_start_idx"),
        ),
        migrations.AddIndex(
            model_name="bookingrequest",
            index=models.Index(
                fields=["clinic", "created_at"], name="booking_requests_created_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="telemedicinesession",
            index=models.Index(fields=["clinic", "scheduled_start"], name="telemedicine_start_idx"),
        ),
    ]
