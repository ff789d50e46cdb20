"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited, NotAudited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("webhooks", "0004_grant_tables"),
    ]

    operations = [
        Audited(
            "clinic.integration_webhooks", "where data goes", never_stored=["secret", "headers"]
        ),
        NotAudited("clinic.webhook_events", "a queue with a history of its own"),
        NotAudited("clinic.webhook_logs", "a log of its own: each delivery and its answer"),
    ]
