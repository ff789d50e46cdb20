"""A worker that an event kills: `python -m tests.webhooks.crashing`, as the worker's login."""

import os
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from webhooks.models import WebhookEvent


def main() -> None:
    """Work until nothing waits, or an event of the type "kills" comes."""
    django.setup()
    from webhooks.registry import handles

    @handles("crashing", "*")
    def handle(event: "WebhookEvent") -> None:
        if event.event_type == "kills":
            os._exit(9)

    call_command("webhook_worker", burst=True, concurrency=1, batch=10)


if __name__ == "__main__":
    main()
