from comms.models.message import EmailMessage, SmsMessage, WhatsappMessage
from comms.models.notification import Notification, NotificationChannel

__all__ = [
    "EmailMessage",
    "Notification",
    "NotificationChannel",
    "SmsMessage",
    "WhatsappMessage",
]
