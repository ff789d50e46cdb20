from decimal import Decimal

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q

from postgres import rules
from postgres.fields import EnumField, MoneyField
from tenancy.constraints import CompositeForeignKey, TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class PaymentStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    REFUNDED = "refunded"
    PARTIAL = "partial"


class PaymentMethod(models.TextChoices):
    CASH = "cash"
    NETS = "nets", "NETS"
    CREDIT_CARD = "credit_card"
    DEBIT_CARD = "debit_card"
    PAYNOW = "paynow", "PayNow"
    BANK_TRANSFER = "bank_transfer"
    MEDISAVE = "medisave", "MediSave"
    INSURANCE = "insurance"
    OTHER = "other"


class ItemType(models.TextChoices):
    CONSULTATION = "consultation"
    MEDICATION = "medication"
    PROCEDURE = "procedure"
    VACCINATION = "vaccination"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    OTHER = "other"


CASH_ROUNDING = Decimal("0.04")
"""There are no coins below five cents: to the nearest of them, up or down, as the clinic rounds."""


class Payment(TenantModel, Timestamped, SoftDeleted):
    """A bill, and how it was paid. Once completed, its amounts are frozen."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="payments")
    appointment = tenant_key(
        "scheduling.Appointment", null=True, blank=True, related_name="payments"
    )
    payment_number = models.CharField(max_length=50)
    payment_date = models.DateField()
    payment_method = models.CharField(max_length=50, choices=PaymentMethod)
    subtotal = MoneyField()
    gst_amount = MoneyField("GST", default=0, db_default=0)
    discount_amount = MoneyField("discount", default=0, db_default=0)
    chas_subsidy_amount = MoneyField("CHAS subsidy", default=0, db_default=0)
    medisave_amount = MoneyField("MediSave", default=0, db_default=0)
    insurance_claim_amount = MoneyField("insurance claim", default=0, db_default=0)
    total_amount = MoneyField(
        help_text="Subtotal and GST, less discount, CHAS subsidy, MediSave and insurance claim."
    )
    paid_amount = MoneyField(help_text="What the patient handed over.")
    change_amount = MoneyField("change", default=0, db_default=0)
    outstanding_amount = MoneyField(
        default=0, db_default=0, help_text="Total, less what was paid, plus change given back."
    )
    status = EnumField(
        enum_type="payment_status",
        choices=PaymentStatus,
        default=PaymentStatus.PENDING,
        db_default=PaymentStatus.PENDING,
    )
    transaction_reference = models.CharField(max_length=255, null=True, blank=True)
    payment_gateway = models.CharField(max_length=50, null=True, blank=True)
    payment_intent_id = models.CharField("payment intent ID", max_length=255, null=True, blank=True)
    is_refunded = models.BooleanField(default=False, db_default=False)
    refunded_amount = MoneyField(null=True, blank=True)
    refund_reason = models.TextField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    refunded_by = tenant_key(
        "identity.User", null=True, blank=True, related_name="+", db_column="refunded_by"
    )
    receipt_number = models.CharField(
        max_length=50, null=True, blank=True, help_text="Given when the payment is completed."
    )
    receipt_url = models.TextField("receipt URL", null=True, blank=True)
    receipt_sent_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(null=True, blank=True)

    named_by = ("payment_number",)

    class Meta:
        db_table = "payments"
        db_table_comment = "Bills and how they were paid."
        ordering = ["-payment_date"]
        indexes = [
            models.Index(fields=["clinic", "payment_date"], name="payments_payment_date_idx"),
            models.Index(fields=["clinic", "patient", "payment_date"], name="payments_patient_idx"),
            models.Index(
                fields=["clinic", "appointment"],
                condition=Q(appointment__isnull=False),
                name="payments_appointment_idx",
            ),
            models.Index(
                fields=["clinic", "refunded_by"],
                condition=Q(refunded_by__isnull=False),
                name="payments_refunded_by_idx",
            ),
            # By which a provider's events find it.
            models.Index(
                fields=["clinic", "payment_intent_id"],
                condition=Q(payment_intent_id__isnull=False),
                name="payments_intent_idx",
            ),
        ]
        constraints = [
            TenantKey(name="payments_tenant_key"),
            # What the lines of a bill copy from it.
            models.UniqueConstraint(
                fields=["clinic", "id", "patient"], name="payments_patient_key"
            ),
            TenantForeignKey("patient", "clinical.Patient", name="payments_patient_fk"),
            TenantForeignKey(
                "appointment", "scheduling.Appointment", name="payments_appointment_fk"
            ),
            TenantForeignKey("refunded_by", "identity.User", name="payments_refunded_by_fk"),
            models.UniqueConstraint(
                fields=["clinic", "payment_number"], name="payments_payment_number_key"
            ),
            models.UniqueConstraint(
                fields=["clinic", "receipt_number"], name="payments_receipt_number_key"
            ),
            *rules.present("payments", "payment_number", "receipt_number"),
            rules.one_of("payments", "payment_method", PaymentMethod.values),
            rules.rule(
                "payments_total_amount_adds_up",
                "The total is subtotal and GST, less discount, CHAS subsidy, MediSave and"
                " insurance claim.",
                Q(
                    total_amount=F("subtotal")
                    + F("gst_amount")
                    - F("discount_amount")
                    - F("chas_subsidy_amount")
                    - F("medisave_amount")
                    - F("insurance_claim_amount")
                ),
            ),
            rules.rule(
                "payments_outstanding_amount_adds_up",
                "The outstanding amount is the total, less what was paid, plus change.",
                Q(outstanding_amount=F("total_amount") - F("paid_amount") + F("change_amount")),
            ),
            rules.rule(
                "payments_change_within_paid",
                "The change is not more than what was paid.",
                Q(change_amount__lte=F("paid_amount")),
            ),
            rules.rule(
                "payments_completed_is_paid",
                "A completed payment leaves nothing outstanding, but for what is rounded in cash; a"
                " partial one something.",
                Q(status=PaymentStatus.COMPLETED, outstanding_amount=0)
                | Q(
                    status=PaymentStatus.COMPLETED,
                    payment_method=PaymentMethod.CASH,
                    outstanding_amount__range=(-CASH_ROUNDING, CASH_ROUNDING),
                )
                | Q(status=PaymentStatus.PARTIAL, outstanding_amount__gt=0)
                | ~Q(status__in=[PaymentStatus.COMPLETED, PaymentStatus.PARTIAL]),
            ),
            rules.field_rule(
                "payments",
                "outstanding_amount",
                "not_negative",
                "Not less than zero, but for what is rounded in cash.",
                Q(outstanding_amount__range=(0, rules.MOST_MONEY))
                | Q(
                    status__in=[PaymentStatus.COMPLETED, PaymentStatus.REFUNDED],
                    payment_method=PaymentMethod.CASH,
                    outstanding_amount__range=(-CASH_ROUNDING, 0),
                ),
            ),
            rules.rule(
                "payments_completed_has_receipt",
                "A completed payment has a receipt number.",
                Q(receipt_number__isnull=False) | ~Q(status=PaymentStatus.COMPLETED),
            ),
            rules.rule(
                "payments_refund_complete",
                "A refund has an amount, more than zero and not more than was received, and a time;"
                " without a refund there is neither, and nobody who made it.",
                Q(
                    is_refunded=True,
                    # Said apart: a comparison with NULL is neither true nor false, and passes.
                    refunded_amount__isnull=False,
                    refunded_amount__gt=0,
                    refunded_amount__lte=F("paid_amount")
                    - F("change_amount")
                    + F("medisave_amount")
                    + F("chas_subsidy_amount")
                    + F("insurance_claim_amount"),
                    refunded_at__isnull=False,
                )
                | Q(
                    is_refunded=False,
                    refunded_amount__isnull=True,
                    refunded_at__isnull=True,
                    refunded_by__isnull=True,
                ),
            ),
            rules.rule(
                "payments_refunded_is_refund",
                "A payment in status refunded is marked as refunded.",
                ~Q(status=PaymentStatus.REFUNDED) | Q(is_refunded=True),
            ),
            *rules.amounts(
                "payments",
                "subtotal",
                "gst_amount",
                "discount_amount",
                "chas_subsidy_amount",
                "medisave_amount",
                "insurance_claim_amount",
                "total_amount",
                "paid_amount",
                "change_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.payment_number


class PaymentItem(TenantModel):
    """One line of a bill."""

    id = time_ordered_key()
    payment = tenant_key("finance.Payment", models.DO_NOTHING, related_name="items")
    item_type = models.CharField(max_length=50, choices=ItemType)
    item_description = models.CharField(max_length=255)
    quantity = models.IntegerField(default=1, db_default=1)
    unit_price = MoneyField()
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0, db_default=0)
    discount_amount = MoneyField(default=0, db_default=0)
    total_price = MoneyField(help_text="Quantity times unit price, less the discount.")
    created_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    # The payment's, for policies to compare: the database copies it.
    patient = tenant_key("clinical.Patient", editable=False, related_name="+")

    class Meta:
        db_table = "payment_items"
        db_table_comment = "The lines of a bill."
        indexes = [
            models.Index(fields=["clinic", "payment"], name="payment_items_payment_idx"),
            models.Index(fields=["clinic", "patient"], name="payment_items_patient_idx"),
        ]
        constraints = [
            TenantKey(name="payment_items_tenant_key"),
            TenantForeignKey(
                "payment",
                "finance.Payment",
                name="payment_items_payment_fk",
                on_delete="CASCADE",
            ),
            CompositeForeignKey(
                fields=("clinic", "payment", "patient"),
                to="finance.Payment",
                to_fields=("clinic", "id", "patient"),
                on_delete="CASCADE",
                on_update="CASCADE",
                name="payment_items_patient_fk",
            ),
            rules.one_of("payment_items", "item_type", ItemType.values),
            rules.between("payment_items", "quantity", 1, 100_000),
            rules.between("payment_items", "discount_percent", 0, 100, "%"),
            rules.rule(
                "payment_items_total_price_adds_up",
                "The total is quantity times unit price, less the discount.",
                Q(total_price=F("quantity") * F("unit_price") - F("discount_amount")),
            ),
            *rules.amounts("payment_items", "unit_price", "discount_amount", "total_price"),
        ]

    def __str__(self) -> str:
        return self.item_description
