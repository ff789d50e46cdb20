"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinical", "0006_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="doctor",
            index=models.Index(fields=["clinic", "full_name"], name="doctors_full_name_idx"),
        ),
        migrations.AddIndex(
            model_name="staff",
            index=models.Index(fields=["clinic", "full_name"], name="staff_full_name_idx"),
        ),
    ]
