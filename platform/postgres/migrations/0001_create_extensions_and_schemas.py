"""The ground: extensions, schemas, search path, and the two functions every table uses.

Plan 001. Locks nothing: the database is empty.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    run_before = [("contenttypes", "0001_initial")]

    operations = [
        SQLFile("extensions/extensions", version=1),
        SQLFile("schemas/schemas", version=1),
        SQLFile("schemas/search_path", version=1),
        SQLFile("functions/public.update_updated_at_column", version=1),
        SQLFile("functions/clinic.uuid_v7", version=1),
    ]
