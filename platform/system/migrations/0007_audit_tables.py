"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("system", "0006_create_setting_functions"),
    ]

    operations = [
        Audited("clinic.system_settings", "how the clinic and the platform are set up"),
        Audited("clinic.feature_flags", "who has which feature"),
    ]
