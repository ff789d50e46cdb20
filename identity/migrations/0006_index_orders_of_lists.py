"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["clinic", "full_name"], name="users_full_name_idx"),
        ),
    ]
