"""Make the functions by which the web process receives, and by which an admin sets an event aside.

Plan 014. Locks nothing.
"""

from django.db import migrations

from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0014_audit_sources")]

    operations = [
        DefinerFile("functions/webhook.open_source", version=1),
        DefinerFile("functions/webhook.receive_delivery", version=1),
        DefinerFile("functions/webhook.set_aside", version=1),
    ]
