"""What every tenant table has: a key, its clinic, and the times of its making and last change."""

from collections.abc import Collection, Iterable
from copy import deepcopy
from typing import Any, ClassVar, Self

from django.contrib.postgres.functions import TransactionNow
from django.db import connections, models, router
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql.where import WhereNode

from postgres.fields import RandomUUID, TimeOrderedUUID


class DatabaseKeyed(models.Model):
    """A row whose UUID key the database makes: random, so that it says nothing of the row."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)

    named_by: ClassVar[tuple[str, ...]] = ()
    """The columns that `__str__` reads, where lists of other tables name rows of this one."""

    class Meta:
        abstract = True

    def _is_pk_set(self, meta: Any = None) -> bool:
        # A key still to be made is no key: else the admin's inlines take the placeholder for one.
        unmade = isinstance(self.pk, DatabaseDefault)
        return not unmade and super()._is_pk_set(meta)  # type: ignore[misc]


def with_names_of(queryset: models.QuerySet[Any], relations: Iterable[str]) -> models.QuerySet[Any]:
    """Load what these relations lead to along with the rows: of each, the columns that name it."""
    unread = [
        f"{relation}__{field.name}"
        for relation in relations
        for related in [queryset.model._meta.get_field(relation).related_model]
        for field in related._meta.concrete_fields
        if related.named_by and not field.primary_key and field.name not in related.named_by
    ]
    return queryset.select_related(*relations).defer(*unread)


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

    def soft_delete(self) -> None:
        """Hide the row from everybody but admins, as the admin or superadmin who acts.

        Raises ProgrammingError (42501) for whoever may not, and for one's own account; InternalError (P0002)
        for a row that is not there.
        """
        self._set_deleted(True)

    def restore(self) -> None:
        """Bring the row back; raise as `soft_delete` does, IntegrityError where its place is taken."""
        self._set_deleted(False)

    def _set_deleted(self, deleted: bool) -> None:
        with connections[router.db_for_write(type(self), instance=self)].cursor() as cursor:
            cursor.execute(
                "SELECT clinic.soft_delete(%s, %s, %s)", [self._meta.db_table, self.pk, deleted]
            )
        self.refresh_from_db(fields=["deleted_at"])


class ColumnGranted(models.Model):
    """A row of which a role may read and write only some columns.

    An INSERT names what was set, and a save what was changed since the row was loaded: even DEFAULT
    needs a column's grant, and a secret column that was loaded as NULL must not be written back.
    """

    class Meta:
        abstract = True

    _loaded: dict[str, Any] | None = None

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None and self._loaded is not None:
            kwargs["update_fields"] = self._changed()
        super().save(*args, **kwargs)
        self._remember()

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        row = super().from_db(db, field_names, values)
        row._remember()
        return row

    def refresh_from_db(  # type: ignore[override]
        self, using: Any = None, fields: Any = None, **kwargs: Any
    ) -> None:
        super().refresh_from_db(using=using, fields=fields, **kwargs)
        self._remember(fields)

    def _remember(self, names: Collection[str] | None = None) -> None:
        """Note what the database holds: of these fields, or of all that are loaded."""
        fields = [
            field.attname
            for field in self._meta.concrete_fields
            if field.attname in self.__dict__
            and (names is None or {field.name, field.attname} & set(names))
        ]
        self._loaded = (self._loaded or {}) | {
            name: deepcopy(self.__dict__[name]) for name in fields
        }

    def _changed(self) -> set[str]:
        loaded, now = self._loaded or {}, self.__dict__
        return {
            field.name
            for field in self._meta.concrete_fields
            if field.attname in now
            and not (field.attname in loaded and loaded[field.attname] == now[field.attname])
        }

    def _do_insert(
        self, manager: Any, using: str | None, fields: Any, returning_fields: Any, raw: bool
    ) -> Any:
        named = [field for field in fields if not self._unset(field)]
        return super()._do_insert(manager, using, named, returning_fields, raw)  # type: ignore[misc]

    def _unset(self, field: Any) -> bool:
        value = getattr(self, field.attname)
        if isinstance(value, DatabaseDefault):
            return True
        if field.has_db_default():  # Django's default is the same as the database's.
            return field.has_default() and bool(value == field.get_default())
        return value is None


class TenantModel(DatabaseKeyed):
    """A row of one clinic."""

    clinic = models.ForeignKey("identity.Clinic", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


def time_ordered_key() -> "models.UUIDField[Any, Any]":
    """Make the `id` of what is appended all day: neighbours in time are neighbours on disk."""
    return models.UUIDField(primary_key=True, db_default=TimeOrderedUUID(), editable=False)


class TenantReference(models.ForeignKey[Any, Any]):
    """A reference to a row of the same clinic: a join compares the clinics too.

    PostgreSQL then knows that both tables' rows are of one clinic, plans by its composite keys, and
    finds them on one node of a cluster. In migrations it is the plain ForeignKey that it is in the table.
    """

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> WhereNode | None:
        """Compare clinics where the table referred to is joined as `alias`, to ours as `related_alias`."""
        if alias is None:
            return None
        related: Any = self.related_model
        ours, theirs = _clinic(self.model), _clinic(related)
        same = ours.get_lookup("exact")(ours.get_col(related_alias), theirs.get_col(alias))
        return WhereNode([same])

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def _clinic(model: type[models.Model]) -> Any:
    return model._meta.get_field("clinic")


def tenant_key(to: str, on_delete: Any = models.PROTECT, **kwargs: Any) -> Any:
    """Make a reference to a row of the same clinic.

    The ORM joins by clinic and key; the database's key and index are composite, and stand in
    Meta as a TenantForeignKey and an index that starts with the clinic.
    """
    return TenantReference(to, on_delete, db_constraint=False, db_index=False, **kwargs)
