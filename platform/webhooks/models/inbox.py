from django.contrib.postgres.functions import TransactionNow
from django.db import models

from postgres import rules
from postgres.fields import EnumField
from tenancy.constraints import TenantKey
from tenancy.models import DatabaseKeyed, time_ordered_key


class WebhookEventStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"
    DEAD_LETTER = "dead_letter"


class WebhookEvent(DatabaseKeyed):
    """An event that another system sent, kept until it is processed once."""

    id = time_ordered_key()
    clinic = models.ForeignKey(
        "identity.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Empty for events of the platform.",
    )
    webhook_id = models.UUIDField("webhook ID", null=True, blank=True)
    event_id = models.TextField("event ID", help_text="The sender's name for it.")
    received_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    payload = models.JSONField()
    signature = models.TextField(null=True, blank=True)
    status = EnumField(
        enum_type="webhook_event_status",
        choices=WebhookEventStatus,
        default=WebhookEventStatus.PENDING,
        db_default=WebhookEventStatus.PENDING,
    )
    attempts = models.IntegerField(default=0, db_default=0)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(null=True, blank=True)
    idempotency_key = models.TextField(null=True, blank=True)
    created_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "webhook_events"
        db_table_comment = "Events that other systems sent us."
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["clinic", "received_at"], name="webhook_events_received_idx")
        ]
        constraints = [
            TenantKey(name="webhook_events_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "webhook_id", "event_id"],
                nulls_distinct=False,
                name="webhook_events_event_id_key",
            ),
            *rules.not_negative("webhook_events", "attempts"),
        ]

    def __str__(self) -> str:
        return self.event_id
