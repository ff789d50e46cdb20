"""`refresh_metrics`: keep the figures of clinics' days quick to read."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import connections

from postgres.management.owner import OWNER, OwnerCommand


class Command(OwnerCommand):
    help = (
        "Puts one entry in the place of all that a clinic's day has in its figures, beside whoever works."
        " The figures are right at any time, and slower to read the longer it is not run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="work all figures out anew, as after rows were loaded with triggers switched off",
        )

    def handle(self, *args: Any, rebuild: bool, verbosity: int, **options: Any) -> None:
        """Fold the entries, or rebuild them, and say what that has changed."""
        with connections[OWNER].cursor() as cursor:
            if rebuild:
                cursor.execute("SELECT clinic.rebuild_metrics()")
                told = "{} days had other figures than their rows."
            else:
                cursor.execute("SELECT clinic.fold_metrics()")
                told = "{} entries fewer."
            ((count,),) = cursor.fetchall()
        if verbosity:
            self.stdout.write(told.format(count))
