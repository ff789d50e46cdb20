"""Describe `webhook.workers` to Django, for the admin. Locks nothing: the table is made by 0009."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0015_create_receiving_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebhookWorker",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("last_seen", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="Whose events it takes; empty: everybody's.",
                        size=None,
                    ),
                ),
                ("concurrency", models.IntegerField()),
                ("batch_size", models.IntegerField()),
                ("running", models.IntegerField(help_text="Events that it is processing.")),
                ("succeeded", models.BigIntegerField()),
                ("failed", models.BigIntegerField(help_text="Attempts that have failed.")),
            ],
            options={
                "db_table": "workers",
                "ordering": ["-ended_at", "last_seen"],
                "managed": False,
            },
        ),
    ]
