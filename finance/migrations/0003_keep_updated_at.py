"""Let the database say when a row was last changed.

Plan 001. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import KeepUpdatedAt


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_create_payments_and_claims")]

    operations = [
        KeepUpdatedAt(
            [
                "clinic.payments",
                "clinic.insurance_claims",
            ]
        ),
    ]
