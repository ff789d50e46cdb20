"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_create_webhooks")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.integration_webhooks",
            ]
        ),
    ]
