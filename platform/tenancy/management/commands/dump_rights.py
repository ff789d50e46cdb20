"""`dump_rights`: the page of who may do what, from the schema that the migrations make."""

import difflib
from pathlib import Path
from typing import Any, cast

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from postgres.management.owner import OWNER, OwnerCommand
from postgres.schema_dump import scratch_database
from tenancy.rights import rights


class Command(OwnerCommand):
    help = "Writes the page of grants and row policies, or checks that a file holds it."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("file", nargs="?", type=Path, help="write here, not to the output")
        where.add_argument("--check", type=Path, metavar="FILE", help="compare, write nothing")

    def handle(self, *args: Any, file: Path | None, check: Path | None, **options: Any) -> None:
        """Migrate a scratch database and describe it.

        Raises CommandError, with the difference, when the file to check is out of date.
        """
        owner = cast(DatabaseWrapper, connections[OWNER])
        with scratch_database(owner):
            call_command("migrate", verbosity=0)
            page = rights(owner)
        if check:
            text = check.read_text(encoding="utf-8") if check.exists() else ""
            _compare(str(check), text, page)
        elif file:
            file.write_text(page, encoding="utf-8")
        else:
            self.stdout.write(page, ending="")


def _compare(name: str, text: str, page: str) -> None:
    difference = difflib.unified_diff(
        text.splitlines(keepends=True), page.splitlines(keepends=True), name, "migrations"
    )
    if found := "".join(difference):
        raise CommandError(f"{found}\n{name} is out of date: run `make rights`.")
