from django.contrib import admin

from tenancy.admin import RoleAdmin
from webhooks.models import IntegrationWebhook, WebhookEvent, WebhookLog


@admin.register(IntegrationWebhook)
class IntegrationWebhookAdmin(RoleAdmin):
    list_display = ("name", "url", "is_active", "last_triggered_at", "success_count")
    list_filter = ("is_active",)
    search_fields = ("name", "url")
    search_help_text = "Name or address"
    readonly_fields = ("last_triggered_at", "success_count", "failure_count")


@admin.register(WebhookLog)
class WebhookLogAdmin(RoleAdmin):
    list_display = ("created_at", "webhook", "event_type", "response_status", "status")
    list_filter = ("status",)
    date_hierarchy = "created_at"
    search_fields = ("event_type",)
    search_help_text = "A type of event"


@admin.register(WebhookEvent)
class WebhookEventAdmin(RoleAdmin):
    list_display = ("received_at", "event_id", "status", "attempts", "processed_at")
    list_filter = ("status",)
    date_hierarchy = "received_at"
    search_fields = ("event_id",)
    search_help_text = "The sender's name for an event"
