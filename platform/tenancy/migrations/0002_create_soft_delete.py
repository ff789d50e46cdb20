"""Soft-delete a row of whatever table allows it: one function for all.

Plan 011. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_create_roles_and_context")]

    operations = [
        SQLFile("functions/clinic.may_soft_delete", version=1),
        DefinerFile("functions/clinic.soft_delete", version=1),
    ]
