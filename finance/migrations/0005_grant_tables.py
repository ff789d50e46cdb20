"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0004_freeze_completed_payments")]

    operations = [
        SQLFile("policies/clinic.payments", version=1),
        SQLFile("policies/clinic.payment_items", version=1),
        SQLFile("policies/clinic.insurance_claims", version=1),
        HideFromPlanner(
            "clinic.payments",
            [
                "payment_number",
                "transaction_reference",
                "payment_intent_id",
                "refund_reason",
                "receipt_number",
                "receipt_url",
                "notes",
            ],
        ),
        HideFromPlanner("clinic.payment_items", ["item_description"]),
        HideFromPlanner(
            "clinic.insurance_claims",
            ["claim_number", "policy_number", "rejection_reason", "documents"],
        ),
    ]
