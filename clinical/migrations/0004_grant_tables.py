"""Grant each role the commands it has at all.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("clinical", "0003_keep_updated_at")]

    operations = [
        SQLFile("functions/clinic.current_patient_id", version=1),
        SQLFile("functions/clinic.current_doctor_id", version=1),
        SQLFile("policies/clinic.patients", version=1),
        SQLFile("policies/clinic.doctors", version=1),
        SQLFile("policies/clinic.staff", version=1),
    ]
