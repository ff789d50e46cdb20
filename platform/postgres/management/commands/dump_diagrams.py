"""`dump_diagrams`: the page of diagrams of the schema, from the models."""

import difflib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from postgres.diagrams import diagrams


class Command(BaseCommand):
    help = "Writes the page of the schema's diagrams, or checks that a file holds it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("file", nargs="?", type=Path, help="write here, not to the output")
        where.add_argument("--check", type=Path, metavar="FILE", help="compare, write nothing")

    def handle(self, *args: Any, file: Path | None, check: Path | None, **options: Any) -> None:
        """Describe the models, without a database.

        Raises CommandError, with the difference, when the file to check is out of date.
        """
        page = diagrams(connection)
        if check:
            text = check.read_text(encoding="utf-8") if check.exists() else ""
            _compare(str(check), text, page)
        elif file:
            file.write_text(page, encoding="utf-8")
        else:
            self.stdout.write(page, ending="")


def _compare(name: str, text: str, page: str) -> None:
    difference = difflib.unified_diff(
        text.splitlines(keepends=True), page.splitlines(keepends=True), name, "models"
    )
    if found := "".join(difference):
        raise CommandError(f"{found}\n{name} is out of date: run `make diagrams`.")
