"""Make the enum types of this app.

Plan 002. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("clinical", "0004_grant_tables")]

    operations = [
        SQLFile("types/clinic.appointment_status", version=1),
        SQLFile("types/clinic.queue_status", version=1),
    ]
