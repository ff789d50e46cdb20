"""Constraints that a form tells at their field."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    CheckConstraint,
    F,
    Func,
    Model,
    Q,
    TextField,
    UniqueConstraint,
    Value,
)
from django.db.models.lookups import IsNull
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE

NOT_DELETED = Q(deleted_at__isnull=True)


@contextmanager
def _told_at(field: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as refusal:
        raise ValidationError({field: refusal}) from None


class FieldRule(CheckConstraint):
    """A CHECK about one field: a form tells it there."""

    def __init__(self, *, field: str, **kwargs: Any) -> None:
        self.field = field
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError, at the field, when the rule is broken."""
        with _told_at(self.field):
            super().validate(*args, **kwargs)  # type: ignore[misc]


class NoFault(FieldRule):
    """A CHECK that an SQL function finds nothing wrong with some fields: it gives NULL, or words for a person.

    A form tells those words at `field`; `says` is for who has only the name. Rows whose field `unless` is true
    are not looked at.
    """

    def __init__(
        self, *arguments: str, function: str, says: str, name: str, field: str, unless: str = ""
    ) -> None:
        self.arguments, self.function, self.says, self.unless = arguments, function, says, unless
        found = Func(*map(F, arguments), function=function, output_field=TextField())
        condition = Q(IsNull(found, True))
        super().__init__(
            field=field,
            condition=Q((unless, True)) | condition if unless else condition,
            name=name,
            violation_error_message=says.replace("%", "%%"),
        )

    def deconstruct(self) -> Any:
        path, _, kwargs = super().deconstruct()
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        named = {"function": self.function, "says": self.says}
        if self.unless:
            named["unless"] = self.unless
        return path, self.arguments, {"name": kwargs["name"], "field": self.field} | named

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError, at the field and in the function's words; also where a form shows some fields alone."""
        if self.field in {*(exclude or ())} or (self.unless and getattr(instance, self.unless)):
            return
        fields: list[Any] = [model._meta.get_field(name) for name in self.arguments]
        values = [Value(getattr(instance, each.attname), each) for each in fields]
        query = Query(None)
        query.add_annotation(
            Func(*values, function=self.function, output_field=TextField()), "fault"
        )
        (fault,) = query.get_compiler(using=using).execute_sql(SINGLE)
        if fault:
            raise ValidationError({self.field: fault})


class UniqueUnlessDeleted(UniqueConstraint):
    """A unique key that a deleted row sets free: its `condition` is NOT_DELETED, and may say more.

    A form tells it at the last field. None shows `deleted_at`, without which Django would not look.
    """

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError, at the field, when another row has the same."""
        with _told_at(self.fields[-1]):
            super().validate(model, instance, {*(exclude or ())} - {"deleted_at"}, using)  # type: ignore[misc]
