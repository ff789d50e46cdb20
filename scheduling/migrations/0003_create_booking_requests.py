"""Make the tables booking_requests.

The table of plan 013; its functions come with booking. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import postgres.constraints
import postgres.fields
import postgres.operations
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinical", "0002_create_patients_doctors_and_staff"),
        ("identity", "0001_create_clinics_and_users"),
        ("scheduling", "0002_create_appointments_slots_and_queue"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="booking",
        ),
        migrations.CreateModel(
            name="BookingRequest",
            fields=[
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
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("idempotency_key", models.TextField()),
                (
                    "actor_id",
                    models.UUIDField(
                        help_text="Who asked: the user, or a superadmin, who is of no clinic and in no key."
                    ),
                ),
                ("slot_id", models.UUIDField()),
                ("patient_id", models.UUIDField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("pending", "Pending"),
                            ("success", "Success"),
                            ("conflict", "Conflict"),
                            ("error", "Error"),
                        ],
                        db_default="pending",
                        default="pending",
                    ),
                ),
                ("result", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True, null=True)),
                ("attempts", models.IntegerField(db_default=0, default=0)),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booking_requests",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "booking_requests",
                "db_table_comment": "Requests to book and their answers, by the caller's key.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["clinic", "user"], name="booking_requests_user_idx")
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="booking_requests_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "user", "identity.User", name="booking_requests_user_fk"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "idempotency_key"),
                        name="booking_requests_idempotency_key_key",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("idempotency_key__regex", "^.{1,255}$")),
                        field="idempotency_key",
                        name="booking_requests_idempotency_key_length",
                        violation_error_message="A key has 1 to 255 characters.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("status__in", ["pending", "success", "conflict", "error"])
                        ),
                        field="status",
                        name="booking_requests_status_known",
                        violation_error_message="One of: pending, success, conflict, error.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("attempts__gte", 0)),
                        field="attempts",
                        name="booking_requests_attempts_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
    ]
