from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils import timezone

from postgres import rules
from privacy.constraints import IsSealed
from privacy.fields import SecretEncryptedField, known_key
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import ColumnGranted, DatabaseKeyed, Timestamped


class Scheme(models.TextChoices):
    """How a sender signs what it sends."""

    STANDARD_WEBHOOKS = "standard_webhooks", "Standard Webhooks (Resend, Svix)"
    STRIPE = "stripe", "Stripe"
    TWILIO = "twilio", "Twilio"
    DAILY = "daily", "Daily"


PROVIDERS = ("stripe", "twilio", "resend", "daily")
"""Whose events are of payments, messages and sessions: of rows that belong to a clinic."""


class WebhookSource(ColumnGranted, DatabaseKeyed, Timestamped):
    """A system that sends events to a clinic, or to the platform; its key is its address here."""

    named_by = ("name",)

    clinic = models.ForeignKey(
        "identity.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Empty for a source of the platform.",
    )
    name = models.CharField(
        max_length=100,
        help_text="What handlers know it by: stripe, twilio, resend, daily.",
    )
    scheme = models.CharField(max_length=50, choices=Scheme, help_text="How it signs.")
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Of one that is not, everything is refused."
    )

    class Meta:
        db_table = "webhook_sources"
        db_table_comment = "Who may send events to a clinic, or to the platform."
        ordering = ["name"]
        constraints = [
            TenantKey(name="webhook_sources_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "name"], nulls_distinct=False, name="webhook_sources_name_key"
            ),
            rules.field_rule(
                "webhook_sources",
                "name",
                "valid",
                "Small letters, digits, - and _, as stripe or lab-results.",
                Q(name__regex=r"^[a-z][a-z0-9_-]*$"),
            ),
            rules.field_rule(
                "webhook_sources",
                "name",
                "of_clinic",
                "What this provider tells is of a clinic: choose the clinic, and add it there. To the platform"
                " another name may send.",
                Q(clinic__isnull=False) | ~Q(name__in=PROVIDERS),
            ),
            rules.one_of("webhook_sources", "scheme", Scheme.values),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookSecret(ColumnGranted, DatabaseKeyed):
    """What a source signs with. While it goes over to another, both are accepted."""

    id = known_key()
    clinic = models.ForeignKey(
        "identity.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    # The clinic may be empty, and a composite key is not checked then: a plain one stands beside it.
    source = models.ForeignKey(
        WebhookSource, models.PROTECT, db_index=False, related_name="secrets"
    )
    secret = SecretEncryptedField(max_length=255, editable=False)
    created_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    expires_at = models.DateTimeField(
        "accepted until", null=True, blank=True, help_text="Empty for one that is in use."
    )

    class Meta:
        db_table = "webhook_secrets"
        db_table_comment = "What sources sign with: no role reads the secret itself."
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["clinic", "source"], name="webhook_secrets_source_idx"),
        ]
        constraints = [
            TenantKey(name="webhook_secrets_tenant_key"),
            TenantForeignKey("source", "webhooks.WebhookSource", name="webhook_secrets_source_fk"),
            IsSealed("secret", name="webhook_secrets_secret_sealed"),
        ]

    def __str__(self) -> str:
        return f"Secret of {self.source}"

    @property
    def is_accepted(self) -> bool:
        return self.expires_at is None or self.expires_at > timezone.now()
