from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.formats import localize
from django.utils.timezone import localtime

from postgres import rules
from postgres.fields import JSONListField, JSONObjectField
from privacy.constraints import IsSealed
from privacy.fields import EncryptedField, known_key
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    ColumnGranted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class DeliveryStatus(models.TextChoices):
    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"


class IntegrationWebhook(TenantModel, Timestamped):
    """Where a clinic wants to be told of its events."""

    id = known_key()
    name = models.CharField(max_length=100)
    url = models.TextField("URL")
    secret = EncryptedField(
        max_length=255,
        null=True,
        blank=True,
        shows_ends=False,
        help_text="Signs what is sent: its receiver has it too.",
    )
    is_active = models.BooleanField(default=True, db_default=True)
    events = JSONListField(help_text='Which events: ["appointment.created"].')
    headers = JSONObjectField()
    max_retries = models.IntegerField(default=3, db_default=3)
    timeout_seconds = models.IntegerField(default=30, db_default=30)
    last_triggered_at = models.DateTimeField(null=True, blank=True, editable=False)
    success_count = models.IntegerField(default=0, db_default=0, editable=False)
    failure_count = models.IntegerField(default=0, db_default=0, editable=False)

    named_by = ("name",)

    class Meta:
        db_table = "integration_webhooks"
        db_table_comment = "Where clinics want to be told of their events."
        ordering = ["name"]
        constraints = [
            TenantKey(name="integration_webhooks_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "name"], name="integration_webhooks_name_key"
            ),
            rules.field_rule(
                "integration_webhooks",
                "url",
                "valid",
                "An address that starts with https://.",
                Q(url__regex=r"^https://[^\s/]+"),
            ),
            IsSealed("secret", name="integration_webhooks_secret_sealed"),
            rules.between("integration_webhooks", "max_retries", 0, 20),
            rules.between("integration_webhooks", "timeout_seconds", 1, 300, "seconds"),
            *rules.not_negative("integration_webhooks", "success_count", "failure_count"),
            *rules.json_lists("integration_webhooks", "events"),
            *rules.json_objects("integration_webhooks", "headers"),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookLog(ColumnGranted, TenantModel):
    """One delivery to a clinic's webhook, and how it ended."""

    id = time_ordered_key()
    webhook = tenant_key("webhooks.IntegrationWebhook", related_name="logs")
    event_type = models.CharField(max_length=100)
    payload = models.JSONField()
    response_status = models.IntegerField(null=True, blank=True)
    response_body = models.TextField(null=True, blank=True)
    response_time_ms = models.IntegerField("response time (ms)", null=True, blank=True)
    status = models.CharField(max_length=50, choices=DeliveryStatus)
    error_message = models.TextField(null=True, blank=True)
    retry_count = models.IntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    class Meta:
        db_table = "webhook_logs"
        db_table_comment = "Deliveries to clinics' webhooks."
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["clinic", "created_at"], name="webhook_logs_created_at_idx"),
            models.Index(
                fields=["clinic", "webhook", "created_at"], name="webhook_logs_webhook_idx"
            ),
        ]
        constraints = [
            TenantKey(name="webhook_logs_tenant_key"),
            TenantForeignKey(
                "webhook",
                "webhooks.IntegrationWebhook",
                name="webhook_logs_webhook_fk",
            ),
            rules.one_of("webhook_logs", "status", DeliveryStatus.values),
            rules.between("webhook_logs", "response_status", 100, 599),
            *rules.not_negative("webhook_logs", "response_time_ms", "retry_count"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type}, {localize(localtime(self.created_at))}"
