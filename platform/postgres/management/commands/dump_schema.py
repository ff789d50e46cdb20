"""`dump_schema`: the schema that the migrations make, from an empty database."""

from typing import cast

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from postgres.management.generated import GeneratedFileCommand
from postgres.management.owner import OWNER, OwnerCommand
from postgres.schema_dump import VERSION, dump, scratch_database


class Command(GeneratedFileCommand, OwnerCommand):
    help = "Writes the schema that the migrations make, or checks that a file holds it."
    source, target = "migrations", "schema"

    def text(self) -> str:
        """Migrate a scratch database and dump it."""
        return migrated_schema()


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
