"""`webhook_archive`: move events that have succeeded out of the queue."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.utils.timezone import now

from postgres.management.owner import OWNER, OwnerCommand

DAYS, AT_ONCE = 30, 10_000


class Command(OwnerCommand):
    help = (
        "Moves webhook events that have succeeded into archive.webhook_events. What a sender sends again after"
        " that is believed to be new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=DAYS,
            help=f"how long ago they have succeeded; without it, {DAYS}, and never less than a week",
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        """Move them, a part at a time; raise CommandError for less time than senders may take."""
        if days < 7:
            raise CommandError("Nothing was moved. Give --days 7 or more: senders try for days.")
        before = now() - timedelta(days=days)
        total = 0
        while moved := _archive(before):
            total += moved
        self.stdout.write(f"Archived {total} events.")


def _archive(before: Any) -> int:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT webhook.archive_events(%s, %s)", [before, AT_ONCE])
        return int(cursor.fetchone()[0])
