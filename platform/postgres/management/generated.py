"""Commands whose output is kept in the repository, and checked to be up to date."""

import difflib
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedFileCommand(BaseCommand):
    """Writes a text that is made from something else, or checks that a file holds it."""

    source: ClassVar[str]
    """What the text is made from, as the difference names it."""
    target: ClassVar[str]
    """Make's target that writes the file."""

    def text(self) -> str:
        """Give the text as it should be."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("file", nargs="?", type=Path, help="write here, not to the output")
        where.add_argument("--check", type=Path, metavar="FILE", help="compare, write nothing")

    def handle(self, *args: Any, file: Path | None, check: Path | None, **options: Any) -> None:
        """Write the text, or compare it.

        Raises CommandError, with the difference, when the file to check is out of date.
        """
        text = self.text()
        if check:
            self._compare(check, text)
        elif file:
            file.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")

    def _compare(self, kept: Path, text: str) -> None:
        found = kept.read_text(encoding="utf-8") if kept.exists() else ""
        difference = "".join(
            difflib.unified_diff(
                found.splitlines(keepends=True),
                text.splitlines(keepends=True),
                str(kept),
                self.source,
            )
        )
        if difference:
            raise CommandError(f"{difference}\n{kept} is out of date: run `make {self.target}`.")
