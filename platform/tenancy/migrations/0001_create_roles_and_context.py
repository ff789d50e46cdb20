"""Who can act, and how PostgreSQL knows who does.

Plan 011, its first half: the policies of each table stand with the table's app. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("bedrock_postgres", "0001_create_extensions_and_schemas")]

    operations = [
        SQLFile("roles/roles", version=1),
        SQLFile("schemas/tenancy", version=1),
        SQLFile("functions/tenancy.current_clinic_id", version=1),
        SQLFile("functions/tenancy.current_user_id", version=1),
        SQLFile("functions/tenancy.current_request_id", version=1),
        SQLFile("functions/tenancy.sees", version=1),
    ]
