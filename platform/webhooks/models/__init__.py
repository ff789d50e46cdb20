from webhooks.models.inbox import WebhookEvent, WebhookEventStatus
from webhooks.models.outbox import IntegrationWebhook, WebhookLog
from webhooks.models.sources import Scheme, WebhookSecret, WebhookSource
from webhooks.models.workers import WebhookWorker

__all__ = [
    "IntegrationWebhook",
    "Scheme",
    "WebhookEvent",
    "WebhookEventStatus",
    "WebhookLog",
    "WebhookSecret",
    "WebhookSource",
    "WebhookWorker",
]
