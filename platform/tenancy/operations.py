"""Migration operations for functions that do business on a person's behalf."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from postgres.operations import SQLFile

DEFINERS = ("clinic_definer", "clinic_search", "clinic_audit")
"""Roles that own such functions: nobody enters them, no policy lets them by."""


class DefinerFile(SQLFile):
    """Run a SQL file that hands its functions over to a definer role.

    PostgreSQL lets a role own what stands in a schema only where it may create there. That right lasts
    as long as the file takes, so that nothing else is ever made in the role's name.
    """

    def _run(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, version: int) -> None:
        schema = self.path.rpartition("/")[2].partition(".")[0]
        names: dict[str, Any] = {
            "schema": sql.Identifier(schema),
            "definers": sql.SQL(", ").join(map(sql.Identifier, DEFINERS)),
        }
        grant = sql.SQL("GRANT CREATE ON SCHEMA {schema} TO {definers}").format(**names)
        revoke = sql.SQL("REVOKE CREATE ON SCHEMA {schema} FROM {definers}").format(**names)
        schema_editor.execute(grant.as_string(), params=None)
        super()._run(app_label, schema_editor, version)
        schema_editor.execute(revoke.as_string(), params=None)
