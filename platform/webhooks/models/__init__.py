from webhooks.models.inbox import WebhookEvent, WebhookEventStatus
from webhooks.models.outbox import IntegrationWebhook, WebhookLog

__all__ = ["IntegrationWebhook", "WebhookEvent", "WebhookEventStatus", "WebhookLog"]
