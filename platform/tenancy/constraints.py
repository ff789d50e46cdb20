"""Keys of tenant tables: PostgreSQL itself refuses a row that refers to another clinic's.

A plain foreign key is checked past row security, so that one clinic could refer to the rows of
another. These keys carry the clinic along.
"""

from collections.abc import Sequence
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext_lazy as _

OnDelete = Literal["NO ACTION", "CASCADE", "SET NULL"]


class CompositeForeignKey(models.BaseConstraint):
    """FOREIGN KEY (columns) REFERENCES the columns of another table, as a model's constraint.

    `fields` are this model's, `to` is "app_label.Model", `to_fields` are its. Checked at once, so
    that the statement that errs is the one that fails; deferrable, for a loader that must.
    ON DELETE SET NULL empties the last column alone, since the first is the clinic.
    """

    template = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(columns)s)"
        " REFERENCES %(to_table)s (%(to_columns)s) ON DELETE %(on_delete)s ON UPDATE %(on_update)s"
        " DEFERRABLE INITIALLY IMMEDIATE"
    )

    def __init__(
        self,
        *,
        fields: tuple[str, ...],
        to: str,
        to_fields: tuple[str, ...],
        name: str,
        on_delete: OnDelete = "NO ACTION",
        on_update: Literal["NO ACTION", "CASCADE"] = "NO ACTION",
        violation_error_code: str | None = None,
        violation_error_message: str | None = None,
    ) -> None:
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.fields = tuple(fields)
        self.to = to
        self.to_fields = tuple(to_fields)
        self.on_delete = on_delete
        self.on_update = on_update

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to": self.to, "to_fields": self.to_fields}
        if self.on_delete != "NO ACTION":
            kwargs["on_delete"] = self.on_delete
        if self.on_update != "NO ACTION":
            kwargs["on_update"] = self.on_update
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        # Without it makemigrations would make the constraint anew for ever.
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: name={self.name!r} fields={self.fields!r} to={self.to!r}>"

    def parent(self, model: Any) -> type[models.Model]:
        """Give the model that the key points to."""
        parent: type[models.Model] = model._meta.apps.get_model(self.to)
        return parent

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        # Never inside CREATE TABLE: the other table may come later in the same migration.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        quote, parent = schema_editor.quote_name, self.parent(model)
        columns = [_column(model, field) for field in self.fields]
        on_delete = (
            f"SET NULL ({quote(columns[-1])})" if self.on_delete == "SET NULL" else self.on_delete
        )
        return Statement(
            self.template,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            columns=Columns(model._meta.db_table, columns, quote),
            to_table=Table(parent._meta.db_table, quote),
            to_columns=Columns(
                parent._meta.db_table,
                [_column(parent, field) for field in self.to_fields],
                quote,
            ),
            on_delete=on_delete,
            on_update=self.on_update,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: Any,
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError, at the field, when no such row exists in the same clinic."""
        if exclude and self.fields[-1] in exclude:
            return
        values = [getattr(instance, model._meta.get_field(name).attname) for name in self.fields]
        if any(value is None or isinstance(value, DatabaseDefault) for value in values):
            return
        parent = self.parent(model)
        wanted = dict(zip(self.to_fields, values, strict=True))
        if not parent._base_manager.using(using).filter(**wanted).exists():
            message = self.get_violation_error_message()
            raise ValidationError({self.fields[-1]: message}, code=self.violation_error_code)


def _column(model: type[models.Model], field: str) -> str:
    column: str = model._meta.get_field(field).column  # type: ignore[union-attr, assignment]
    return column


class TenantForeignKey(CompositeForeignKey):
    """(clinic, field) refers to (clinic, id) of the field's model: a row of the same clinic.

    The field is a ForeignKey with `db_constraint=False`; `tenancy.models.tenant_key` makes one.
    """

    default_violation_error_message = _("Choose one of the same clinic.")

    def __init__(
        self, field: str, to: str, *, name: str, on_delete: OnDelete = "NO ACTION", **kwargs: Any
    ) -> None:
        self.field = field
        super().__init__(
            fields=("clinic", field),
            to=to,
            to_fields=("clinic", "id"),
            name=name,
            on_delete=on_delete,
            **kwargs,
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        for derived in ("fields", "to", "to_fields"):
            del kwargs[derived]
        return path, (self.field, self.to), kwargs


class TenantKey(models.UniqueConstraint):
    """UNIQUE (clinic, id): what the tenant keys of other tables refer to."""

    def __init__(self, *, name: str, **kwargs: Any) -> None:
        super().__init__(fields=("clinic", "id"), name=name, **kwargs)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        del kwargs["fields"]
        return path, args, kwargs

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Check nothing: ids are made by the database, and unique already."""
