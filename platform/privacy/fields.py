"""Columns that are encrypted, and columns to find them by.

    class Referral(TenantModel):
        id = known_key()
        nric = EncryptedField(db_column="nric_encrypted", null=True, blank=True, searched_by="nric_hash")
        nric_hash = BlindIndexField("nric", null=True, editable=False)

Model code reads and writes `referral.nric` as text: it is encrypted when the row is saved (also by
`bulk_create`), and decrypted when the attribute is read. The ciphertext is bound to table, column, clinic
and row, so the row's key must be known before it is inserted: `known_key()`. A row without a clinic is
sealed with the platform's key.

What has no row at hand is refused: a plain value in `update()` or `bulk_update()`, expressions, lookups
other than `isnull`. `values()` gives a `Sealed`, which shows nothing.
"""

# mypy: disable-error-code="type-arg"
# Django's fields take type arguments in the stubs alone.

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import FieldError, ValidationError
from django.core.validators import BaseValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import DatabaseDefault
from django.db.models.query_utils import DeferredAttribute
from django.utils.deconstruct import deconstructible
from django.utils.functional import cached_property

from postgres.fields import RandomUUID, Secret, TimeOrderedUUID, uuid_v7
from privacy.envelope import Key, is_sealed, key_name, room
from privacy.errors import KeyMissingError, UnreadableError
from privacy.keyring import keyring
from privacy.models import Purpose
from tenancy.models import ColumnGranted


def known_key() -> "models.UUIDField[Any, Any]":
    """Make the `id` of a row that holds ciphertexts: random, and known before the row is written."""
    return models.UUIDField(
        primary_key=True, default=uuid4, db_default=RandomUUID(), editable=False
    )


def known_time_ordered_key() -> "models.UUIDField[Any, Any]":
    """Make the same for what is appended all day."""
    return models.UUIDField(
        primary_key=True, default=uuid_v7, db_default=TimeOrderedUUID(), editable=False
    )


HIDDEN, UNREADABLE = "********", "* cannot be read *"
"""What stands for a value that nobody is shown, and for one that nobody can read."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext as the database has it; the row that it stands in opens it."""

    text: str

    def __repr__(self) -> str:
        return f"<sealed with key {key_name(self.text)}>"


@dataclass(frozen=True, slots=True, repr=False)
class Unsealed:
    """What a row is to be written with, once it is known on which connection."""

    sealed_on: Callable[[str], str]


