"""`audit_verify`: tell whether anything sealed was changed, removed, inserted or reordered."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, connections

from audit.chain import faults, read_heads
from audit.statements import statement
from postgres.management.owner import OWNER, OwnerCommand


class Command(OwnerCommand):
    help = (
        "Recomputes the hash chains over the audit log, and names the first place that does not agree,"
        " or an audited table that records nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=Path, metavar="FILE", help="heads that audit_seal --head has kept"
        )

    def handle(self, *args: Any, head: Path | None, verbosity: int, **options: Any) -> None:
        """Verify.

        Raises CommandError with the first fault; the others are printed where the verbosity is 2.
        """
        kept = read_heads(head) if head else []
        try:
            found = faults(kept)
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.ObjectNotInPrerequisiteState):
                raise
            raise CommandError(error.__cause__.diag.message_primary) from error
        if not found:
            self._tell()
            return
        if verbosity > 1:
            for fault in found[1:]:
                self.stdout.write(str(fault))
        others = f" (and {len(found) - 1} more: -v 2 lists them)" if len(found) > 1 else ""
        raise CommandError(f"{found[0]}{others}")

    def _tell(self) -> None:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(statement("sealed"))
            seals, entries, erased, unsealed = cursor.fetchone()
        self.stdout.write(
            f"Nothing was touched: {entries} entries under {seals} seals"
            f" ({erased} with their values erased), and {unsealed} not sealed yet."
        )
