"""Messages as the providers know them: one table a channel."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.fields import JSONListField, JSONObjectField, MoneyField
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import TenantModel, Timestamped, tenant_key, time_ordered_key


class MessageStatus(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


class WhatsappType(models.TextChoices):
    TEXT = "text"
    TEMPLATE = "template"
    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


class BounceType(models.TextChoices):
    HARD = "hard"
    SOFT = "soft"
    UNDETERMINED = "undetermined"


class Message(TenantModel, Timestamped):
    """What every message has, whatever carries it."""

    id = time_ordered_key()
    notification = tenant_key(
        "comms.Notification", models.DO_NOTHING, null=True, blank=True, related_name="%(class)ss"
    )
    provider_message_id = models.CharField(
        "provider's message ID", max_length=255, null=True, blank=True
    )
    status = models.CharField(
        max_length=50,
        choices=MessageStatus,
        default=MessageStatus.QUEUED,
        db_default=MessageStatus.QUEUED,
    )

    class Meta:
        abstract = True


def message_indexes(table: str) -> list[models.Index]:
    """Make the indexes by time, by the provider's name, and of the key to the notification that a message carried."""
    return [
        models.Index(fields=["clinic", "created_at"], name=f"{table}_created_at_idx"[:30]),
        models.Index(
            fields=["clinic", "notification"],
            condition=Q(notification__isnull=False),
            name=f"{table}_notification_idx"[:30],
        ),
        models.Index(
            fields=["clinic", "provider_message_id"],
            condition=Q(provider_message_id__isnull=False),
            name=f"{table}_provider_idx"[:30],
        ),
    ]


def notification_key(table: str) -> TenantForeignKey:
    """Make the key to the notification that a message carried."""
    return TenantForeignKey(
        "notification",
        "comms.Notification",
        name=f"{table}_notification_fk",
        on_delete="SET NULL",
    )


class SmsMessage(Message):
    """A text message."""

    to_number = models.CharField(max_length=20)
    from_number = models.CharField(max_length=20, null=True, blank=True)
    message = models.TextField()
    provider = models.CharField(max_length=50, null=True, blank=True)
    delivery_status = models.CharField(
        max_length=50, null=True, blank=True, help_text="In the provider's words."
    )
    status_callback_url = models.TextField("status callback URL", null=True, blank=True)
    error_code = models.CharField(max_length=50, null=True, blank=True)
    error_message = models.TextField(null=True, blank=True)
    segments = models.IntegerField(null=True, blank=True)
    price_per_segment = MoneyField(decimal_places=4, null=True, blank=True)
    total_cost = MoneyField(decimal_places=4, null=True, blank=True)

    class Meta:
        db_table = "sms_messages"
        db_table_comment = "Text messages."
        ordering = ["-created_at"]
        verbose_name = "SMS message"
        indexes = message_indexes("sms_messages")
        constraints = [
            TenantKey(name="sms_messages_tenant_key"),
            notification_key("sms_messages"),
            rules.one_of("sms_messages", "status", MessageStatus.values),
            rules.between("sms_messages", "segments", 1, 100),
            *rules.amounts(
                "sms_messages", "price_per_segment", "total_cost", most=Decimal("999999.9999")
            ),
            *rules.phone("sms_messages", "to_number", short_codes=True),
        ]

    def __str__(self) -> str:
        return f"SMS to {self.to_number}"


class WhatsappMessage(Message):
    """A message over WhatsApp."""

    to_number = models.CharField(max_length=20)
    from_number = models.CharField(max_length=20, null=True, blank=True)
    message_type = models.CharField(
        max_length=50, choices=WhatsappType, default=WhatsappType.TEXT, db_default=WhatsappType.TEXT
    )
    text_body = models.TextField(null=True, blank=True)
    template_name = models.CharField(max_length=100, null=True, blank=True)
    template_language = models.CharField(max_length=10, null=True, blank=True)
    template_parameters = JSONObjectField()
    media_url = models.TextField("media URL", null=True, blank=True)
    media_type = models.CharField(max_length=50, null=True, blank=True)
    conversation_id = models.CharField("conversation ID", max_length=255, null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=50, null=True, blank=True)
    error_message = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "whatsapp_messages"
        db_table_comment = "Messages over WhatsApp."
        ordering = ["-created_at"]
        verbose_name = "WhatsApp message"
        indexes = message_indexes("whatsapp_messages")
        constraints = [
            TenantKey(name="whatsapp_messages_tenant_key"),
            notification_key("whatsapp_messages"),
            rules.one_of("whatsapp_messages", "status", MessageStatus.values),
            rules.one_of("whatsapp_messages", "message_type", WhatsappType.values),
            rules.rule(
                "whatsapp_messages_template_named",
                "A template message names its template.",
                ~Q(message_type=WhatsappType.TEMPLATE) | Q(template_name__isnull=False),
            ),
            rules.in_order("whatsapp_messages", "delivered_at", "read_at"),
            *rules.phone("whatsapp_messages", "to_number", short_codes=True),
            *rules.json_objects("whatsapp_messages", "template_parameters"),
        ]

    def __str__(self) -> str:
        return f"WhatsApp to {self.to_number}"


class EmailMessage(Message):
    """An e-mail."""

    to_email = models.CharField("to", max_length=255)
    cc_emails = JSONListField("copies to")
    bcc_emails = JSONListField("blind copies to")
    from_email = models.CharField("from", max_length=255, null=True, blank=True)
    reply_to_email = models.CharField("reply to", max_length=255, null=True, blank=True)
    subject = models.CharField(max_length=500)
    html_body = models.TextField("HTML body", null=True, blank=True)
    text_body = models.TextField(null=True, blank=True)
    attachments = JSONListField()
    provider = models.CharField(max_length=50, null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    clicked_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_type = models.CharField(max_length=50, null=True, blank=True, choices=BounceType)
    bounce_reason = models.TextField(null=True, blank=True)
    spam_reported_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "email_messages"
        db_table_comment = "E-mails."
        ordering = ["-created_at"]
        verbose_name = "e-mail"
        indexes = message_indexes("email_messages")
        constraints = [
            TenantKey(name="email_messages_tenant_key"),
            notification_key("email_messages"),
            rules.one_of("email_messages", "status", MessageStatus.values),
            rules.one_of("email_messages", "bounce_type", BounceType.values),
            rules.rule(
                "email_messages_bounce_has_time",
                "A bounce has a time.",
                Q(bounce_type__isnull=True) | Q(bounced_at__isnull=False),
            ),
            rules.rule(
                "email_messages_body_present",
                "An e-mail has a body, as text or as HTML.",
                Q(html_body__isnull=False) | Q(text_body__isnull=False),
            ),
            *rules.email("email_messages", "to_email"),
            *rules.json_lists("email_messages", "cc_emails", "bcc_emails", "attachments"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_email}"
