"""Make the enum types of this app.

Plan 002. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_grant_tables")]

    operations = [
        SQLFile("types/clinic.payment_status", version=1),
    ]
