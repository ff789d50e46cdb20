"""Tell Django of the audit log, which SQL has made. Changes nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditLog",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(verbose_name="time")),
                ("transaction_id", models.BigIntegerField(verbose_name="transaction")),
                ("record_bucket", models.SmallIntegerField(null=True)),
                ("clinic_id", models.UUIDField(null=True)),
                ("table_schema", models.CharField(max_length=100)),
                ("table_name", models.CharField(max_length=100, verbose_name="table")),
                ("record_id", models.TextField(null=True, verbose_name="record")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("INSERT", "Added"),
                            ("UPDATE", "Changed"),
                            ("DELETE", "Deleted"),
                            ("TRUNCATE", "Emptied"),
                            ("SELECT", "Looked at"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actor_role", models.CharField(max_length=63, verbose_name="role")),
                ("changed_fields", models.JSONField(null=True, verbose_name="fields")),
                ("old_values", models.JSONField(null=True, verbose_name="before")),
                ("new_values", models.JSONField(null=True, verbose_name="after")),
                ("ip_address", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("request_id", models.CharField(max_length=100, null=True, verbose_name="request")),
                ("session_id", models.CharField(max_length=100, null=True, verbose_name="session")),
                ("user_agent", models.TextField(null=True, verbose_name="browser")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit log",
                "db_table": "audit_logs",
                "managed": False,
            },
        ),
    ]
