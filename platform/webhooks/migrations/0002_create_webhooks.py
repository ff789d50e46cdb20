"""Make the tables integration_webhooks, webhook_logs, webhook_events.

Plan 009, and the inbox of 014. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.fields
import postgres.operations
import privacy.constraints
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_create_clinics_and_users"),
        ("webhooks", "0001_create_types"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="IntegrationWebhook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("url", models.TextField(verbose_name="URL")),
                (
                    "secret",
                    models.CharField(
                        blank=True,
                        help_text="Signs what is sent: its receiver has it too.",
                        max_length=255,
                        null=True,
                    ),
                ),
                ("is_active", models.BooleanField(db_default=True, default=True)),
                (
                    "events",
                    postgres.fields.JSONListField(
                        help_text='Which events: ["appointment.created"].'
                    ),
                ),
                ("headers", postgres.fields.JSONObjectField()),
                ("max_retries", models.IntegerField(db_default=3, default=3)),
                ("timeout_seconds", models.IntegerField(db_default=30, default=30)),
                ("last_triggered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("success_count", models.IntegerField(db_default=0, default=0, editable=False)),
                ("failure_count", models.IntegerField(db_default=0, default=0, editable=False)),
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
                "db_table": "integration_webhooks",
                "db_table_comment": "Where clinics want to be told of their events.",
                "ordering": ["name"],
                "constraints": [
                    tenancy.constraints.TenantKey(name="integration_webhooks_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "name"), name="integration_webhooks_name_key"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("url__regex", "^https://[^\\s/]+")),
                        field="url",
                        name="integration_webhooks_url_valid",
                        violation_error_message="An address that starts with https://.",
                    ),
                    privacy.constraints.IsSealed(
                        "secret", name="integration_webhooks_secret_sealed"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("max_retries__range", (0, 20))),
                        field="max_retries",
                        name="integration_webhooks_max_retries_in_range",
                        violation_error_message="Between 0 and 20.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("timeout_seconds__range", (1, 300))),
                        field="timeout_seconds",
                        name="integration_webhooks_timeout_seconds_in_range",
                        violation_error_message="Between 1 and 300 seconds.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("success_count__gte", 0)),
                        field="success_count",
                        name="integration_webhooks_success_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("failure_count__gte", 0)),
                        field="failure_count",
                        name="integration_webhooks_failure_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("events"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="events",
                        name="integration_webhooks_events_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("headers"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="headers",
                        name="integration_webhooks_headers_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookLog",
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
                ("event_type", models.CharField(max_length=100)),
                ("payload", models.JSONField()),
                ("response_status", models.IntegerField(blank=True, null=True)),
                ("response_body", models.TextField(blank=True, null=True)),
                (
                    "response_time_ms",
                    models.IntegerField(blank=True, null=True, verbose_name="response time (ms)"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("success", "Success"),
                            ("failed", "Failed"),
                        ],
                        max_length=50,
                    ),
                ),
                ("error_message", models.TextField(blank=True, null=True)),
                ("retry_count", models.IntegerField(db_default=0, default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
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
                (
                    "webhook",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logs",
                        to="webhooks.integrationwebhook",
                    ),
                ),
            ],
            options={
                "db_table": "webhook_logs",
                "db_table_comment": "Deliveries to clinics' webhooks.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "webhook", "created_at"], name="webhook_logs_webhook_idx"
                    )
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="webhook_logs_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "webhook",
                        "webhooks.IntegrationWebhook",
                        name="webhook_logs_webhook_fk",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("status__in", ["pending", "success", "failed"])),
                        field="status",
                        name="webhook_logs_status_known",
                        violation_error_message="One of: pending, success, failed.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("response_status__range", (100, 599))),
                        field="response_status",
                        name="webhook_logs_response_status_in_range",
                        violation_error_message="Between 100 and 599.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("response_time_ms__gte", 0)),
                        field="response_time_ms",
                        name="webhook_logs_response_time_ms_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("retry_count__gte", 0)),
                        field="retry_count",
                        name="webhook_logs_retry_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookEvent",
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
                ("webhook_id", models.UUIDField(blank=True, null=True, verbose_name="webhook ID")),
                (
                    "event_id",
                    models.TextField(
                        help_text="The sender's name for it.", verbose_name="event ID"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("payload", models.JSONField()),
                ("signature", models.TextField(blank=True, null=True)),
                (
                    "status",
                    postgres.fields.EnumField(
                        choices=[
                            ("pending", "Pending"),
                            ("processing", "Processing"),
                            ("success", "Success"),
                            ("failed", "Failed"),
                            ("dead_letter", "Dead Letter"),
                        ],
                        db_default="pending",
                        default="pending",
                        enum_type="webhook_event_status",
                    ),
                ),
                ("attempts", models.IntegerField(db_default=0, default=0)),
                ("last_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True, null=True)),
                ("idempotency_key", models.TextField(blank=True, null=True)),
                ("created_by", models.UUIDField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Empty for events of the platform.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "webhook_events",
                "db_table_comment": "Events that other systems sent us.",
                "ordering": ["-received_at"],
                "constraints": [
                    tenancy.constraints.TenantKey(name="webhook_events_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "webhook_id", "event_id"),
                        name="webhook_events_event_id_key",
                        nulls_distinct=False,
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("attempts__gte", 0)),
                        field="attempts",
                        name="webhook_events_attempts_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
    ]
