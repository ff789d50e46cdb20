"""Queries that select NULL for the columns which the acting role may not read.

So a model loads for every role that sees its rows at all: without the patient's tags for a patient,
without password hashes for everybody. To filter by such a column still fails loudly (42501).
"""

from typing import Any

from django.db.backends.postgresql.compiler import SQLCompiler as PostgresCompiler
from django.db.backends.postgresql.compiler import (
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLAggregateCompiler

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class SQLCompiler(PostgresCompiler):  # type: ignore[misc]
    """A SELECT, as the acting role may run it."""

    def get_select(self, with_col_aliases: bool = False) -> Any:
        selected, class_info, annotations = super().get_select(with_col_aliases)
        hidden = self.connection.hidden_columns()
        if hidden:
            selected = [
                (column, ("NULL", ()) if _names(column) in hidden else compiled, alias)
                for column, compiled, alias in selected
            ]
        return selected, class_info, annotations


def _names(column: Any) -> tuple[str, str] | None:
    if isinstance(column, Col):
        return column.target.model._meta.db_table, column.target.column
    return None
