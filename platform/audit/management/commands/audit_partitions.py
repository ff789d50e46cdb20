"""`audit_partitions`: months ahead are made, old ones retired, and all of them shown."""

import time
from typing import Any

import psycopg
from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, connections
from django.template.defaultfilters import filesizeformat

from audit.statements import statement
from postgres.management.owner import OWNER, OwnerCommand

TRIES = 50
PAUSE = 0.2
"""Seconds between two tries for a lock, in which writers go on."""

BY_THE_SETTING = -1
LINE = "{:9} {:>12} {:>12}  {}"


class Command(OwnerCommand):
    help = "Makes the audit log's months ahead, retires old ones, and shows them. Safe at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ahead", type=int, default=3, help="months to have ready (3)")
        parser.add_argument(
            "--retire",
            type=int,
            nargs="?",
            const=BY_THE_SETTING,
            metavar="MONTHS",
            help="seal, and move to the archive what ended longer ago than so many months;"
            " without a number, than the setting audit.retention_months says",
        )

    def handle(self, *args: Any, ahead: int, retire: int | None, **options: Any) -> None:
        """Make, retire and show.

        Raises CommandError where the log is too busy, a month is not sealed, or nothing says how long
        months are kept.
        """
        self._patiently("SELECT audit.make_partitions(%s)", ahead)
        if retire is not None:
            months = self._retention() if retire == BY_THE_SETTING else retire
            self._ask("SELECT audit.seal()")
            for (month,) in self._ask(statement("retirable"), months):
                self._patiently("SELECT audit.retire_partition(%s)", month)
        self._show()

    def _retention(self) -> int:
        for (months,) in self._ask(statement("retention_months")):
            return int(months)
        raise CommandError(
            "Nothing says how long months are kept: set audit.retention_months, or name a number."
        )

    def _patiently(self, question: str, *values: Any) -> None:
        """Ask for what needs a lock, again and again: writers never wait for us for long."""
        for _ in range(TRIES):
            try:
                self._ask(question, *values)
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise CommandError(str(error).splitlines()[0]) from error
                time.sleep(PAUSE)
            else:
                return
        raise CommandError("The audit log was too busy: try again.")

    def _show(self) -> None:
        self.stdout.write(LINE.format("month", "entries", "size", "state"))
        for _, month, is_live, entries, unsealed, _, size in self._ask(
            "SELECT * FROM audit.partitions()"
        ):
            name = f"{month:%Y-%m}" if month else "default"
            states = ["live" if is_live else "retired"]
            states.append(
                f"{unsealed:,} not sealed" if unsealed else "sealed" if entries else "empty"
            )
            self.stdout.write(
                LINE.format(name, f"{entries:,}", filesizeformat(size), ", ".join(states))
            )

    def _ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(question, values)
            return list(cursor.fetchall())
