"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("system", "0001_create_settings_and_flags")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.system_settings",
                "clinic.feature_flags",
            ]
        ),
    ]
