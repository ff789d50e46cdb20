"""Put in the flags and settings that every environment needs.

Plan, seeds/001. Data alone; `manage.py seed_system` runs the same file at any later time.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("system", "0003_grant_tables")]

    operations = [SQLFile("seeds/system", version=1)]
