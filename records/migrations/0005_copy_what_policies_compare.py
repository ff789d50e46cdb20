"""Copy restriction, patient and doctor to what hangs on a record, where policies compare them.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("records", "0004_grant_tables")]

    operations = [
        SQLFile("functions/clinic.take_restriction_of_record", version=1),
        SQLFile("triggers/clinic.prescriptions.take_restriction", version=1),
        SQLFile("triggers/clinic.lab_results.take_restriction", version=1),
        SQLFile("triggers/clinic.imaging_results.take_restriction", version=1),
        SQLFile("functions/clinic.take_people_of_prescription", version=1),
        SQLFile("triggers/clinic.prescription_items.take_people", version=1),
    ]
