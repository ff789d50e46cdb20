"""Make the enum types of this app.

Plan 002. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_grant_tables")]

    operations = [
        SQLFile("types/clinic.notification_channel", version=1),
    ]
