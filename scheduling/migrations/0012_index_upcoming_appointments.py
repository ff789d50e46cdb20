"""Index what is still to take place by the clinic's days, for the view of who is expected.

Plan 015. Locks appointments against writes while the index is made.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0011_create_upcoming_appointments")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", True), ("status__in", ["scheduled", "confirmed"])
                ),
                fields=["clinic", "appointment_date", "starts_at"],
                name="appointments_upcoming_idx",
            ),
        ),
    ]
