"""Make the tables appointments, appointment_slots, queue_management, telemedicine_sessions.

Plan 005, and telemedicine of 009. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import datetime
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.expressions
import postgres.fields
import postgres.operations
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinical", "0002_create_patients_doctors_and_staff"),
        ("identity", "0001_create_clinics_and_users"),
        ("scheduling", "0001_create_types"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="Appointment",
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
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("starts_at", models.DateTimeField()),
                ("duration_minutes", models.IntegerField(db_default=15, default=15)),
                ("timezone", postgres.fields.TimeZoneField(db_default="", editable=False)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "appointment_number",
                    models.CharField(db_default="", editable=False, max_length=50),
                ),
                (
                    "ends_at",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.EndsAt("starts_at", "duration_minutes"),
                        output_field=models.DateTimeField(),
                    ),
                ),
                (
                    "appointment_date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.LocalDate("starts_at", "timezone"),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "appointment_time",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.LocalTime("starts_at", "timezone"),
                        output_field=models.TimeField(),
                    ),
                ),
                (
                    "may_overlap",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="It may stand beside another appointment of the doctor.",
                        verbose_name="squeezed in",
                    ),
                ),
                (
                    "overlap_reason",
                    models.TextField(
                        blank=True,
                        help_text="Why it may.",
                        null=True,
                        verbose_name="reason for squeezing in",
                    ),
                ),
                (
                    "appointment_type",
                    models.CharField(
                        choices=[
                            ("consultation", "Consultation"),
                            ("follow_up", "Follow-up"),
                            ("vaccination", "Vaccination"),
                            ("health_screening", "Health Screening"),
                            ("procedure", "Procedure"),
                            ("telemedicine", "Telemedicine"),
                            ("walk_in", "Walk-in"),
                        ],
                        default="consultation",
                        max_length=50,
                    ),
                ),
                ("visit_reason", models.TextField(blank=True, null=True)),
                (
                    "status",
                    postgres.fields.EnumField(
                        choices=[
                            ("scheduled", "Scheduled"),
                            ("confirmed", "Confirmed"),
                            ("in_progress", "In Progress"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "No-show"),
                            ("rescheduled", "Rescheduled"),
                        ],
                        db_default="scheduled",
                        default="scheduled",
                        enum_type="appointment_status",
                    ),
                ),
                ("queue_number", models.CharField(blank=True, max_length=10, null=True)),
                (
                    "queue_status",
                    postgres.fields.EnumField(
                        blank=True,
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Called"),
                            ("serving", "Serving"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                        ],
                        enum_type="queue_status",
                        null=True,
                    ),
                ),
                ("checked_in_at", models.DateTimeField(blank=True, null=True)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("consultation_start_at", models.DateTimeField(blank=True, null=True)),
                ("consultation_end_at", models.DateTimeField(blank=True, null=True)),
                ("is_telemedicine", models.BooleanField(db_default=False, default=False)),
                ("telemedicine_link", models.TextField(blank=True, null=True)),
                (
                    "telemedicine_session_id",
                    models.CharField(
                        blank=True,
                        help_text="The video provider's name for it.",
                        max_length=255,
                        null=True,
                    ),
                ),
                ("consultation_fee", postgres.fields.MoneyField(blank=True, null=True)),
                ("additional_charges", postgres.fields.MoneyField(db_default=0, default=0)),
                (
                    "chas_applicable",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="CHAS applicable"
                    ),
                ),
                (
                    "chas_subsidy_amount",
                    postgres.fields.MoneyField(
                        db_default=0, default=0, verbose_name="CHAS subsidy"
                    ),
                ),
                (
                    "total_amount",
                    postgres.fields.MoneyField(
                        blank=True,
                        help_text="Fee and additional charges, less the CHAS subsidy.",
                        null=True,
                    ),
                ),
                ("pre_consultation_notes", models.TextField(blank=True, null=True)),
                ("post_consultation_notes", models.TextField(blank=True, null=True)),
                ("internal_notes", models.TextField(blank=True, null=True)),
                ("reminder_sent_at", models.DateTimeField(blank=True, null=True)),
                ("reminder_channels", postgres.fields.JSONListField()),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("online", "Online"),
                            ("phone", "Phone"),
                            ("walk_in", "Walk-in"),
                            ("whatsapp", "WhatsApp"),
                            ("referral", "Referral"),
                            ("staff", "Staff"),
                        ],
                        max_length=50,
                        null=True,
                    ),
                ),
                ("cancellation_reason", models.TextField(blank=True, null=True)),
                ("no_show_marked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "booked_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="booked_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="cancelled_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
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
                    "doctor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="clinical.patient",
                    ),
                ),
                (
                    "rescheduled_from",
                    models.ForeignKey(
                        blank=True,
                        db_column="rescheduled_from",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rescheduled_to",
                        to="scheduling.appointment",
                    ),
                ),
            ],
            options={
                "db_table": "appointments",
                "db_table_comment": "Who is to be seen when, by whom; what became of it, and what it cost.",
                "ordering": ["-starts_at"],
                "indexes": [
                    models.Index(fields=["clinic", "starts_at"], name="appointments_starts_at_idx"),
                    models.Index(
                        fields=["clinic", "patient", "starts_at"], name="appointments_patient_idx"
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "starts_at"], name="appointments_doctor_idx"
                    ),
                    models.Index(
                        condition=models.Q(("booked_by__isnull", False)),
                        fields=["clinic", "booked_by"],
                        name="appointments_booked_by_idx",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_by__isnull", False)),
                        fields=["clinic", "cancelled_by"],
                        name="appointments_cancelled_by_idx",
                    ),
                    models.Index(
                        condition=models.Q(("rescheduled_from__isnull", False)),
                        fields=["clinic", "rescheduled_from"],
                        name="appointments_rescheduled_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="appointments_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="appointments_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="appointments_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "booked_by", "identity.User", name="appointments_booked_by_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "cancelled_by", "identity.User", name="appointments_cancelled_by_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "rescheduled_from",
                        "scheduling.Appointment",
                        name="appointments_rescheduled_from_fk",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "timezone"),
                        name="appointments_timezone_fk",
                        on_update="CASCADE",
                        to="identity.Clinic",
                        to_fields=("id", "timezone"),
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "appointment_number"),
                        name="appointments_appointment_number_key",
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(
                            ("deleted_at__isnull", True),
                            ("queue_status__in", ["waiting", "called", "serving"]),
                        ),
                        fields=("clinic", "appointment_date", "patient"),
                        name="appointments_place_in_queue_key",
                        violation_error_message="The patient is in the day's queue already.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["cancelled", "rescheduled"]), _negated=True),
                            ("deleted_at__isnull", True),
                            ("may_overlap", False),
                        ),
                        expressions=[
                            ("clinic", "="),
                            ("doctor", "="),
                            (
                                postgres.expressions.TimeRange(
                                    "starts_at",
                                    "ends_at",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointments_no_overlap",
                        violation_error_message="The doctor has something else at that time.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            models.Q(
                                ("may_overlap", True),
                                ("overlap_reason__isnull", False),
                                ("overlap_reason__regex", "\\S"),
                            ),
                            models.Q(("may_overlap", False), ("overlap_reason__isnull", True)),
                            _connector="OR",
                        ),
                        field="overlap_reason",
                        name="appointments_overlap_reason_of_overlap",
                        violation_error_message="Who is squeezed in is so for a reason, and nobody else.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("queue_status__isnull", True),
                            ("queue_status", "cancelled"),
                            models.Q(
                                ("queue_status__in", ["waiting", "called"]), ("status", "confirmed")
                            ),
                            models.Q(("queue_status", "serving"), ("status", "in_progress")),
                            models.Q(("queue_status", "completed"), ("status", "completed")),
                            _connector="OR",
                        ),
                        field="queue_status",
                        name="appointments_queue_status_fits_status",
                        violation_error_message="Who waits or is called is confirmed, is being seen is in progress, and was seen is completed.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("queue_status__isnull", True),
                            ("queue_status", "cancelled"),
                            models.Q(
                                ("checked_in_at__isnull", False), ("queue_number__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        field="queue_status",
                        name="appointments_queue_status_has_number",
                        violation_error_message="Who is in the queue has checked in, and has a number.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("appointment_number__regex", "\\S")),
                        field="appointment_number",
                        name="appointments_appointment_number_present",
                        violation_error_message="Not blank.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_amount__isnull", True),
                            (
                                "total_amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("consultation_fee"),
                                            0,
                                            output_field=postgres.fields.MoneyField(),
                                        ),
                                        "+",
                                        models.F("additional_charges"),
                                    ),
                                    "-",
                                    models.F("chas_subsidy_amount"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_total_amount_adds_up",
                        violation_error_message="The total is the fee plus additional charges, less the CHAS subsidy.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chas_applicable", True), ("chas_subsidy_amount", 0), _connector="OR"
                        ),
                        name="appointments_chas_subsidy_is_applicable",
                        violation_error_message="There is a CHAS subsidy only where CHAS applies.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rescheduled_from", models.F("id")), _negated=True),
                        name="appointments_rescheduled_from_another",
                        violation_error_message="An appointment is not moved from itself.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "appointment_type__in",
                                [
                                    "consultation",
                                    "follow_up",
                                    "vaccination",
                                    "health_screening",
                                    "procedure",
                                    "telemedicine",
                                    "walk_in",
                                ],
                            )
                        ),
                        field="appointment_type",
                        name="appointments_appointment_type_known",
                        violation_error_message="One of: consultation, follow_up, vaccination, health_screening, procedure, telemedicine, walk_in.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "source__in",
                                ["online", "phone", "walk_in", "whatsapp", "referral", "staff"],
                            )
                        ),
                        field="source",
                        name="appointments_source_known",
                        violation_error_message="One of: online, phone, walk_in, whatsapp, referral, staff.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "starts_at__range",
                                (
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                    datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                ),
                            )
                        ),
                        field="starts_at",
                        name="appointments_starts_at_in_range",
                        violation_error_message="Between the years 2000 and 2200.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("duration_minutes__range", (1, 1440))),
                        field="duration_minutes",
                        name="appointments_duration_minutes_in_range",
                        violation_error_message="Between 1 and 1440 minutes.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("called_at__gte", models.F("checked_in_at"))),
                        field="called_at",
                        name="appointments_called_at_in_order",
                        violation_error_message="Called at is not before checked in at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("consultation_end_at__gte", models.F("consultation_start_at"))
                        ),
                        field="consultation_end_at",
                        name="appointments_consultation_end_at_in_order",
                        violation_error_message="Consultation end at is not before consultation start at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("consultation_fee__range", (0, Decimal("99999999.99")))
                        ),
                        field="consultation_fee",
                        name="appointments_consultation_fee_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("additional_charges__range", (0, Decimal("99999999.99")))
                        ),
                        field="additional_charges",
                        name="appointments_additional_charges_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("chas_subsidy_amount__range", (0, Decimal("99999999.99")))
                        ),
                        field="chas_subsidy_amount",
                        name="appointments_chas_subsidy_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_amount__range", (0, Decimal("99999999.99")))),
                        field="total_amount",
                        name="appointments_total_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("reminder_channels"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="reminder_channels",
                        name="appointments_reminder_channels_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentSlot",
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
                ("starts_at", models.DateTimeField()),
                ("duration_minutes", models.IntegerField(db_default=15, default=15)),
                ("timezone", postgres.fields.TimeZoneField(db_default="", editable=False)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "ends_at",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.EndsAt("starts_at", "duration_minutes"),
                        output_field=models.DateTimeField(),
                    ),
                ),
                (
                    "slot_date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.LocalDate("starts_at", "timezone"),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "slot_time",
                    models.GeneratedField(
                        db_persist=True,
                        expression=postgres.expressions.LocalTime("starts_at", "timezone"),
                        output_field=models.TimeField(),
                    ),
                ),
                ("is_available", models.BooleanField(db_default=True, default=True)),
                ("is_blocked", models.BooleanField(db_default=False, default=False)),
                ("block_reason", models.TextField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="slots",
                        to="scheduling.appointment",
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
                    "doctor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "held_by",
                    models.UUIDField(
                        blank=True,
                        help_text="Who is about to take it, and keeps it from others for some minutes; a superadmin too, hence no key.",
                        null=True,
                    ),
                ),
                ("held_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "appointment_slots",
                "db_table_comment": "Times that doctors offer; no two of one doctor overlap.",
                "ordering": ["starts_at"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "doctor", "starts_at"],
                        name="appointment_slots_doctor_idx",
                    ),
                    models.Index(
                        condition=models.Q(("held_by__isnull", False)),
                        fields=["clinic", "held_by"],
                        name="appointment_slots_held_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="appointment_slots_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="appointment_slots_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "appointment",
                        "scheduling.Appointment",
                        name="appointment_slots_appointment_fk",
                        on_delete="SET NULL",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("appointment__isnull", False)),
                        fields=("clinic", "appointment"),
                        name="appointment_slots_taken_key",
                        violation_error_message="The appointment has a slot already.",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "timezone"),
                        name="appointment_slots_timezone_fk",
                        on_update="CASCADE",
                        to="identity.Clinic",
                        to_fields=("id", "timezone"),
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("clinic", "="),
                            ("doctor", "="),
                            (
                                postgres.expressions.TimeRange(
                                    "starts_at",
                                    "ends_at",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="appointment_slots_no_overlap",
                        violation_error_message="The doctor has something else at that time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("appointment__isnull", True), ("is_available", False), _connector="OR"
                        ),
                        name="appointment_slots_taken_is_not_available",
                        violation_error_message="A slot that an appointment has taken is not available.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("block_reason__isnull", True), ("is_blocked", True), _connector="OR"
                        ),
                        name="appointment_slots_block_reason_of_blocked",
                        violation_error_message="Only a blocked slot has a reason for it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_by__isnull", True),
                            ("held_until__isnull", False),
                            _connector="OR",
                        ),
                        name="appointment_slots_held_until_some_time",
                        violation_error_message="Whoever holds a slot does so until some time.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "starts_at__range",
                                (
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                    datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                ),
                            )
                        ),
                        field="starts_at",
                        name="appointment_slots_starts_at_in_range",
                        violation_error_message="Between the years 2000 and 2200.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("duration_minutes__range", (1, 1440))),
                        field="duration_minutes",
                        name="appointment_slots_duration_minutes_in_range",
                        violation_error_message="Between 1 and 1440 minutes.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueDay",
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
                ("queue_date", models.DateField()),
                ("current_number", models.CharField(blank=True, max_length=10, null=True)),
                ("last_called_number", models.CharField(blank=True, max_length=10, null=True)),
                ("numbers_given", models.IntegerField(db_default=0, default=0)),
                ("total_waiting", models.IntegerField(db_default=0, default=0)),
                ("average_wait_time_minutes", models.IntegerField(blank=True, null=True)),
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
                "verbose_name": "queue",
                "db_table": "queue_management",
                "db_table_comment": "The queue of each clinic, a row a day.",
                "ordering": ["-queue_date"],
                "constraints": [
                    tenancy.constraints.TenantKey(name="queue_management_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "queue_date"), name="queue_management_queue_date_key"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("numbers_given__gte", 0)),
                        field="numbers_given",
                        name="queue_management_numbers_given_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_waiting__gte", 0)),
                        field="total_waiting",
                        name="queue_management_total_waiting_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("average_wait_time_minutes__gte", 0)),
                        field="average_wait_time_minutes",
                        name="queue_management_average_wait_time_minutes_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TelemedicineSession",
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
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("session_token", models.CharField(max_length=500)),
                ("room_url", models.TextField(blank=True, null=True, verbose_name="room URL")),
                ("room_name", models.CharField(blank=True, max_length=100, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "Scheduled"),
                            ("waiting", "Waiting"),
                            ("in_progress", "In Progress"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        db_default="scheduled",
                        default="scheduled",
                        max_length=50,
                    ),
                ),
                ("scheduled_start", models.DateTimeField()),
                ("scheduled_end", models.DateTimeField()),
                ("actual_start", models.DateTimeField(blank=True, null=True)),
                ("actual_end", models.DateTimeField(blank=True, null=True)),
                ("duration_minutes", models.IntegerField(blank=True, null=True)),
                ("patient_joined_at", models.DateTimeField(blank=True, null=True)),
                ("patient_left_at", models.DateTimeField(blank=True, null=True)),
                ("doctor_joined_at", models.DateTimeField(blank=True, null=True)),
                ("doctor_left_at", models.DateTimeField(blank=True, null=True)),
                ("connection_drops", models.IntegerField(db_default=0, default=0)),
                (
                    "patient_connection_quality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("good", "Good"),
                            ("fair", "Fair"),
                            ("poor", "Poor"),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "doctor_connection_quality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "Excellent"),
                            ("good", "Good"),
                            ("fair", "Fair"),
                            ("poor", "Poor"),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                ("recording_enabled", models.BooleanField(db_default=False, default=False)),
                (
                    "recording_url",
                    models.TextField(blank=True, null=True, verbose_name="recording URL"),
                ),
                ("recording_duration_seconds", models.IntegerField(blank=True, null=True)),
                (
                    "recording_size_mb",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="recording size (MB)",
                    ),
                ),
                ("audio_issues", models.BooleanField(db_default=False, default=False)),
                ("video_issues", models.BooleanField(db_default=False, default=False)),
                ("technical_issues", models.TextField(blank=True, null=True)),
                ("patient_rating", models.IntegerField(blank=True, help_text="1 to 5.", null=True)),
                ("patient_feedback", models.TextField(blank=True, null=True)),
                ("doctor_notes", models.TextField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="telemedicine_sessions",
                        to="scheduling.appointment",
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
                    "doctor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="telemedicine_sessions",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="telemedicine_sessions",
                        to="clinical.patient",
                    ),
                ),
            ],
            options={
                "db_table": "telemedicine_sessions",
                "db_table_comment": "Video consultations.",
                "ordering": ["-scheduled_start"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "scheduled_start"],
                        name="telemedicine_patient_idx",
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "scheduled_start"],
                        name="telemedicine_doctor_idx",
                    ),
                    models.Index(
                        condition=models.Q(("appointment__isnull", False)),
                        fields=["clinic", "appointment"],
                        name="telemedicine_appointment_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="telemedicine_sessions_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "appointment",
                        "scheduling.Appointment",
                        name="telemedicine_sessions_appointment_fk",
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="telemedicine_sessions_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="telemedicine_sessions_doctor_fk"
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(
                            ("deleted_at__isnull", True),
                            models.Q(("status", "failed"), _negated=True),
                        ),
                        fields=("clinic", "appointment"),
                        name="telemedicine_sessions_appointment_key",
                        violation_error_message="The appointment has a session that has not failed.",
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "session_token"),
                        name="telemedicine_sessions_session_token_key",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "scheduled",
                                    "waiting",
                                    "in_progress",
                                    "completed",
                                    "cancelled",
                                    "failed",
                                ],
                            )
                        ),
                        field="status",
                        name="telemedicine_sessions_status_known",
                        violation_error_message="One of: scheduled, waiting, in_progress, completed, cancelled, failed.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "patient_connection_quality__in",
                                ["excellent", "good", "fair", "poor"],
                            )
                        ),
                        field="patient_connection_quality",
                        name="telemedicine_sessions_patient_connection_quality_known",
                        violation_error_message="One of: excellent, good, fair, poor.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("doctor_connection_quality__in", ["excellent", "good", "fair", "poor"])
                        ),
                        field="doctor_connection_quality",
                        name="telemedicine_sessions_doctor_connection_quality_known",
                        violation_error_message="One of: excellent, good, fair, poor.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("patient_rating__range", (1, 5))),
                        field="patient_rating",
                        name="telemedicine_sessions_patient_rating_in_range",
                        violation_error_message="Between 1 and 5.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("scheduled_end__gt", models.F("scheduled_start"))),
                        field="scheduled_end",
                        name="telemedicine_sessions_scheduled_end_in_order",
                        violation_error_message="Scheduled end is after scheduled start.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("actual_end__gte", models.F("actual_start"))),
                        field="actual_end",
                        name="telemedicine_sessions_actual_end_in_order",
                        violation_error_message="Actual end is not before actual start.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("patient_left_at__gte", models.F("patient_joined_at"))),
                        field="patient_left_at",
                        name="telemedicine_sessions_patient_left_at_in_order",
                        violation_error_message="Patient left at is not before patient joined at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("doctor_left_at__gte", models.F("doctor_joined_at"))),
                        field="doctor_left_at",
                        name="telemedicine_sessions_doctor_left_at_in_order",
                        violation_error_message="Doctor left at is not before doctor joined at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("duration_minutes__gte", 0)),
                        field="duration_minutes",
                        name="telemedicine_sessions_duration_minutes_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("connection_drops__gte", 0)),
                        field="connection_drops",
                        name="telemedicine_sessions_connection_drops_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("recording_duration_seconds__gte", 0)),
                        field="recording_duration_seconds",
                        name="telemedicine_sessions_recording_duration_seconds_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("recording_size_mb__range", (0, Decimal("99999999.99")))
                        ),
                        field="recording_size_mb",
                        name="telemedicine_sessions_recording_size_mb_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="telemedicinesession",
            index=models.Index(
                condition=models.Q(("room_name__isnull", False)),
                fields=["clinic", "room_name", "scheduled_start"],
                name="telemedicine_room_idx",
            ),
        ),
    ]
