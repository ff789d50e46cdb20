"""Make the view of a clinic's figures by day.

Plan 015. Locks nothing.
"""

from django.db import migrations, models

import postgres.fields
from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0011_keep_metrics")]

    operations = [
        SQLFile("views/clinic.daily_clinic_metrics", version=1),
        migrations.CreateModel(
            name="DailyMetrics",
            fields=[
                (
                    "appointment_date",
                    models.DateField(primary_key=True, serialize=False, verbose_name="day"),
                ),
                ("total_appointments", models.IntegerField(verbose_name="appointments")),
                ("completed_appointments", models.IntegerField(verbose_name="completed")),
                ("no_show_count", models.IntegerField(verbose_name="did not come")),
                (
                    "avg_wait_time_minutes",
                    models.DecimalField(
                        decimal_places=1, max_digits=10, null=True, verbose_name="minutes waited"
                    ),
                ),
                ("total_revenue", postgres.fields.MoneyField(verbose_name="taken")),
            ],
            options={
                "verbose_name": "day's figures",
                "verbose_name_plural": "figures by day",
                "db_table": "daily_clinic_metrics",
                "ordering": ["-appointment_date"],
                "managed": False,
            },
        ),
    ]
