"""Columns that Django has no field for."""

# mypy: disable-error-code="type-arg"
# Django's fields take type arguments in the stubs alone.

from collections.abc import Sequence
from copy import deepcopy
from functools import partial
from os import urandom
from time import time_ns
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class EnumField(models.CharField):
    """A column of a native PostgreSQL enum type; `choices` are its labels, in the type's order.

    Under row security an enum is not leakproof: use it in a partial index's condition, never as an
    index key.
    """

    def __init__(self, *args: Any, enum_type: str, **kwargs: Any) -> None:
        self.enum_type = enum_type
        kwargs.setdefault("max_length", 63)  # the length of a PostgreSQL label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.max_length == 63:
            del kwargs["max_length"]
        return name, path, args, kwargs | {"enum_type": self.enum_type}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return self.enum_type

    def cast_db_type(self, connection: BaseDatabaseWrapper) -> str:
        return self.enum_type

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return f"%s::{self.enum_type}"


class CitextField(models.EmailField):
    """An e-mail address that is the same in upper and lower case (extension citext)."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "citext"

    def cast_db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "citext"


class TimeZoneField(models.CharField):
    """The name of a zone of the IANA time zone database, as Asia/Singapore."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 50} | kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Raise ValidationError for a zone that does not exist."""
        super().validate(value, model_instance)
        if value not in available_timezones():
            raise ValidationError(f"{value!r} is no time zone; write one as Asia/Singapore.")


class RandomUUID(Func):
    """A key that says nothing of its row: UUID version 4, made in the database."""

    template = "gen_random_uuid()"
    output_field = models.UUIDField()


class TimeOrderedUUID(Func):
    """A key for what is appended all day: UUID version 7, made in the database."""

    template = "clinic.uuid_v7()"
    output_field = models.UUIDField()


def uuid_v7() -> UUID:
    """Make a UUID version 7 (RFC 9562) here, for a row whose key must be known before it is written."""
    milliseconds = time_ns() // 1_000_000
    number = milliseconds << 80 | int.from_bytes(urandom(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76  # the version
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)  # the variant


class MoneyField(models.DecimalField):
    """An amount in the clinic's currency, to the cent unless said otherwise: numeric(10, 2)."""

    EXACTLY: ClassVar[dict[str, int]] = {"max_digits": 10, "decimal_places": 2}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **self.EXACTLY | kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        usual = self.EXACTLY.items()
        return (
            name,
            path,
            args,
            {key: kwargs[key] for key in kwargs if (key, kwargs[key]) not in usual},
        )


class _JSONShape(models.JSONField):
    empty: type[Any]

    def __init__(self, *args: Any, initial: Any = None, **kwargs: Any) -> None:
        self.initial = initial or self.empty()
        kwargs["default"] = partial(deepcopy, self.initial)
        kwargs["db_default"] = models.Value(self.initial, models.JSONField())
        super().__init__(*args, **{"blank": True} | kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["default"], kwargs["db_default"]
        return name, path, args, kwargs | ({"initial": self.initial} if self.initial else {})

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        # Django hides a second input for a callable default; a constant needs none.
        return super().formfield(**{"show_hidden_initial": False} | kwargs)


class JSONListField(_JSONShape):
    """A JSON array, empty unless `initial` says otherwise."""

    empty = list


class JSONObjectField(_JSONShape):
    """A JSON object, empty unless `initial` says otherwise."""

    empty = dict


class Secret(models.Field):
    """A column that no person's role may read: `postgres.backend.compiler` selects NULL in its place.

    Models load as usual, with None here. Only definer functions and the owner read and write it.
    """

    @property
    def db_returning(self) -> bool:
        """Say no: what may not be read may not be returned by an INSERT either."""
        return False


class SecretCharField(Secret, models.CharField):
    """Secret text."""


class SecretIntegerField(Secret, models.IntegerField):
    """A secret number."""


class SecretBigIntegerField(Secret, models.BigIntegerField):
    """A secret number that may grow large."""


class SecretDateTimeField(Secret, models.DateTimeField):
    """A secret instant."""
