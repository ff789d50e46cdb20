"""A completed payment keeps its amounts and its lines.

Plan 007. Locks payments and their items for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0003_keep_updated_at")]

    operations = [
        SQLFile("functions/clinic.freeze_completed_payment", version=1),
        SQLFile("triggers/clinic.payments.freeze_completed", version=1),
        SQLFile("functions/clinic.freeze_items_of_completed_payment", version=1),
        SQLFile("triggers/clinic.payment_items.freeze_completed", version=1),
    ]
