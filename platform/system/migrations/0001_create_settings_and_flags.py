"""Make the tables feature_flags, system_settings, and say which settings there are.

Plan 009. Locks nothing that exists, but the tables that the keys refer to, for a moment.
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
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        postgres.operations.SQLFile("functions/clinic.known_settings", version=1),
        postgres.operations.SQLFile("functions/clinic.setting_fault", version=1),
        migrations.CreateModel(
            name="FeatureFlag",
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
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True, null=True)),
                ("is_enabled", models.BooleanField(db_default=False, default=False)),
                ("rollout_percentage", models.IntegerField(db_default=0, default=0)),
                (
                    "enabled_for_clinics",
                    postgres.fields.JSONListField(
                        help_text="Ids of clinics that have it in any case."
                    ),
                ),
                (
                    "enabled_for_users",
                    postgres.fields.JSONListField(
                        help_text="Ids of users who have it in any case."
                    ),
                ),
                ("configuration", postgres.fields.JSONObjectField()),
            ],
            options={
                "db_table": "feature_flags",
                "db_table_comment": "What is switched on, for whom. Of the platform: no clinic's own.",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="feature_flags_name_key"),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("rollout_percentage__range", (0, 100))),
                        field="rollout_percentage",
                        name="feature_flags_rollout_percentage_in_range",
                        violation_error_message="Between 0 and 100 %%.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("enabled_for_clinics"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="enabled_for_clinics",
                        name="feature_flags_enabled_for_clinics_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("enabled_for_users"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="enabled_for_users",
                        name="feature_flags_enabled_for_users_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("configuration"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="configuration",
                        name="feature_flags_configuration_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SystemSetting",
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
                ("category", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=100)),
                ("value", models.JSONField()),
                ("description", models.TextField(blank=True, null=True)),
                ("is_encrypted", models.BooleanField(db_default=False, default=False)),
                (
                    "is_public",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Everybody at the clinic may read it.",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Empty for what holds everywhere.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="updated_by",
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "system_settings",
                "db_table_comment": "Settings, of the platform or of one clinic.",
                "ordering": ["category", "key"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("updated_by__isnull", False)),
                        fields=["clinic", "updated_by"],
                        name="system_settings_updated_by_idx",
                    )
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="system_settings_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "updated_by", "identity.User", name="system_settings_updated_by_fk"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "category", "key"),
                        name="system_settings_key_key",
                        nulls_distinct=False,
                    ),
                    postgres.constraints.NoFault(
                        "category",
                        "key",
                        "value",
                        field="value",
                        function="clinic.setting_fault",
                        name="system_settings_value_fits",
                        says="The value of a known setting is of its kind.",
                        unless="is_encrypted",
                    ),
                    privacy.constraints.IsSealedWhere(
                        "value", "is_encrypted", name="system_settings_value_sealed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_encrypted", False), ("is_public", False), _connector="OR"
                        ),
                        name="system_settings_encrypted_is_not_public",
                        violation_error_message="What is encrypted is not public.",
                    ),
                ],
            },
        ),
    ]
