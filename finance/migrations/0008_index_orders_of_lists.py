"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("finance", "0007_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="insuranceclaim",
            index=models.Index(
                fields=["clinic", "created_at"], name="insurance_claims_created_idx"
            ),
        ),
    ]
