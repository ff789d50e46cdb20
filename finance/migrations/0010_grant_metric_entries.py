"""Grant admins the figures of their clinic, and decide that they are not audited.

Plan 010 and 011. Locks the new table for a moment.
"""

from django.db import migrations

from audit.operations import NotAudited
from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0009_create_metric_entries")]

    operations = [
        SQLFile("policies/clinic.metric_entries", version=1),
        NotAudited(
            "clinic.metric_entries",
            "sums of what stands in appointments and payments, which are audited",
        ),
    ]
