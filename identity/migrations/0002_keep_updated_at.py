"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_create_clinics_and_users")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.clinics",
                "clinic.users",
            ]
        ),
    ]
