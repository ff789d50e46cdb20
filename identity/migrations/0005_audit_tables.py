"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("identity", "0004_grant_tables"),
    ]

    operations = [
        Audited("clinic.clinics", "who the clinic is, and whether it is open"),
        Audited(
            "clinic.users",
            "who may sign in, and as what",
            never_stored=[
                "password_hash",
                "two_factor_secret",
                "two_factor_last_step",
                "refresh_token",
            ],
        ),
    ]
