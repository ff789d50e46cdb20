"""Make the table of what changes the figures of a clinic's day.

Plan 015. Locks nothing that exists, but the clinics, for a moment.
"""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models

import postgres.fields
import postgres.operations
import tenancy.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0008_index_orders_of_lists"),
        ("identity", "0006_index_orders_of_lists"),
    ]

    operations = [
        postgres.operations.InSchema("clinic"),
        migrations.CreateModel(
            name="MetricEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("appointments", models.IntegerField(db_default=0, default=0)),
                ("completed", models.IntegerField(db_default=0, default=0)),
                ("no_shows", models.IntegerField(db_default=0, default=0)),
                ("waits", models.IntegerField(db_default=0, default=0)),
                ("waited", models.DurationField(db_default=timedelta(0), default=timedelta)),
                (
                    "revenue",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=14),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "metric entries",
                "db_table": "metric_entries",
                "db_table_comment": "What changes of appointments and payments add to the figures of a day.",
                "indexes": [
                    models.Index(fields=["clinic", "day"], name="metric_entries_day_idx"),
                ],
                "constraints": [tenancy.constraints.TenantKey(name="metric_entries_tenant_key")],
            },
        ),
    ]
