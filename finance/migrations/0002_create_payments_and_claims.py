"""Make the tables payments, payment_items, insurance_claims.

Plan 007. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

from decimal import Decimal

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
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
        ("clinical", "0002_create_patients_doctors_and_staff"),
        ("finance", "0001_create_types"),
        ("identity", "0001_create_clinics_and_users"),
        ("scheduling", "0002_create_appointments_slots_and_queue"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("payment_number", models.CharField(max_length=50)),
                ("payment_date", models.DateField()),
                (
                    "payment_method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("nets", "NETS"),
                            ("credit_card", "Credit Card"),
                            ("debit_card", "Debit Card"),
                            ("paynow", "PayNow"),
                            ("bank_transfer", "Bank Transfer"),
                            ("medisave", "MediSave"),
                            ("insurance", "Insurance"),
                            ("other", "Other"),
                        ],
                        max_length=50,
                    ),
                ),
                ("subtotal", postgres.fields.MoneyField()),
                (
                    "gst_amount",
                    postgres.fields.MoneyField(db_default=0, default=0, verbose_name="GST"),
                ),
                (
                    "discount_amount",
                    postgres.fields.MoneyField(db_default=0, default=0, verbose_name="discount"),
                ),
                (
                    "chas_subsidy_amount",
                    postgres.fields.MoneyField(
                        db_default=0, default=0, verbose_name="CHAS subsidy"
                    ),
                ),
                (
                    "medisave_amount",
                    postgres.fields.MoneyField(db_default=0, default=0, verbose_name="MediSave"),
                ),
                (
                    "insurance_claim_amount",
                    postgres.fields.MoneyField(
                        db_default=0, default=0, verbose_name="insurance claim"
                    ),
                ),
                (
                    "total_amount",
                    postgres.fields.MoneyField(
                        help_text="Subtotal and GST, less discount, CHAS subsidy, MediSave and insurance claim."
                    ),
                ),
                (
                    "paid_amount",
                    postgres.fields.MoneyField(help_text="What the patient handed over."),
                ),
                (
                    "change_amount",
                    postgres.fields.MoneyField(db_default=0, default=0, verbose_name="change"),
                ),
                (
                    "outstanding_amount",
                    postgres.fields.MoneyField(
                        db_default=0,
                        default=0,
                        help_text="Total, less what was paid, plus change given back.",
                    ),
                ),
                (
                    "status",
                    postgres.fields.EnumField(
                        choices=[
                            ("pending", "Pending"),
                            ("processing", "Processing"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                            ("refunded", "Refunded"),
                            ("partial", "Partial"),
                        ],
                        db_default="pending",
                        default="pending",
                        enum_type="payment_status",
                    ),
                ),
                ("transaction_reference", models.CharField(blank=True, max_length=255, null=True)),
                ("payment_gateway", models.CharField(blank=True, max_length=50, null=True)),
                (
                    "payment_intent_id",
                    models.CharField(
                        blank=True, max_length=255, null=True, verbose_name="payment intent ID"
                    ),
                ),
                ("is_refunded", models.BooleanField(db_default=False, default=False)),
                ("refunded_amount", postgres.fields.MoneyField(blank=True, null=True)),
                ("refund_reason", models.TextField(blank=True, null=True)),
                ("refunded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "receipt_number",
                    models.CharField(
                        blank=True,
                        help_text="Given when the payment is completed.",
                        max_length=50,
                        null=True,
                    ),
                ),
                (
                    "receipt_url",
                    models.TextField(blank=True, null=True, verbose_name="receipt URL"),
                ),
                ("receipt_sent_at", models.DateTimeField(blank=True, null=True)),
                ("notes", models.TextField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="clinical.patient",
                    ),
                ),
                (
                    "refunded_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="refunded_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "payments",
                "db_table_comment": "Bills and how they were paid.",
                "ordering": ["-payment_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "payment_date"], name="payments_payment_date_idx"
                    ),
                    models.Index(
                        fields=["clinic", "patient", "payment_date"], name="payments_patient_idx"
                    ),
                    models.Index(
                        condition=models.Q(("appointment__isnull", False)),
                        fields=["clinic", "appointment"],
                        name="payments_appointment_idx",
                    ),
                    models.Index(
                        condition=models.Q(("refunded_by__isnull", False)),
                        fields=["clinic", "refunded_by"],
                        name="payments_refunded_by_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="payments_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "id", "patient"), name="payments_patient_key"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="payments_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "appointment", "scheduling.Appointment", name="payments_appointment_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "refunded_by", "identity.User", name="payments_refunded_by_fk"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "payment_number"), name="payments_payment_number_key"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "receipt_number"), name="payments_receipt_number_key"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("payment_number__regex", "\\S")),
                        field="payment_number",
                        name="payments_payment_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("receipt_number__regex", "\\S")),
                        field="receipt_number",
                        name="payments_receipt_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "payment_method__in",
                                [
                                    "cash",
                                    "nets",
                                    "credit_card",
                                    "debit_card",
                                    "paynow",
                                    "bank_transfer",
                                    "medisave",
                                    "insurance",
                                    "other",
                                ],
                            )
                        ),
                        field="payment_method",
                        name="payments_payment_method_known",
                        violation_error_message="One of: cash, nets, credit_card, debit_card, paynow, bank_transfer, medisave, insurance, other.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("subtotal"),
                                                    "+",
                                                    models.F("gst_amount"),
                                                ),
                                                "-",
                                                models.F("discount_amount"),
                                            ),
                                            "-",
                                            models.F("chas_subsidy_amount"),
                                        ),
                                        "-",
                                        models.F("medisave_amount"),
                                    ),
                                    "-",
                                    models.F("insurance_claim_amount"),
                                ),
                            )
                        ),
                        name="payments_total_amount_adds_up",
                        violation_error_message="The total is subtotal and GST, less discount, CHAS subsidy, MediSave and insurance claim.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outstanding_amount",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("total_amount"), "-", models.F("paid_amount")
                                    ),
                                    "+",
                                    models.F("change_amount"),
                                ),
                            )
                        ),
                        name="payments_outstanding_amount_adds_up",
                        violation_error_message="The outstanding amount is the total, less what was paid, plus change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("change_amount__lte", models.F("paid_amount"))),
                        name="payments_change_within_paid",
                        violation_error_message="The change is not more than what was paid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outstanding_amount", 0), ("status", "completed")),
                            models.Q(
                                ("outstanding_amount__range", (Decimal("-0.04"), Decimal("0.04"))),
                                ("payment_method", "cash"),
                                ("status", "completed"),
                            ),
                            models.Q(("outstanding_amount__gt", 0), ("status", "partial")),
                            models.Q(("status__in", ["completed", "partial"]), _negated=True),
                            _connector="OR",
                        ),
                        name="payments_completed_is_paid",
                        violation_error_message="A completed payment leaves nothing outstanding, but for what is rounded in cash; a partial one something.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt_number__isnull", False),
                            models.Q(("status", "completed"), _negated=True),
                            _connector="OR",
                        ),
                        name="payments_completed_has_receipt",
                        violation_error_message="A completed payment has a receipt number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_refunded", True),
                                ("refunded_amount__gt", 0),
                                ("refunded_amount__isnull", False),
                                (
                                    "refunded_amount__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("paid_amount"),
                                                    "-",
                                                    models.F("change_amount"),
                                                ),
                                                "+",
                                                models.F("medisave_amount"),
                                            ),
                                            "+",
                                            models.F("chas_subsidy_amount"),
                                        ),
                                        "+",
                                        models.F("insurance_claim_amount"),
                                    ),
                                ),
                                ("refunded_at__isnull", False),
                            ),
                            models.Q(
                                ("is_refunded", False),
                                ("refunded_amount__isnull", True),
                                ("refunded_at__isnull", True),
                                ("refunded_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_refund_complete",
                        violation_error_message="A refund has an amount, more than zero and not more than was received, and a time; without a refund there is neither, and nobody who made it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refunded"), _negated=True),
                            ("is_refunded", True),
                            _connector="OR",
                        ),
                        name="payments_refunded_is_refund",
                        violation_error_message="A payment in status refunded is marked as refunded.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("subtotal__range", (0, Decimal("99999999.99")))),
                        field="subtotal",
                        name="payments_subtotal_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("gst_amount__range", (0, Decimal("99999999.99")))),
                        field="gst_amount",
                        name="payments_gst_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("discount_amount__range", (0, Decimal("99999999.99")))),
                        field="discount_amount",
                        name="payments_discount_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("chas_subsidy_amount__range", (0, Decimal("99999999.99")))
                        ),
                        field="chas_subsidy_amount",
                        name="payments_chas_subsidy_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("medisave_amount__range", (0, Decimal("99999999.99")))),
                        field="medisave_amount",
                        name="payments_medisave_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("insurance_claim_amount__range", (0, Decimal("99999999.99")))
                        ),
                        field="insurance_claim_amount",
                        name="payments_insurance_claim_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_amount__range", (0, Decimal("99999999.99")))),
                        field="total_amount",
                        name="payments_total_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("paid_amount__range", (0, Decimal("99999999.99")))),
                        field="paid_amount",
                        name="payments_paid_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("change_amount__range", (0, Decimal("99999999.99")))),
                        field="change_amount",
                        name="payments_change_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("outstanding_amount__range", (0, Decimal("99999999.99"))),
                            models.Q(
                                ("outstanding_amount__range", (Decimal("-0.04"), 0)),
                                ("payment_method", "cash"),
                                ("status__in", ["completed", "refunded"]),
                            ),
                            _connector="OR",
                        ),
                        field="outstanding_amount",
                        name="payments_outstanding_amount_not_negative",
                        violation_error_message="Not less than zero, but for what is rounded in cash.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentItem",
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
                (
                    "item_type",
                    models.CharField(
                        choices=[
                            ("consultation", "Consultation"),
                            ("medication", "Medication"),
                            ("procedure", "Procedure"),
                            ("vaccination", "Vaccination"),
                            ("laboratory", "Laboratory"),
                            ("imaging", "Imaging"),
                            ("other", "Other"),
                        ],
                        max_length=50,
                    ),
                ),
                ("item_description", models.CharField(max_length=255)),
                ("quantity", models.IntegerField(db_default=1, default=1)),
                ("unit_price", postgres.fields.MoneyField()),
                (
                    "discount_percent",
                    models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=5),
                ),
                ("discount_amount", postgres.fields.MoneyField(db_default=0, default=0)),
                (
                    "total_price",
                    postgres.fields.MoneyField(
                        help_text="Quantity times unit price, less the discount."
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
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="items",
                        to="finance.payment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinical.patient",
                    ),
                ),
            ],
            options={
                "db_table": "payment_items",
                "db_table_comment": "The lines of a bill.",
                "indexes": [
                    models.Index(fields=["clinic", "patient"], name="payment_items_patient_idx"),
                    models.Index(fields=["clinic", "payment"], name="payment_items_payment_idx"),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="payment_items_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "payment",
                        "finance.Payment",
                        name="payment_items_payment_fk",
                        on_delete="CASCADE",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "payment", "patient"),
                        name="payment_items_patient_fk",
                        on_delete="CASCADE",
                        on_update="CASCADE",
                        to="finance.Payment",
                        to_fields=("clinic", "id", "patient"),
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "item_type__in",
                                [
                                    "consultation",
                                    "medication",
                                    "procedure",
                                    "vaccination",
                                    "laboratory",
                                    "imaging",
                                    "other",
                                ],
                            )
                        ),
                        field="item_type",
                        name="payment_items_item_type_known",
                        violation_error_message="One of: consultation, medication, procedure, vaccination, laboratory, imaging, other.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("quantity__range", (1, 100000))),
                        field="quantity",
                        name="payment_items_quantity_in_range",
                        violation_error_message="Between 1 and 100000.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("discount_percent__range", (0, 100))),
                        field="discount_percent",
                        name="payment_items_discount_percent_in_range",
                        violation_error_message="Between 0 and 100 %%.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_price",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quantity"), "*", models.F("unit_price")
                                    ),
                                    "-",
                                    models.F("discount_amount"),
                                ),
                            )
                        ),
                        name="payment_items_total_price_adds_up",
                        violation_error_message="The total is quantity times unit price, less the discount.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("unit_price__range", (0, Decimal("99999999.99")))),
                        field="unit_price",
                        name="payment_items_unit_price_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("discount_amount__range", (0, Decimal("99999999.99")))),
                        field="discount_amount",
                        name="payment_items_discount_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_price__range", (0, Decimal("99999999.99")))),
                        field="total_price",
                        name="payment_items_total_price_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsuranceClaim",
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
                        default=postgres.fields.uuid_v7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_number", models.CharField(max_length=100)),
                ("insurance_provider", models.CharField(max_length=255)),
                ("policy_number", models.CharField(blank=True, max_length=100, null=True)),
                ("claim_type", models.CharField(blank=True, max_length=50, null=True)),
                ("claimed_amount", postgres.fields.MoneyField()),
                ("approved_amount", postgres.fields.MoneyField(blank=True, null=True)),
                ("rejected_amount", postgres.fields.MoneyField(blank=True, null=True)),
                (
                    "copayment_amount",
                    postgres.fields.MoneyField(blank=True, null=True, verbose_name="co-payment"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("submitted", "Submitted"),
                            ("approved", "Approved"),
                            ("partially_approved", "Partially Approved"),
                            ("rejected", "Rejected"),
                            ("paid", "Paid"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="pending",
                        default="pending",
                        max_length=50,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                ("rejection_reason", models.TextField(blank=True, null=True)),
                ("documents", postgres.fields.JSONListField()),
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insurance_claims",
                        to="clinical.patient",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insurance_claims",
                        to="finance.payment",
                    ),
                ),
            ],
            options={
                "db_table": "insurance_claims",
                "db_table_comment": "Claims to insurers.",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["clinic", "patient"], name="insurance_claims_patient_idx"),
                    models.Index(fields=["clinic", "payment"], name="insurance_claims_payment_idx"),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="insurance_claims_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="insurance_claims_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "payment", "finance.Payment", name="insurance_claims_payment_fk"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "claim_number"), name="insurance_claims_claim_number_key"
                    ),
                    privacy.constraints.IsSealed(
                        "policy_number", name="insurance_claims_policy_number_sealed"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("claim_number__regex", "\\S")),
                        field="claim_number",
                        name="insurance_claims_claim_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "pending",
                                    "submitted",
                                    "approved",
                                    "partially_approved",
                                    "rejected",
                                    "paid",
                                    "cancelled",
                                ],
                            )
                        ),
                        field="status",
                        name="insurance_claims_status_known",
                        violation_error_message="One of: pending, submitted, approved, partially_approved, rejected, paid, cancelled.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "claimed_amount__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("approved_amount"),
                                        0,
                                        output_field=postgres.fields.MoneyField(),
                                    ),
                                    "+",
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("rejected_amount"),
                                        0,
                                        output_field=postgres.fields.MoneyField(),
                                    ),
                                ),
                            )
                        ),
                        name="insurance_claims_decided_within_claimed",
                        violation_error_message="What was approved and what was rejected are not more than what was claimed.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("approved_at__gte", models.F("submitted_at"))),
                        field="approved_at",
                        name="insurance_claims_approved_at_in_order",
                        violation_error_message="Approved at is not before submitted at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("rejected_at__gte", models.F("submitted_at"))),
                        field="rejected_at",
                        name="insurance_claims_rejected_at_in_order",
                        violation_error_message="Rejected at is not before submitted at.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("claimed_amount__range", (0, Decimal("99999999.99")))),
                        field="claimed_amount",
                        name="insurance_claims_claimed_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("approved_amount__range", (0, Decimal("99999999.99")))),
                        field="approved_amount",
                        name="insurance_claims_approved_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("rejected_amount__range", (0, Decimal("99999999.99")))),
                        field="rejected_amount",
                        name="insurance_claims_rejected_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("copayment_amount__range", (0, Decimal("99999999.99")))
                        ),
                        field="copayment_amount",
                        name="insurance_claims_copayment_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("documents"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="documents",
                        name="insurance_claims_documents_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("payment_intent_id__isnull", False)),
                fields=["clinic", "payment_intent_id"],
                name="payments_intent_idx",
            ),
        ),
    ]
