"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("finance", "0006_copy_what_policies_compare"),
    ]

    operations = [
        Audited("clinic.payments", "what was paid"),
        Audited("clinic.payment_items", "what was paid for"),
        Audited(
            "clinic.insurance_claims",
            "what insurers were asked for, and paid",
            never_stored=["policy_number"],
        ),
    ]
