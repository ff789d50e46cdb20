"""Make the table data_keys, whose keys functions alone give out.

Plan 012. Locks nothing that exists, but clinics, to which a key refers, for a moment.
"""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import postgres.constraints
import tenancy.constraints
from audit.operations import Audited
from postgres.operations import InSchema, SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("identity", "0001_create_clinics_and_users"),
    ]

    operations = [
        InSchema("clinic"),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("content", "Content"), ("index", "Index")], max_length=20
                    ),
                ),
                ("wrapped_key", models.CharField(max_length=255)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow()
                    ),
                ),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "data_keys",
                "db_table_comment": "Keys of encrypted columns, each wrapped by a master key that is not here.",
                "constraints": [
                    tenancy.constraints.TenantKey(name="data_keys_tenant_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("clinic", "purpose"),
                        name="data_keys_in_use_key",
                        nulls_distinct=False,
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("purpose__in", ["content", "index"])),
                        field="purpose",
                        name="data_keys_purpose_known",
                        violation_error_message="One of: content, index.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "index"), _negated=True),
                            ("replaced_at__isnull", True),
                            _connector="OR",
                        ),
                        name="data_keys_index_key_stays",
                        violation_error_message="The key of blind indexes is not replaced.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("wrapped_key__regex", "^1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]{80}$")
                        ),
                        field="wrapped_key",
                        name="data_keys_wrapped_key_wrapped",
                        violation_error_message="A key is kept as a master key has wrapped it.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("replaced_at__gte", models.F("created_at"))),
                        field="replaced_at",
                        name="data_keys_replaced_at_in_order",
                        violation_error_message="Replaced at is not before created at.",
                    ),
                ],
            },
        ),
        SQLFile("policies/clinic.data_keys", version=1),
        DefinerFile("functions/clinic.data_key", version=1),
        DefinerFile("functions/clinic.data_key_in_use", version=1),
        DefinerFile("functions/clinic.add_data_key", version=1),
        Audited(
            "clinic.data_keys",
            "which key sealed what, and when it was replaced",
            never_stored=["wrapped_key"],
        ),
    ]