class SealedAttribute(DeferredAttribute):
    """The attribute of a row: text to whoever reads it, a ciphertext until then."""

    field: "Encrypted"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed):
            return value
        using = instance._state.db or DEFAULT_DB_ALIAS
        return self.field.open(value.text, *self.field.owner(instance), using=using)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Encrypted(models.Field):
    """A column of ciphertexts, each of which its row alone can open."""

    descriptor_class = SealedAttribute
    searched_by = ""
    of_platform = False

    def written(self, value: Any) -> str:
        """Give the text that is sealed in place of a value."""
        return str(value)

    def read(self, text: str) -> Any:
        """Give the value that a text was sealed for."""
        return text

    def seal(
        self,
        value: Any,
        row_id: UUID,
        clinic_id: UUID | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> str:
        """Encrypt a value for one row.

        Raises KeyMissingError where a master key is missing, ValueError for an empty text.
        """
        key = keyring(using).in_use(self._owner(clinic_id), using=using)
        return self.seal_by(key, value, row_id, clinic_id)

    def seal_by(self, key: Key, value: Any, row_id: UUID, clinic_id: UUID | None = None) -> str:
        """Encrypt with a key that is at hand: for many rows of one clinic."""
        if not (plaintext := self.written(value)):
            raise ValueError(f"{self} is empty: NULL is what is not known.")
        return key.seal(plaintext.encode(), self._place(row_id, clinic_id))

    def open(
        self,
        ciphertext: str,
        row_id: UUID,
        clinic_id: UUID | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> Any:
        """Decrypt what stands in one row.

        Raises UnreadableError for what was sealed elsewhere or altered, KeyMissingError where a master key
        is missing.
        """
        key = keyring(using).find(key_name(ciphertext), using)
        return self.read(key.open(ciphertext, self._place(row_id, clinic_id)).decode())

    def owner(self, row: models.Model) -> tuple[UUID, UUID | None]:
        """Give the row's key and its clinic; raise FieldError where the database has yet to make the key."""
        if row.pk is None or isinstance(row.pk, DatabaseDefault):
            raise FieldError(
                f"{self} is bound to its row: give {row._meta.label} `id = known_key()`."
            )
        return row.pk, getattr(row, "clinic_id", None)

    def mask(self, value: Any) -> str:
        """Give what of a value may be shown to whoever sees the row."""
        return HIDDEN

    def value_from_object(self, obj: models.Model) -> Any:
        """Give what a form may show: the value masked, or that it can't be read."""
        kept = obj.__dict__.get(self.attname)
        if not isinstance(kept, Sealed):
            return kept
        try:
            return self.mask(getattr(obj, self.attname))
        except (KeyMissingError, UnreadableError):
            return UNREADABLE

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Take what a form was sent, unless it is the mask that it showed."""
        if data != self.value_from_object(instance):
            super().save_form_data(instance, data)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and add:
            raise FieldError(f"{self} was loaded from another row: assign its text.")
        if value is None or isinstance(value, Sealed):
            return value
        row_id, clinic_id = self.owner(model_instance)
        return Unsealed(lambda using: self.seal(value, row_id, clinic_id, using))

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        """Refuse an expression: what it would copy could not be read here."""
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self} is encrypted for one row: no expression is written to it.")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        how = f"by its blind index, {self.searched_by}" if self.searched_by else "by something else"
        raise FieldError(f"{self} is encrypted: search {how}.")

    def _owner(self, clinic_id: UUID | None) -> UUID | None:
        return None if self.of_platform else clinic_id

    def _place(self, row_id: UUID, clinic_id: UUID | None) -> str:
        table = self.model._meta.db_table
        return f"{table}.{self.column}|{self._owner(clinic_id) or '-'}|{row_id}"


class EncryptedField(Encrypted, models.CharField):
    """Text that the database knows as a ciphertext alone.

    `max_length` is the column's; `longest` says how many bytes go into it. `normalise` is applied before a
    value is sealed, `searched_by` names the blind index. With `of_platform` the platform's key seals it in
    every clinic's rows, and the clinic is not bound: for a row that may move to another one. A mask shows
    the first and the last four letters of eight or more (S****567D), unless `shows_ends` is false.
    """

    def __init__(
        self,
        *args: Any,
        normalise: Callable[[str], str] = str,
        searched_by: str = "",
        of_platform: bool = False,
        shows_ends: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.normalise = normalise
        self.searched_by = searched_by
        self.of_platform = of_platform
        self.shows_ends = shows_ends

    @property
    def longest(self) -> int | None:
        """Give how many bytes of UTF-8 fit, sealed, into the column."""
        return room(self.max_length) if self.max_length else None

    @cached_property
    def validators(self) -> list[Any]:
        """Measure the text, and not the column, which is longer."""
        own = [refuse_mask, *self.default_validators, *self._validators]  # type: ignore[attr-defined]
        return [*own, MaxBytesValidator(self.longest)] if self.longest else own

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Call it in migrations what it is in the table: text."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        kind = "CharField" if self.max_length else "TextField"
        return name, f"django.db.models.{kind}", args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"varchar({self.max_length})" if self.max_length else "text"

    cast_db_type = db_type

    def written(self, value: Any) -> str:
        return self.normalise(value)

    def mask(self, value: Any) -> str:
        return f"{value[0]}****{value[-4:]}" if self.shows_ends and len(value) >= 8 else HIDDEN

    def from_db_value(self, value: str | None, *args: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        return self.normalise(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if isinstance(value, Unsealed):
            return value.sealed_on(connection.alias)
        if isinstance(value, Sealed):
            return value.text
        if value is None or (isinstance(value, str) and is_sealed(value)):
            return value
        raise FieldError(f"{self} is encrypted for one row: save() the row, or bulk_create() it.")

    def value_to_string(self, obj: models.Model) -> str:
        """Give the ciphertext, for a fixture of the same database."""
        value = obj.__dict__.get(self.attname)
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self} is encrypted: save the row before it goes into a fixture.")
        return value.text if value else ""


class SecretEncryptedField(Secret, EncryptedField):
    """Encrypted text that no person's role may read."""


class MaybeEncryptedJSONField(Encrypted, models.JSONField):
    """JSON, encrypted in the rows whose `when` is true; there the column holds a ciphertext in a string.

    The platform's key seals it. A CHECK must hold that no other string looks like one (`IsSealedWhere`).
    """

    of_platform = True

    def __init__(self, *args: Any, when: str = "is_encrypted", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.when = when

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def written(self, value: Any) -> str:
        return json.dumps(value, cls=self.encoder)

    def read(self, text: str) -> Any:
        return json.loads(text, cls=self.decoder)

    def from_db_value(self, value: Any, *args: Any) -> Any:
        found = super().from_db_value(value, *args)
        return Sealed(found) if isinstance(found, str) and is_sealed(found) else found

    def value_to_string(self, obj: models.Model) -> Any:
        """Give the ciphertext where there is one, for a fixture of the same database."""
        value = obj.__dict__.get(self.attname)
        return value.text if isinstance(value, Sealed) else super().value_to_string(obj)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, self.when):
            return super().pre_save(model_instance, add)
        return getattr(model_instance, self.attname)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if isinstance(value, Unsealed):
            value = value.sealed_on(connection.alias)
        elif isinstance(value, Sealed):
            value = value.text
        return super().get_db_prep_value(value, connection, prepared)


def refuse_mask(text: str) -> None:
    """Raise ValidationError for what is half a mask."""
    if "*" in text:
        raise ValidationError("Write it in full, or leave it as it was.")


@deconstructible
class MaxBytesValidator(BaseValidator):
    """Refuse a text that is longer than so many bytes of UTF-8."""

    message = "At most %(limit_value)d characters."
    code = "max_length"

    def compare(self, length: int, most: int) -> bool:
        return length > most

    def clean(self, text: str) -> int:
        return len(text.encode())


class BlindIndexField(models.CharField):
    """A keyed digest of an encrypted field: finds a value without showing it.

    HMAC-SHA-256 in hex, by a key of the clinic's own: the same value has another digest elsewhere.
    """

    def __init__(self, of: str = "", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 64} | kwargs)
        self.of = of

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def digest(self, value: str, clinic_id: UUID | None, using: str = DEFAULT_DB_ALIAS) -> str:
        """Give the digest of a value in one clinic, as the column has it."""
        return self.digest_by(keyring(using).in_use(clinic_id, Purpose.INDEX, using), value)

    def digest_by(self, key: Key, value: str) -> str:
        """Give the digest by a key that is at hand."""
        source: Any = self.model._meta.get_field(self.of)
        said = f"{self.model._meta.db_table}.{self.column}|{source.normalise(value)}"
        return hmac.digest(key.secret, said.encode(), sha256).hex()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Follow the field of which this is the index, where that was set."""
        source = model_instance.__dict__.get(self.of)
        if source is None:
            return None
        if isinstance(source, Sealed):
            return model_instance.__dict__.get(self.attname)
        clinic_id = getattr(model_instance, "clinic_id", None)
        return Unsealed(lambda using: self.digest(source, clinic_id, using))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if isinstance(value, Unsealed):
            return value.sealed_on(connection.alias)
        return super().get_db_prep_value(value, connection, prepared)


class Indexed(ColumnGranted):
    """A row whose blind indexes are saved with what they are indexes of, whatever is named to be saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (named := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = self._with_indexes(named)
        super().save(*args, **kwargs)

    def _changed(self) -> set[str]:
        return self._with_indexes(super()._changed())

    def _unset(self, field: Any) -> bool:
        if isinstance(field, BlindIndexField):
            return self.__dict__.get(field.of) is None
        if isinstance(field, Encrypted):
            return self.__dict__.get(field.attname) is None
        return super()._unset(field)

    def _with_indexes(self, named: Iterable[str]) -> set[str]:
        indexes = [each for each in self._meta.fields if isinstance(each, BlindIndexField)]
        return {*named} | {each.name for each in indexes if each.of in named}
