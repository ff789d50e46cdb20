"""What every tenant table has: a key, its clinic, and the times of its making and last change."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models.expressions import DatabaseDefault

from postgres.fields import RandomUUID, TimeOrderedUUID


class DatabaseKeyed(models.Model):
    """A row whose UUID key the database makes: random, so that it says nothing of the row."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)

    class Meta:
        abstract = True

    def _is_pk_set(self, meta: Any = None) -> bool:
        # A key still to be made is no key: else the admin's inlines take the placeholder for one.
        unmade = isinstance(self.pk, DatabaseDefault)
        return not unmade and super()._is_pk_set(meta)  # type: ignore[misc]


class Timestamped(models.Model):
    """When a row was made, and last changed; both are the database's to say."""

    created_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    updated_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    class Meta:
        abstract = True


class SoftDeleted(models.Model):
    """A row that is hidden rather than lost: nothing clinical or financial is ever deleted."""

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ColumnGranted(models.Model):
    """A row of which a role may write only some columns: an INSERT names what was set, no more.

    Even DEFAULT in an INSERT needs the column's grant.
    """

    class Meta:
        abstract = True

    def _do_insert(
        self, manager: Any, using: str | None, fields: Any, returning_fields: Any, raw: bool
    ) -> Any:
        named = [field for field in fields if not self._unset(field)]
        return super()._do_insert(manager, using, named, returning_fields, raw)  # type: ignore[misc]

    def _unset(self, field: Any) -> bool:
        value = getattr(self, field.attname)
        absent = value is None and not field.has_db_default()
        return absent or isinstance(value, DatabaseDefault)


class TenantModel(DatabaseKeyed):
    """A row of one clinic."""

    clinic = models.ForeignKey("identity.Clinic", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


def time_ordered_key() -> "models.UUIDField[Any, Any]":
    """Make the `id` of what is appended all day: neighbours in time are neighbours on disk."""
    return models.UUIDField(primary_key=True, db_default=TimeOrderedUUID(), editable=False)


def tenant_key(to: str, on_delete: Any = models.PROTECT, **kwargs: Any) -> Any:
    """Make a reference to a row of the same clinic.

    The ORM gets a plain ForeignKey; the database's key and index are composite, and stand in
    Meta as a TenantForeignKey and an index that starts with the clinic.
    """
    return models.ForeignKey(to, on_delete, db_constraint=False, db_index=False, **kwargs)
