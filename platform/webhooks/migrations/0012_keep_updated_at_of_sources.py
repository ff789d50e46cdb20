"""Let the database say when a source was last changed.

Plan 014. Locks the table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0011_create_sources")]

    operations = [KeepUpdatedAt(["clinic.webhook_sources"])]
