from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.fields import EnumField, JSONListField
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
    source = models.CharField(
        max_length=100, null=True, blank=True, help_text="Who sent it: stripe, twilio."
    )
    event_type = models.CharField(max_length=200, null=True, blank=True)
    ordering_key = models.TextField(
        null=True, blank=True, help_text="Events of one key are processed one after the other."
    )
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
    max_attempts = models.IntegerField(default=10, db_default=10)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(null=True, blank=True)
    history = JSONListField(help_text="Attempts that failed, and replays.")
    idempotency_key = models.TextField(null=True, blank=True)
    created_by = models.UUIDField(null=True, blank=True)
    lease_owner = models.TextField(null=True, blank=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_attempt_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it gets back into the line."
    )
    place = models.BigIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its place in the line, lowest first; below 0 while it is out of the line.",
    )
    alone = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Claimed by itself, or to be: its lease ran out before.",
    )
    ordering_hash = models.BigIntegerField(null=True, blank=True, editable=False)
    ordering_number = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "webhook_events"
        db_table_comment = "Events that other systems sent us."
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["clinic", "received_at"], name="webhook_events_received_idx"),
            models.Index(
                fields=["place"],
                condition=Q(place__isnull=False),
                name="webhook_events_place_idx",
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="webhook_events_due_idx",
            ),
            models.Index(
                fields=["ordering_hash", "ordering_number"],
                condition=Q(ordering_hash__isnull=False),
                name="webhook_events_ordering_idx",
            ),
        ]
        constraints = [
            TenantKey(name="webhook_events_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "source", "event_id"],
                nulls_distinct=False,
                name="webhook_events_event_id_key",
            ),
            *rules.not_negative("webhook_events", "attempts"),
            rules.between("webhook_events", "max_attempts", 1, 1_000_000),
            *rules.json_lists("webhook_events", "history"),
        ]

    def __str__(self) -> str:
        return self.event_id
