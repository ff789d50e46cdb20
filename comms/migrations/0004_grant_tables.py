"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("comms", "0003_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.notifications", version=1),
        SQLFile("policies/clinic.sms_messages", version=1),
        SQLFile("policies/clinic.whatsapp_messages", version=1),
        SQLFile("policies/clinic.email_messages", version=1),
        HideFromPlanner(
            "clinic.notifications",
            ["recipient", "subject", "message", "template_variables", "metadata"],
        ),
        HideFromPlanner("clinic.sms_messages", ["to_number", "message"]),
        HideFromPlanner(
            "clinic.whatsapp_messages",
            ["to_number", "text_body", "template_parameters", "media_url"],
        ),
        HideFromPlanner(
            "clinic.email_messages",
            [
                "to_email",
                "cc_emails",
                "bcc_emails",
                "subject",
                "html_body",
                "text_body",
                "attachments",
            ],
        ),
    ]
