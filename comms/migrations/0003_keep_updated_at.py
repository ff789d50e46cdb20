"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("comms", "0002_create_notifications_and_messages")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.notifications",
                "clinic.sms_messages",
                "clinic.whatsapp_messages",
                "clinic.email_messages",
            ]
        ),
    ]
