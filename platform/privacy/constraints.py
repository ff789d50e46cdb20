"""A CHECK by which the database refuses plaintext in a column of ciphertexts."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.ddl_references import Columns, Statement, Table

from privacy.envelope import PATTERN


class IsSealed(models.BaseConstraint):
    """A column holds what the application has encrypted, or NULL: whoever writes it, no plaintext."""

    condition = "%(column)s ~ %(pattern)s"

    def __init__(self, field: str, *, name: str, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.field = field

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(
            f"CONSTRAINT %(name)s CHECK ({self.condition})", model, schema_editor
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        template = f"ALTER TABLE %(table)s ADD CONSTRAINT %(name)s CHECK ({self.condition})"
        return self._statement(template, model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s", model, schema_editor
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Check nothing: the field encrypts what a form takes."""

    def _statement(self, template: str, model: Any, schema_editor: Any) -> Any:
        quote, table = schema_editor.quote_name, model._meta.db_table
        return Statement(
            template,
            table=Table(table, quote),
            name=quote(self.name),
            pattern=schema_editor.quote_value(f"^{PATTERN}$"),
            **{
                name: Columns(table, [model._meta.get_field(field).column], quote)
                for name, field in self._columns().items()
            },
        )

    def _columns(self) -> dict[str, str]:
        return {"column": self.field}


class IsSealedWhere(IsSealed):
    """A JSON column holds a ciphertext, in a string, in the rows that are marked, and in no others."""

    condition = (
        "%(marked)s = (jsonb_typeof(%(column)s) = 'string' AND %(column)s #>> '{}' ~ %(pattern)s)"
    )

    def __init__(self, field: str, marked: str = "is_encrypted", **kwargs: Any) -> None:
        super().__init__(field, **kwargs)
        self.marked = marked

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, (*args, self.marked), kwargs

    def _columns(self) -> dict[str, str]:
        return super()._columns() | {"marked": self.marked}
