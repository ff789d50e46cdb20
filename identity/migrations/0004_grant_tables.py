"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_create_sign_in_functions")]

    operations = [
        SQLFile("policies/clinic.clinics", version=1),
        SQLFile("policies/clinic.users", version=1),
        SQLFile("functions/clinic.guard_user", version=1),
        SQLFile("triggers/clinic.users.guard_user", version=1),
        HideFromPlanner(
            "clinic.users",
            ["email", "phone", "full_name", "display_name", "notification_preferences"],
        ),
    ]
