"""Index what the lists are ordered by, within each clinic.

Locks each table against writes while its index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_audit_tables")]

    operations = [
        migrations.AddIndex(
            model_name="imagingresult",
            index=models.Index(fields=["clinic", "imaging_date"], name="imaging_results_date_idx"),
        ),
        migrations.AddIndex(
            model_name="labresult",
            index=models.Index(fields=["clinic", "test_date"], name="lab_results_date_idx"),
        ),
        migrations.AddIndex(
            model_name="medicalrecord",
            index=models.Index(fields=["clinic", "record_date"], name="medical_records_date_idx"),
        ),
        migrations.AddIndex(
            model_name="prescription",
            index=models.Index(
                fields=["clinic", "prescription_date"], name="prescriptions_date_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="vaccinationrecord",
            index=models.Index(fields=["clinic", "administered_date"], name="vaccination_date_idx"),
        ),
    ]
