"""Let events that have succeeded leave the queue, into a table of their own.

Plan 014. Locks nothing: the table is new.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0009_create_queue_functions")]

    operations = [
        SQLFile("tables/archive.webhook_events", version=1),
        SQLFile("functions/webhook.archive_events", version=1),
    ]
