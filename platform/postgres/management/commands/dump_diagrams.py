"""`dump_diagrams`: the page of diagrams of the schema, from the models."""

from django.db import connection

from postgres.diagrams import diagrams
from postgres.management.generated import GeneratedFileCommand


class Command(GeneratedFileCommand):
    help = "Writes the page of the schema's diagrams, or checks that a file holds it."
    requires_system_checks = ()
    source, target = "models", "diagrams"

    def text(self) -> str:
        """Describe the models, without a database."""
        return diagrams(connection)
