"""`webhook_worker`: process the webhook events that wait."""

import logging
import signal
import sys
from datetime import timedelta
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from postgres.errors import DatabaseUnusableError
from webhooks.registry import autodiscover, registry
from webhooks.worker import Options, Process
from webhooks.worker.journal import JSONLines
from webhooks.worker.line import ALIAS

USUAL = Options()
MOST = {"concurrency": 100, "batch": 1000, "lease": 86_400, "nap": 600}
"""A nap is no longer than webhook.may_sleep lets a worker be woken from."""


class Command(BaseCommand):
    help = (
        "Processes webhook events, as the login of the worker (WORKER_DATABASE_URL). It ends by SIGTERM or"
        " SIGINT, when what is being processed is done. It logs a line of JSON for each event."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency",
            type=int,
            default=USUAL.concurrency,
            help=f"how many events are processed at the same time; without it, {USUAL.concurrency}",
        )
        parser.add_argument(
            "--batch",
            type=int,
            default=USUAL.batch,
            help=f"how many each thread claims at once; without it, {USUAL.batch}",
        )
        parser.add_argument(
            "--source",
            action="append",
            default=[],
            metavar="NAME",
            help="of this source alone, as stripe; may be given several times",
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=USUAL.lease.total_seconds(),
            metavar="SECONDS",
            help="how long events stay claimed when the worker dies; while it lives it extends that",
        )
        parser.add_argument(
            "--nap",
            type=float,
            default=USUAL.nap.total_seconds(),
            metavar="SECONDS",
            help="how long it sleeps at most before it looks for what is due again",
        )
        parser.add_argument("--burst", action="store_true", help="end when nothing waits any more")

    def handle(
        self,
        *args: Any,
        concurrency: int,
        batch: int,
        source: list[str],
        lease: float,
        nap: float,
        burst: bool,
        **options: Any,
    ) -> None:
        """Work; raise CommandError for numbers that make no sense, without a login, and after a thread was lost."""
        given = {"concurrency": concurrency, "batch": batch, "lease": lease, "nap": nap}
        for name, number in given.items():
            # Said so that what is no number at all, as nan, is refused too.
            if not 0 < number <= MOST[name]:
                raise CommandError(f"Give --{name} more than nothing, and at most {MOST[name]}.")
        if ALIAS not in connections:
            raise CommandError(
                "This runs as the worker's login: set WORKER_DATABASE_URL to its URL."
            )
        _refuse_what_will_stay()
        autodiscover()
        worker = Process(
            Options(
                tuple(source),
                concurrency,
                batch,
                timedelta(seconds=lease),
                timedelta(seconds=nap),
                burst,
            ),
            registry,
        )
        _log()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if not worker.run():
            raise CommandError(
                "It did not end well: a thread was lost, handlers hang, or it was told to leave at once."
            )


def _refuse_what_will_stay() -> None:
    """Raise CommandError for a login or a server that is wrong; one that is not there yet is waited for."""
    try:
        connections[ALIAS].ensure_connection()
    except DatabaseUnusableError as error:
        if not isinstance(error.__cause__, psycopg.OperationalError):
            raise CommandError(str(error)) from error


def _log() -> None:
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(JSONLines())
    logger = logging.getLogger("webhooks")
    logger.addHandler(lines)
    logger.setLevel(logging.INFO)
    logger.propagate = False
