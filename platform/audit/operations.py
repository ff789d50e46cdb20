"""Migration operations that decide of each table whether it is audited."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from postgres.operations import SchemaOperation


class Audited(SchemaOperation):
    """Audit a table (`schema.table`) from now on; again where it has got new columns.

    The columns of `never_stored` are named in entries, and their values are not: secrets, and what is
    encrypted. Reversed, the table is not audited.
    """

    def __init__(self, table: str, reason: str, never_stored: Sequence[str] = ()) -> None:
        self.table = table
        self.reason = reason
        self.never_stored = never_stored

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"never_stored": self.never_stored} if self.never_stored else {}
        return type(self).__qualname__, [self.table, self.reason], options

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(
            "SELECT audit.watch(%s, %s, %s)", [self.table, list(self.never_stored), self.reason]
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute("SELECT audit.unwatch(%s)", [self.table])

    def describe(self) -> str:
        return f"Audit {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"audit_{self.table.replace('.', '_')}"


class NotAudited(SchemaOperation):
    """Decide that a table (`schema.table`) is not audited, and say why."""

    def __init__(self, table: str, reason: str) -> None:
        self.table = table
        self.reason = reason

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.table, self.reason], {}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(
            "INSERT INTO audit.decisions (table_schema, table_name, is_audited, reason)"
            " VALUES (%s, %s, false, %s)",
            [*self.table.split("."), self.reason],
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(
            "DELETE FROM audit.decisions WHERE table_schema = %s AND table_name = %s",
            self.table.split("."),
        )

    def describe(self) -> str:
        return f"Do not audit {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"do_not_audit_{self.table.replace('.', '_')}"
