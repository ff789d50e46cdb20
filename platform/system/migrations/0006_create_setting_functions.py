"""Settings and flags for everybody: two functions ask on a person's behalf.

Plan 012. Locks nothing.
"""

from django.db import migrations

from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("system", "0005_grant_django_tables")]

    operations = [
        DefinerFile("functions/clinic.setting", version=1),
        DefinerFile("functions/clinic.flag_enabled", version=1),
    ]
