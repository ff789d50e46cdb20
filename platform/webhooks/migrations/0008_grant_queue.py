"""Grant the worker the columns of the queue, and the functions what they do on others' behalf.

Plan 014. Locks webhook_events for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0007_add_queue_columns")]

    operations = [SQLFile("policies/clinic.webhook_events", version=2)]
