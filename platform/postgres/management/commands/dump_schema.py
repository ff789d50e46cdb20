"""`dump_schema`: the schema that the migrations make, from an empty database."""

import difflib
from pathlib import Path
from typing import Any, cast

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from postgres.management.owner import OWNER, OwnerCommand
from postgres.schema_dump import VERSION, dump, scratch_database


class Command(OwnerCommand):
    help = "Writes the schema that the migrations make, or checks that a file holds it."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("file", nargs="?", type=Path, help="write here, not to the output")
        where.add_argument("--check", type=Path, metavar="FILE", help="compare, write nothing")

    def handle(
        self, *args: Any, file: Path | None, check: Path | None, verbosity: int, **options: Any
    ) -> None:
        """Migrate a scratch database and dump it.

        Raises CommandError, with the difference, when the file to check is out of date.
        """
        schema = migrated_schema()
        if check:
            text = check.read_text(encoding="utf-8") if check.exists() else ""
            self._compare(str(check), text, schema)
        elif file:
            file.write_text(schema, encoding="utf-8")
        else:
            self.stdout.write(schema, ending="")

    def _compare(self, name: str, text: str, schema: str) -> None:
        difference = difflib.unified_diff(
            text.splitlines(keepends=True), schema.splitlines(keepends=True), name, "migrations"
        )
        if found := "".join(difference):
            raise CommandError(f"{found}\n{name} is out of date: run `make schema`.")


def migrated_schema() -> str:
    """Give the schema that the migrations make of an empty database.

    Raises CommandError on a server whose dumps read otherwise than those of our version.
    """
    owner = cast(DatabaseWrapper, connections[OWNER])
    version = owner.pg_version // 10_000
    if version != VERSION:
        raise CommandError(
            f"schema.sql is in the words of PostgreSQL {VERSION}, and the server is a {version}: "
            "unset DATABASE_URL, so that the embedded one is used."
        )
    with scratch_database(owner):
        call_command("migrate", verbosity=0)
        return dump(owner)
