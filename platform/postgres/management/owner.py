"""Commands that set a database up run as its owner, whatever the web process may do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

OWNER = "owner"


class OwnerCommand(BaseCommand):
    """A command for the owner's connection, where Django would take the run-time login's."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.set_defaults(database=OWNER)
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; raise CommandError where the owner's URL is missing."""
        if options.get("database", OWNER) not in connections:
            raise CommandError(
                "This runs as the database's owner: set DATABASE_URL to the owner's URL."
            )
        return super().execute(*args, **options)
