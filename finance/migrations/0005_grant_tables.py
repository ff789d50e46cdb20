"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0004_freeze_completed_payments")]

    operations = [
        SQLFile("policies/clinic.payments", version=1),
        SQLFile("policies/clinic.payment_items", version=1),
        SQLFile("policies/clinic.insurance_claims", version=1),
    ]
