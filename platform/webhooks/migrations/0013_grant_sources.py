"""Grant admins their sources, and nobody their secrets; let nobody's function put in events of sources.

Plan 014. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0012_keep_updated_at_of_sources")]

    operations = [
        SQLFile("policies/clinic.webhook_sources", version=1),
        SQLFile("policies/clinic.webhook_secrets", version=1),
        SQLFile("policies/clinic.webhook_events", version=3),
        HideFromPlanner("clinic.webhook_secrets", ["secret"]),
    ]
