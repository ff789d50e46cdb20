"""Migration operations for what Django has no model for.

SQL stands in files, `<app>/sql/<kind>/<schema>.<object>.vN.sql`, one object each. A released file is
frozen: a change is a new version and a migration. Version 0 takes the object away, so that the
reverse of version N is always version N - 1.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from psycopg import sql

SEARCH_PATH = ("public", "clinic", "audit", "booking", "webhook")


def sql_text(app_label: str, path: str, version: int) -> str:
    """Read one version of a SQL file; raise FileNotFoundError, naming it, when it is missing."""
    folder = Path(apps.get_app_config(app_label).path) / "sql"
    return (folder / f"{path}.v{version}.sql").read_text(encoding="utf-8")


class SchemaOperation(Operation):
    """An operation on the database alone: no model changes with it."""

    category = OperationCategory.SQL
    reversible = True
    elidable = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""


class SQLFile(SchemaOperation):
    """Run one version of a SQL file; reversed, run the version before it.

    Raises FileNotFoundError, naming the file, when either version is missing.
    """

    def __init__(self, path: str, version: int) -> None:
        self.path = path
        self.version = version

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.path], {"version": self.version}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, self.version)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, self.version - 1)

    def describe(self) -> str:
        return f"Run {self.path}.v{self.version}.sql"

    @property
    def migration_name_fragment(self) -> str:
        return Path(self.path).name.replace(".", "_")

    def _run(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, version: int) -> None:
        schema_editor.execute(sql_text(app_label, self.path, version), params=None)


class InSchema(SchemaOperation):
    """Make the tables of this migration in one schema: the first operation where models are made.

    Tables are found by the login's search_path afterwards, so that models name no schema.
    """

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.schema], {}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        path = (self.schema, *(name for name in SEARCH_PATH if name != self.schema))
        names = sql.SQL(", ").join(map(sql.Identifier, path))
        statement = sql.SQL("SET LOCAL search_path = {}").format(names)
        schema_editor.execute(statement.as_string(), params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Leave the path: tables are dropped by the name under which they are found."""

    def describe(self) -> str:
        return f"Make tables in schema {self.schema}"

    @property
    def migration_name_fragment(self) -> str:
        return f"in_{self.schema}"


class KeepUpdatedAt(SchemaOperation):
    """Let the database set `updated_at` of these tables (`schema.table`) at every update.

    Raises TypeError for one name by itself, whose letters would pass for tables.
    """

    def __init__(self, tables: Sequence[str]) -> None:
        if isinstance(tables, str):
            raise TypeError(f"KeepUpdatedAt takes a list of tables: [{tables!r}]")
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.tables], {}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, "triggers/update_updated_at.v1.sql")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, "triggers/update_updated_at.v0.sql")

    def describe(self) -> str:
        return f"Keep updated_at of {', '.join(self.tables)}"

    @property
    def migration_name_fragment(self) -> str:
        return "keep_updated_at"

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, name: str) -> None:
        template = (Path(__file__).parent / "sql" / name).read_text(encoding="utf-8")
        for table in self.tables:
            statement = sql.SQL(template).format(table=sql.Identifier(*table.split(".")))
            schema_editor.execute(statement.as_string(), params=None)


class HideFromPlanner(SchemaOperation):
    """Keep no statistics of these columns of a table, or of an index's expressions (by number).

    What the planner knows of a column it has from the rows of every clinic, and EXPLAIN tells its
    estimates to everybody. Raises TypeError for one name by itself.
    """

    def __init__(self, relation: str, columns: Sequence[str | int]) -> None:
        if isinstance(columns, str):
            raise TypeError(f"HideFromPlanner takes a list of columns: [{columns!r}]")
        self.relation = relation
        self.columns = columns

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.relation, self.columns], {}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, 0)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, -1)

    def describe(self) -> str:
        return f"Keep no statistics of {len(self.columns)} columns of {self.relation}"

    @property
    def migration_name_fragment(self) -> str:
        return f"hide_{self.relation.replace('.', '_')}_from_planner"

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, target: int) -> None:
        actions = sql.SQL(", ").join(
            sql.SQL("ALTER COLUMN {} SET STATISTICS {}").format(
                sql.Literal(column) if isinstance(column, int) else sql.Identifier(column), target
            )
            for column in self.columns
        )
        kind = sql.SQL("INDEX" if isinstance(self.columns[0], int) else "TABLE")
        statement = sql.SQL("ALTER {} {} {}").format(
            kind, sql.Identifier(*self.relation.split(".")), actions
        )
        schema_editor.execute(statement.as_string(), params=None)
