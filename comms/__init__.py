"""What was said: notifications, and the messages that carried them."""
