"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comms", "0005_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="emailmessage",
            index=models.Index(
                fields=["clinic", "created_at"], name="email_messages_created_at_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="smsmessage",
            index=models.Index(fields=["clinic", "created_at"], name="sms_messages_created_at_idx"),
        ),
        migrations.AddIndex(
            model_name="whatsappmessage",
            index=models.Index(
                fields=["clinic", "created_at"], name="whatsapp_messages_created_at_i"
            ),
        ),
    ]
