"""Rows into the database: what is missing is added, what the seed itself wrote moves on.

A row that somebody else made or changed is left as it is, and so is everything that would hang on one
of ours that found no place because of it. Each table takes a few statements, however many rows it gets.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models
from psycopg import sql

from system.development.identifiers import seal_new
from system.development.rows import Rows, Values

# Each after those it refers to.
ORDER = (
    "identity.Clinic",
    "identity.User",
    "system.SystemSetting",
    "system.FeatureFlag",
    "clinical.Staff",
    "clinical.Doctor",
    "clinical.Patient",
    "scheduling.Appointment",
    "scheduling.AppointmentSlot",
    "scheduling.QueueDay",
    "scheduling.TelemedicineSession",
    "scheduling.BookingRequest",
    "records.MedicalRecord",
    "records.Prescription",
    "records.PrescriptionItem",
    "records.LabResult",
    "records.ImagingResult",
    "records.VaccinationRecord",
    "finance.Payment",
    "finance.PaymentItem",
    "finance.InsuranceClaim",
    "comms.Notification",
    "comms.SmsMessage",
    "comms.WhatsappMessage",
    "comms.EmailMessage",
    "webhooks.IntegrationWebhook",
    "webhooks.WebhookLog",
    "webhooks.WebhookSource",
    "webhooks.WebhookEvent",
)
STATEMENTS = Path(__file__).parent / "statements"


class Writer:
    """Writes rows with one connection; counts those it added and those it moved on.

    `written` are the times of the transactions in which the seed wrote before: a row that was last
    changed at one of them is still as the seed made it. None of them: rows are only added.
    """

    def __init__(self, using: str, written: Sequence[datetime] = ()) -> None:
        self.connection = connections[using]
        self.written = list(written)
        self.added = self.moved_on = 0
        self.lost: set[UUID] = set()

    def missing(self, label: str, rows: Rows) -> list[Values]:
        """Give those rows of a model that are not there."""
        wanted = rows.of[label]
        with self.connection.cursor() as cursor:
            keys = [row["id"] for row in wanted]
            cursor.execute(_statement("present", Table(label)), [keys])
            there = {key for (key,) in cursor.fetchall()}
        return [row for row in wanted if row["id"] not in there]

    def write(self, rows: Rows) -> None:
        """Write them all."""
        if not self.written:
            for label in ORDER:
                self._add(Table(label), self.missing(label, rows))
            return
        with self._untold():
            for label in ORDER:
                table = Table(label)
                missing = self.missing(label, rows)
                self._add(table, missing)
                if table.has("updated_at"):
                    new = {row["id"] for row in missing}
                    self._move_on(table, [row for row in rows.of[label] if row["id"] not in new])

    @contextmanager
    def _untold(self) -> Iterator[None]:
        """Keep the database from saying what follows from an appointment: the rows say it."""
        with self.connection.cursor() as cursor:
            cursor.execute(text_of("triggers_off"))
            yield
            cursor.execute(text_of("triggers_on"))

    def _add(self, table: "Table", rows: list[Values]) -> None:
        own = {row["id"] for row in rows}
        if table.label == "clinical.Patient":
            seal_new(rows, self.connection.alias)
        # What refers to a row of the same table comes second.
        for second in (False, True):
            wave = [row for row in rows if second is any(key in own for key in _references(row))]
            added: set[UUID] = set()
            for columns, alike in _alike(self._rooted(wave)):
                with self.connection.cursor() as cursor:
                    cursor.execute(_statement("add", table, columns), [table.as_json(alike)])
                    added |= {key for (key,) in cursor.fetchall()}
            self.lost |= {row["id"] for row in wave} - added
            self.added += len(added)

    def _move_on(self, table: "Table", rows: list[Values]) -> None:
        """Bring rows up to date that are still as the seed left them."""
        for columns, alike in _alike(self._rooted(rows)):
            changing = columns - {"id", "created_at"}
            with self.connection.cursor() as cursor:
                cursor.execute(
                    _statement("move_on", table, changing), [table.as_json(alike), self.written]
                )
                self.moved_on += cursor.rowcount

    def _rooted(self, rows: Iterable[Values]) -> list[Values]:
        """Leave out what hangs on a row that found no place."""
        return [row for row in rows if self.lost.isdisjoint(_references(row))]


class Table:
    """A model's table, and its columns by the names that rows have for them."""

    def __init__(self, label: str) -> None:
        self.label = label
        # By name, since this app may not import those beside it.
        self.model: type[models.Model] = apps.get_model(label)
        self.name = sql.Identifier(self.model._meta.db_table)
        self.columns = {field.attname: field.column for field in self.model._meta.concrete_fields}

    def has(self, column: str) -> bool:
        return column in self.columns

    def as_json(self, rows: Iterable[Values]) -> str:
        """Write rows down as PostgreSQL reads them, by the names of their columns."""
        return DjangoJSONEncoder(ensure_ascii=False).encode(
            [{self.columns[name]: value for name, value in row.items()} for row in rows]
        )


def _references(row: Values) -> Iterator[Any]:
    return (value for name, value in row.items() if name.endswith("_id"))


def _alike(rows: Iterable[Values]) -> Iterable[tuple[frozenset[str], list[Values]]]:
    """Group rows that have values for the same columns: others take the database's default."""
    groups: defaultdict[frozenset[str], list[Values]] = defaultdict(list)
    for row in rows:
        groups[frozenset(row)].append(row)
    return groups.items()


@cache
def text_of(name: str) -> str:
    """Give the text of a statement file."""
    return (STATEMENTS / f"{name}.sql").read_text(encoding="utf-8")


def _statement(name: str, table: Table, columns: Iterable[str] = ()) -> sql.Composed:
    names = [table.columns[column] for column in sorted(columns)]
    listed = {
        alias: sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)
        for alias in ("stored", "told")
    }
    return sql.SQL(text_of(name)).format(
        table=table.name, columns=sql.SQL(", ").join(map(sql.Identifier, names)), **listed
    )
