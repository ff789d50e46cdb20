"""Copy the patient of a bill to its lines, where policies compare it.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0005_grant_tables")]

    operations = [
        SQLFile("functions/clinic.take_patient_of_payment", version=1),
        SQLFile("triggers/clinic.payment_items.take_patient", version=1),
    ]
