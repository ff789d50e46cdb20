"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("records", "0005_copy_what_policies_compare"),
    ]

    operations = [
        Audited("clinic.medical_records", "what was found"),
        Audited(
            "clinic.prescriptions", "what was prescribed", never_stored=["e_prescription_token"]
        ),
        Audited("clinic.prescription_items", "what was prescribed, medicine by medicine"),
        Audited("clinic.lab_results", "what the laboratory found"),
        Audited("clinic.imaging_results", "what the pictures showed"),
        Audited("clinic.vaccination_records", "what was given against what"),
    ]
