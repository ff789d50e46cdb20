"""`audit_seal`: close what is finished into the hash chains."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connections

from audit.chain import lost, read_heads, write_heads
from postgres.management.owner import OWNER, OwnerCommand


class Command(OwnerCommand):
    help = "Seals the finished entries of the audit log, in a hash chain per clinic."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            type=Path,
            metavar="FILE",
            help="keep the chains' heads there, to be copied to where nobody here can write",
        )

    def handle(self, *args: Any, head: Path | None, **options: Any) -> None:
        """Seal, and keep the heads.

        Raises CommandError where the chains hold no longer what was kept in the file, which then stays, and
        where the file is something else.
        """
        kept = read_heads(head) if head and head.exists() else []
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT count(*), coalesce(sum(entries), 0) FROM audit.seal()")
            seals, entries = cursor.fetchone()
        self.stdout.write(f"Sealed {entries} entries in {seals} chains.")
        if head is None:
            return
        if missing := lost(kept):
            raise CommandError(f"{missing[0]}; {head} is left as it is.")
        write_heads(head)
