"""Constraints that a form tells at their field."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CheckConstraint, Model, Q, UniqueConstraint

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
