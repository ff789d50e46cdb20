"""Settings and flags for everybody: two functions ask on a person's behalf.

Plan 012. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("system", "0005_grant_django_tables")]

    operations = [
        SQLFile("functions/clinic.setting", version=1),
        SQLFile("functions/clinic.flag_enabled", version=1),
    ]
