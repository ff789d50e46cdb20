"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("clinical", "0005_create_patient_search"),
    ]

    operations = [
        Audited(
            "clinic.patients",
            "who the patient is, and what is known of them",
            never_stored=[
                "nric_encrypted",
                "nric_hash",
                "passport_number_encrypted",
                "chas_card_number_encrypted",
                "insurance_policy_number_encrypted",
            ],
        ),
        Audited("clinic.doctors", "who treats, and with which licence"),
        Audited("clinic.staff", "who works at the clinic"),
    ]
