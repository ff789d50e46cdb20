"""Decide of each table whether its changes are recorded.

Plan 010. Locks nothing.
"""

from django.db import migrations

from audit.operations import NotAudited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("comms", "0004_grant_tables"),
    ]

    operations = [
        NotAudited(
            "clinic.notifications",
            "written by the system and marked as read; the message is its own record",
        ),
        NotAudited("clinic.sms_messages", "a log of its own: each message and what became of it"),
        NotAudited(
            "clinic.whatsapp_messages", "a log of its own: each message and what became of it"
        ),
        NotAudited("clinic.email_messages", "a log of its own: each message and what became of it"),
    ]
