"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("records", "0003_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.medical_records", version=1),
        SQLFile("policies/clinic.prescriptions", version=1),
        SQLFile("policies/clinic.prescription_items", version=1),
        SQLFile("policies/clinic.lab_results", version=1),
        SQLFile("policies/clinic.imaging_results", version=1),
        SQLFile("policies/clinic.vaccination_records", version=1),
    ]
