"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0005_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(
                fields=["clinic", "received_at"], name="webhook_events_received_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="webhooklog",
            index=models.Index(fields=["clinic", "created_at"], name="webhook_logs_created_at_idx"),
        ),
    ]
