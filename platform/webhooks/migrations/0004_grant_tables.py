"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0003_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.integration_webhooks", version=1),
        SQLFile("policies/clinic.webhook_logs", version=1),
        SQLFile("policies/clinic.webhook_events", version=1),
        HideFromPlanner("clinic.webhook_events", ["payload"]),
        HideFromPlanner("clinic.webhook_logs", ["payload", "response_body"]),
        HideFromPlanner("clinic.integration_webhooks", ["secret"]),
    ]
