"""`audit_partitions`: months ahead are made, old ones retired, and all of them shown."""

import time
from typing import Any

import psycopg
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, OperationalError, connections
from django.template.defaultfilters import filesizeformat

from audit.statements import statement
from postgres.management.owner import OWNER, OwnerCommand

TRIES = 50
PAUSE = 0.2
"""Seconds between two tries for a lock, in which writers go on."""

BY_THE_SETTING = -1
CENTURY = 1200
"""Months."""

LINE = "{:9} {:>12} {:>12}  {}"
REFUSALS = (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.DataError)


def months(text: str) -> int:
    """Read a number of months; raise ValueError for less than none, and for more than there are."""
    if (number := int(text)) not in range(CENTURY):
        raise ValueError
    return number


class Command(OwnerCommand):
    help = "Makes the audit log's months ahead, retires old ones, and shows them. Safe at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ahead", type=months, default=3, help="months to have ready (3)")
        parser.add_argument(
            "--retire",
            type=months,
            nargs="?",
            const=BY_THE_SETTING,
            metavar="MONTHS",
            help="seal, and move to the archive what ended longer ago than so many months;"
            " without a number, than the setting audit.retention_months says",
        )

    def handle(self, *args: Any, ahead: int, retire: int | None, **options: Any) -> None:
        """Make, retire and show.

        Raises CommandError where the log is too busy, a month is not sealed, nothing says how long months
        are kept, or a number makes no sense.
        """
        self._patiently("SELECT audit.make_partitions(%s)", ahead)
        if retire is not None:
            kept = self._retention() if retire == BY_THE_SETTING else retire
            self._ask("SELECT audit.seal()")
            for (month,) in self._ask(statement("retirable"), kept):
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
                    raise
                time.sleep(PAUSE)
            else:
                return
        raise CommandError("The audit log was too busy: try again.")

    def _show(self) -> None:
        self.stdout.write(LINE.format("month", "entries", "size", "state"))
        for table, month, is_live, entries, unsealed, _, size in self._ask(
            "SELECT * FROM audit.partitions()"
        ):
            name = f"{month:%Y-%m}" if month else table.rpartition("audit_logs_")[2]
            states = ["live" if is_live else "retired"]
            states.append(
                f"{unsealed:,} not sealed" if unsealed else "sealed" if entries else "empty"
            )
            self.stdout.write(
                LINE.format(name, f"{entries:,}", filesizeformat(size), ", ".join(states))
            )

    def _ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            with connections[OWNER].cursor() as cursor:
                cursor.execute(question, values)
                return list(cursor.fetchall())
        except DatabaseError as error:
            if isinstance(error.__cause__, REFUSALS):
                raise CommandError(error.__cause__.diag.message_primary) from error
            raise
