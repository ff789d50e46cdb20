"""`dump_rights`: the page of who may do what, from the schema that the migrations make."""

from typing import cast

from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from postgres.management.generated import GeneratedFileCommand
from postgres.management.owner import OWNER, OwnerCommand
from postgres.schema_dump import scratch_database
from tenancy.rights import rights


class Command(GeneratedFileCommand, OwnerCommand):
    help = "Writes the page of grants and row policies, or checks that a file holds it."
    source, target = "migrations", "rights"

    def text(self) -> str:
        """Migrate a scratch database and describe it."""
        owner = cast(DatabaseWrapper, connections[OWNER])
        with scratch_database(owner):
            call_command("migrate", verbosity=0)
            return rights(owner)
