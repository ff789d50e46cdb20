"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("system", "0002_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.system_settings", version=1),
        SQLFile("policies/clinic.feature_flags", version=1),
    ]
