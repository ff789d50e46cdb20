"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("clinical", "0002_create_patients_doctors_and_staff")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.patients",
                "clinic.doctors",
                "clinic.staff",
            ]
        ),
    ]
