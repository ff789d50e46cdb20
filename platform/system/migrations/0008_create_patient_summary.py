"""Make the view of patients at a glance, which joins what every domain knows of them.

Plan 015. Locks nothing.
"""

from django.db import migrations, models

import postgres.fields
from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0012_create_daily_clinic_metrics"),
        ("records", "0007_index_orders_of_lists"),
        ("system", "0007_audit_tables"),
    ]

    operations = [
        SQLFile("views/clinic.patient_summary", version=1),
        migrations.CreateModel(
            name="PatientSummary",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_column="patient_id", editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("patient_number", models.CharField(max_length=50)),
                ("full_name", models.CharField(max_length=255)),
                ("email", postgres.fields.CitextField(max_length=254, null=True)),
                ("phone", models.CharField(max_length=20, null=True)),
                ("date_of_birth", models.DateField()),
                (
                    "gender",
                    postgres.fields.EnumField(
                        choices=[
                            ("male", "Male"),
                            ("female", "Female"),
                            ("other", "Other"),
                            ("prefer_not_to_say", "Prefer Not To Say"),
                        ],
                        enum_type="gender",
                    ),
                ),
                ("total_appointments", models.IntegerField(verbose_name="appointments")),
                (
                    "total_medical_records",
                    models.IntegerField(null=True, verbose_name="medical records"),
                ),
                ("last_visit_date", models.DateField(null=True, verbose_name="last visit")),
                (
                    "next_appointment_at",
                    models.DateTimeField(null=True, verbose_name="next appointment"),
                ),
                ("outstanding_balance", postgres.fields.MoneyField(null=True, verbose_name="owes")),
            ],
            options={
                "verbose_name": "patient at a glance",
                "verbose_name_plural": "patients at a glance",
                "db_table": "patient_summary",
                "ordering": ["full_name"],
                "managed": False,
            },
        ),
    ]
