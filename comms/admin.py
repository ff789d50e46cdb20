from django.contrib import admin

from comms.models import EmailMessage, Notification, SmsMessage, WhatsappMessage
from tenancy.admin import RoleAdmin


@admin.register(Notification)
class NotificationAdmin(RoleAdmin):
    list_display = ("created_at", "type", "channel", "recipient", "user", "status")
    list_filter = ("status", "channel")
    date_hierarchy = "created_at"
    search_fields = ("recipient", "subject", "type")
    search_help_text = "To whom, about what, or of which type"


@admin.register(SmsMessage)
class SmsMessageAdmin(RoleAdmin):
    list_display = ("created_at", "to_number", "status", "segments", "total_cost")
    list_filter = ("status",)
    date_hierarchy = "created_at"
    search_fields = ("to_number", "provider_message_id")
    search_help_text = "A telephone number, or the provider's id"


@admin.register(WhatsappMessage)
class WhatsappMessageAdmin(RoleAdmin):
    list_display = ("created_at", "to_number", "message_type", "template_name", "status")
    list_filter = ("status", "message_type")
    date_hierarchy = "created_at"
    search_fields = ("to_number", "provider_message_id")
    search_help_text = "A telephone number, or the provider's id"


@admin.register(EmailMessage)
class EmailMessageAdmin(RoleAdmin):
    list_display = ("created_at", "to_email", "subject", "status", "opened_at")
    list_filter = ("status", "bounce_type")
    date_hierarchy = "created_at"
    search_fields = ("to_email", "subject", "provider_message_id")
    search_help_text = "An address, a subject, or the provider's id"
