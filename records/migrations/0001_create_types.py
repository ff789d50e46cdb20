"""Make the enum type of this app, and what checks it inside JSON.

Plan 002. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_grant_tables")]

    operations = [
        SQLFile("types/clinic.document_type", version=1),
        SQLFile("functions/clinic.are_attachments", version=1),
    ]
