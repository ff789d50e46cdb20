"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("records", "0002_create_medical_records")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.medical_records",
                "clinic.prescriptions",
                "clinic.prescription_items",
                "clinic.lab_results",
                "clinic.imaging_results",
                "clinic.vaccination_records",
            ]
        ),
    ]
