"""Rotation: new keys, values sealed anew, old keys retired; as the owner, while everybody goes on.

A value is written anew only where it is still the one that was read. The audit has the keys, and no entry
for each value: its meaning is the same (`app.rewriting`, which is for the owner alone).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from os import urandom
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, transaction
from psycopg import sql

from postgres.management.owner import OWNER
from privacy.envelope import KEY, is_sealed, key_name
from privacy.errors import UnreadableError
from privacy.fields import Encrypted, MaybeEncryptedJSONField
from privacy.keyring import FRESH, keyring
from privacy.models import Purpose
from privacy.statements import statement

BATCH = 500
"""Values a transaction: what it locks, it locks for some hundredths of a second."""

GRACE = 5 * FRESH
"""Seconds after which a key that was replaced seals nothing more, in whatever process."""

FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class KeyState:
    """A data key, and what hangs on it."""

    id: int
    clinic_id: UUID | None
    purpose: str
    wrapped_key: str
    replaced_at: datetime | None
    clinic_code: str | None

    @property
    def whose(self) -> str:
        return self.clinic_code or "the platform"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ciphertexts, and how SQL reads and writes it."""

    field: Encrypted

    def __str__(self) -> str:
        return f"{self.field.model._meta.db_table}.{self.field.column}"

    def run(self, name: str, *parameters: Any) -> Any:
        """Run a statement on the column, as the owner; give its cursor, still open."""
        column = sql.Identifier(self.field.column)
        kept = sql.SQL("kept.{}").format(column)
        is_json = isinstance(self.field, MaybeEncryptedJSONField)
        text, new = ("{} #>> '{{}}'", "to_jsonb({})") if is_json else ("{}", "{}")
        query = sql.SQL(statement(name)).format(
            table=sql.Identifier(self.field.model._meta.db_table),
            column=column,
            text=sql.SQL(text).format(column),
            kept=sql.SQL(text).format(kept),
            new=sql.SQL(new).format(sql.Identifier("value", "sealed_anew")),
        )
        cursor = connections[OWNER].cursor()
        cursor.execute(query.as_string(), parameters)
        return cursor


@dataclass(slots=True)
class Report:
    """What became of the values."""

    sealed_anew: int = 0
    changed_meanwhile: int = 0
    unreadable: list[str] = field(default_factory=list)


def columns() -> list[Column]:
    """Give every encrypted column there is."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return [
        Column(each)
        for model in models
        for each in model._meta.fields
        if isinstance(each, Encrypted)
    ]


def data_keys() -> list[KeyState]:
    """Give every data key."""
    return [KeyState(*row) for row in _run(statement("keys"))]


def uses(of: Iterable[KeyState]) -> Counter[int]:
    """Count the values that each of these keys has sealed."""
    names = [str(key.id) for key in of]
    counted: Counter[int] = Counter()
    for column in columns():
        for name, values in column.run("uses", names):
            counted[int(name)] += values
    return counted


def replace_keys(clinics: list[UUID] | None = None) -> int:
    """Put new keys in the place of those in use: of these clinics, or of all and the platform.

    Gives how many. Other processes take them up within FRESH seconds. Raises KeyMissingError, and changes
    nothing, where a key cannot be opened.
    """
    ring = keyring(OWNER)
    for key in data_keys():
        ring.unwrap(key.id, key.clinic_id, key.purpose, key.wrapped_key)
    with transaction.atomic(using=OWNER):
        owners = [owner for (owner,) in _run(statement("replace_keys"), clinics, clinics)]
        for owner in owners:
            _run(
                "SELECT id FROM clinic.add_data_key(%s, %s, %s)",
                *(owner, Purpose.CONTENT, ring.wrap(urandom(KEY), owner, Purpose.CONTENT)),
            )
    ring.forget_in_use()
    return len(owners)


def seal_anew(column: Column, old: list[KeyState]) -> Iterator[Report]:
    """Seal a column's values anew that these keys have sealed; report after each batch."""
    names, after = [str(key.id) for key in old], FIRST
    while batch := list(column.run("old_values", after, names, BATCH)):
        report = Report()
        changes = list(_changes(column, batch, report))
        if changes:
            with transaction.atomic(using=OWNER):
                _run("SET LOCAL app.rewriting = 'on'")
                written = column.run("replace_values", *map(list, zip(*changes, strict=True)))
            report.sealed_anew = written.rowcount
            report.changed_meanwhile = len(changes) - written.rowcount
        after = batch[-1][0]
        yield report


def rewrap() -> int:
    """Wrap by the master key in use what an older one has wrapped; give how many keys."""
    ring, rewrapped = keyring(OWNER), 0
    for key in data_keys():
        if key_name(key.wrapped_key) != ring.master.name:
            secret = ring.unwrap(key.id, key.clinic_id, key.purpose, key.wrapped_key).secret
            wrapped = ring.wrap(secret, key.clinic_id, key.purpose)
            with connections[OWNER].cursor() as cursor:
                cursor.execute(statement("rewrap"), [wrapped, key.id, key.wrapped_key])
                rewrapped += cursor.rowcount
    return rewrapped


def retire() -> list[int]:
    """Delete the keys that were replaced and seal nothing; give their numbers.

    Whoever writes an encrypted column waits while they are counted. Raises OperationalError (55P03) where
    somebody writes for longer than five seconds.
    """
    tables = sorted({column.field.model._meta.db_table for column in columns()})
    lock = sql.SQL("LOCK TABLE {} IN SHARE MODE").format(
        sql.SQL(", ").join(map(sql.Identifier, tables))
    )
    with transaction.atomic(using=OWNER):
        _run("SET LOCAL lock_timeout = '5s'")
        _run(lock.as_string())
        replaced = [key for key in data_keys() if key.replaced_at]
        used = uses(replaced)
        unused = [key.id for key in replaced if not used[key.id]]
        return [number for (number,) in _run(statement("retire"), unused, GRACE)]


def _changes(
    column: Column, batch: list[tuple[UUID, UUID | None, str]], report: Report
) -> Iterator[tuple[UUID, str, str]]:
    for row_id, clinic_id, sealed in batch:
        if not is_sealed(sealed):
            continue
        try:
            value = column.field.open(sealed, row_id, clinic_id, OWNER)
        except UnreadableError as fault:
            report.unreadable.append(str(fault))
        else:
            yield row_id, sealed, column.field.seal(value, row_id, clinic_id, OWNER)


def _run(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []
