from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from postgres import rules
from postgres.fields import JSONListField, MoneyField
from privacy.constraints import IsSealed
from privacy.fields import EncryptedField, known_time_ordered_key
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
)


class ClaimStatus(models.TextChoices):
    PENDING = "pending"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    REJECTED = "rejected"
    PAID = "paid"
    CANCELLED = "cancelled"


class InsuranceClaim(TenantModel, Timestamped, SoftDeleted):
    """What an insurer is asked to pay, and what it does."""

    id = known_time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="insurance_claims")
    payment = tenant_key("finance.Payment", null=True, blank=True, related_name="insurance_claims")
    claim_number = models.CharField(max_length=100)
    insurance_provider = models.CharField(max_length=255)
    policy_number = EncryptedField(max_length=100, null=True, blank=True)
    claim_type = models.CharField(max_length=50, null=True, blank=True)
    claimed_amount = MoneyField()
    approved_amount = MoneyField(null=True, blank=True)
    rejected_amount = MoneyField(null=True, blank=True)
    copayment_amount = MoneyField("co-payment", null=True, blank=True)
    status = models.CharField(
        max_length=50,
        choices=ClaimStatus,
        default=ClaimStatus.PENDING,
        db_default=ClaimStatus.PENDING,
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejection_reason = models.TextField(null=True, blank=True)
    documents = JSONListField()

    class Meta:
        db_table = "insurance_claims"
        db_table_comment = "Claims to insurers."
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["clinic", "created_at"], name="insurance_claims_created_idx"),
            models.Index(fields=["clinic", "patient"], name="insurance_claims_patient_idx"),
            models.Index(fields=["clinic", "payment"], name="insurance_claims_payment_idx"),
        ]
        constraints = [
            TenantKey(name="insurance_claims_tenant_key"),
            TenantForeignKey("patient", "clinical.Patient", name="insurance_claims_patient_fk"),
            TenantForeignKey("payment", "finance.Payment", name="insurance_claims_payment_fk"),
            models.UniqueConstraint(
                fields=["clinic", "claim_number"], name="insurance_claims_claim_number_key"
            ),
            *rules.present("insurance_claims", "claim_number"),
            IsSealed("policy_number", name="insurance_claims_policy_number_sealed"),
            rules.one_of("insurance_claims", "status", ClaimStatus.values),
            rules.rule(
                "insurance_claims_decided_within_claimed",
                "What was approved and what was rejected are not more than what was claimed.",
                Q(
                    claimed_amount__gte=Coalesce(F("approved_amount"), 0, output_field=MoneyField())
                    + Coalesce(F("rejected_amount"), 0, output_field=MoneyField())
                ),
            ),
            rules.in_order("insurance_claims", "submitted_at", "approved_at"),
            rules.in_order("insurance_claims", "submitted_at", "rejected_at"),
            *rules.amounts(
                "insurance_claims",
                "claimed_amount",
                "approved_amount",
                "rejected_amount",
                "copayment_amount",
            ),
            *rules.json_lists("insurance_claims", "documents"),
        ]

    def __str__(self) -> str:
        return self.claim_number
