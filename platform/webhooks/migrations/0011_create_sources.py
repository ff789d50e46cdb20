"""Make the tables webhook_sources and webhook_secrets.

Plan 014. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import postgres.constraints
import postgres.fields
import postgres.operations
import privacy.constraints
import tenancy.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_index_orders_of_lists"),
        ("webhooks", "0010_create_archive"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="WebhookSource",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.RandomUUID(),
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
                (
                    "name",
                    models.CharField(
                        help_text="What handlers know it by: stripe, twilio, resend, daily.",
                        max_length=100,
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("standard_webhooks", "Standard Webhooks (Resend, Svix)"),
                            ("stripe", "Stripe"),
                            ("twilio", "Twilio"),
                            ("daily", "Daily"),
                        ],
                        help_text="How it signs.",
                        max_length=50,
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Of one that is not, everything is refused.",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Empty for a source of the platform.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "webhook_sources",
                "db_table_comment": "Who may send events to a clinic, or to the platform.",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WebhookSecret",
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
                ("secret", models.CharField(editable=False, max_length=255)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty for one that is in use.",
                        null=True,
                        verbose_name="accepted until",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrets",
                        to="webhooks.webhooksource",
                    ),
                ),
            ],
            options={
                "db_table": "webhook_secrets",
                "db_table_comment": "What sources sign with: no role reads the secret itself.",
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="webhooksource",
            constraint=tenancy.constraints.TenantKey(name="webhook_sources_tenant_key"),
        ),
        migrations.AddConstraint(
            model_name="webhooksource",
            constraint=models.UniqueConstraint(
                fields=("clinic", "name"), name="webhook_sources_name_key", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="webhooksource",
            constraint=postgres.constraints.FieldRule(
                condition=models.Q(("name__regex", "^[a-z][a-z0-9_-]*$")),
                field="name",
                name="webhook_sources_name_valid",
                violation_error_message="Small letters, digits, - and _, as stripe or lab-results.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhooksource",
            constraint=postgres.constraints.FieldRule(
                condition=models.Q(
                    ("clinic__isnull", False),
                    models.Q(("name__in", ("stripe", "twilio", "resend", "daily")), _negated=True),
                    _connector="OR",
                ),
                field="name",
                name="webhook_sources_name_of_clinic",
                violation_error_message="What this provider tells is of a clinic: choose the clinic, and add it there. To the platform another name may send.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhooksource",
            constraint=postgres.constraints.FieldRule(
                condition=models.Q(
                    ("scheme__in", ["standard_webhooks", "stripe", "twilio", "daily"])
                ),
                field="scheme",
                name="webhook_sources_scheme_known",
                violation_error_message="One of: standard_webhooks, stripe, twilio, daily.",
            ),
        ),
        migrations.AddIndex(
            model_name="webhooksecret",
            index=models.Index(fields=["clinic", "source"], name="webhook_secrets_source_idx"),
        ),
        migrations.AddConstraint(
            model_name="webhooksecret",
            constraint=tenancy.constraints.TenantKey(name="webhook_secrets_tenant_key"),
        ),
        migrations.AddConstraint(
            model_name="webhooksecret",
            constraint=tenancy.constraints.TenantForeignKey(
                "source", "webhooks.WebhookSource", name="webhook_secrets_source_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="webhooksecret",
            constraint=privacy.constraints.IsSealed("secret", name="webhook_secrets_secret_sealed"),
        ),
    ]
