"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("comms", "0003_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.notifications", version=1),
        SQLFile("policies/clinic.sms_messages", version=1),
        SQLFile("policies/clinic.whatsapp_messages", version=1),
        SQLFile("policies/clinic.email_messages", version=1),
    ]
