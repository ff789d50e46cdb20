"""Make the view of who is expected.

Plan 015. Locks nothing.
"""

from django.db import migrations, models

import postgres.fields
from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0010_create_booking_functions"),
    ]

    operations = [
        SQLFile("views/clinic.upcoming_appointments", version=1),
        migrations.CreateModel(
            name="UpcomingAppointment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_column="appointment_id",
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("appointment_number", models.CharField(max_length=50)),
                ("clinic_name", models.CharField(max_length=255)),
                ("patient_name", models.CharField(max_length=255, verbose_name="patient")),
                ("doctor_name", models.CharField(max_length=255, null=True, verbose_name="doctor")),
                ("appointment_date", models.DateField()),
                ("appointment_time", models.TimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "appointment_type",
                    models.CharField(
                        choices=[
                            ("consultation", "Consultation"),
                            ("follow_up", "Follow-up"),
                            ("vaccination", "Vaccination"),
                            ("health_screening", "Health Screening"),
                            ("procedure", "Procedure"),
                            ("telemedicine", "Telemedicine"),
                            ("walk_in", "Walk-in"),
                        ],
                        max_length=50,
                    ),
                ),
                (
                    "status",
                    postgres.fields.EnumField(
                        choices=[
                            ("scheduled", "Scheduled"),
                            ("confirmed", "Confirmed"),
                            ("in_progress", "In Progress"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "No-show"),
                            ("rescheduled", "Rescheduled"),
                        ],
                        enum_type="appointment_status",
                    ),
                ),
            ],
            options={
                "db_table": "upcoming_appointments",
                "ordering": ["starts_at"],
                "managed": False,
            },
        ),
    ]
