from django.db import models

from postgres import rules
from postgres.fields import EnumField, JSONObjectField
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    ColumnGranted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class NotificationChannel(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    PUSH = "push"
    IN_APP = "in_app", "In-app"


class NotificationStatus(models.TextChoices):
    PENDING = "pending"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Notification(ColumnGranted, TenantModel, Timestamped):
    """Something a person is told, by one channel."""

    id = time_ordered_key()
    user = tenant_key("identity.User", null=True, blank=True, related_name="notifications")
    type = models.CharField(max_length=50, help_text="As appointment_reminder.")
    channel = EnumField(enum_type="notification_channel", choices=NotificationChannel)
    recipient = models.CharField(max_length=255, help_text="Address or number of that channel.")
    subject = models.CharField(max_length=255, null=True, blank=True)
    message = models.TextField()
    template_id = models.CharField("template ID", max_length=100, null=True, blank=True)
    template_variables = JSONObjectField()
    status = models.CharField(
        max_length=50,
        choices=NotificationStatus,
        default=NotificationStatus.PENDING,
        db_default=NotificationStatus.PENDING,
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure_reason = models.TextField(null=True, blank=True)
    retry_count = models.IntegerField(default=0, db_default=0)
    priority = models.IntegerField(default=5, db_default=5, help_text="1 first, 10 last.")
    scheduled_for = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    metadata = JSONObjectField()

    class Meta:
        db_table = "notifications"
        db_table_comment = "What people are told, and whether it reached them."
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["clinic", "user", "created_at"], name="notifications_user_idx"),
            models.Index(fields=["clinic", "created_at"], name="notifications_created_at_idx"),
        ]
        constraints = [
            TenantKey(name="notifications_tenant_key"),
            TenantForeignKey("user", "identity.User", name="notifications_user_fk"),
            rules.one_of("notifications", "status", NotificationStatus.values),
            rules.between("notifications", "priority", 1, 10),
            rules.in_order("notifications", "sent_at", "delivered_at"),
            rules.after("notifications", "scheduled_for", "expires_at"),
            *rules.present("notifications", "recipient"),
            *rules.not_negative("notifications", "retry_count"),
            *rules.json_objects("notifications", "template_variables", "metadata"),
        ]

    def __str__(self) -> str:
        return f"{self.type.replace('_', ' ')} by {self.get_channel_display()}"
