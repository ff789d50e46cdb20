"""Many clinics into the database: each in one transaction, by statements that make all its rows there.

What the rows of a clinic are made of is put into temporary tables first (`pg_temp.site`, `person`,
`visit`, `bill`, ...); then each table is filled from those by one statement. Every trigger, key and
check is on. Several clinics are made at a time, each on a connection of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import psycopg
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, transaction
from psycopg import sql

from system.development.catalogue import catalogue
from system.development.clinics import COMING_DAYS
from system.development.identifiers import SEALED, identifiers
from system.development.scale import Scale, Site
from system.development.writing import ORDER, Table, text_of

STEPS = (
    "luck",
    "catalogue",
    "calendar",
    "clinic",
    "people",
    "visits",
    "bills",
    "team",
    "patients",
    "appointments",
    "slots",
    "queues",
    "video_consultations",
    "booking_requests",
    "records",
    "prescriptions",
    "results",
    "vaccinations",
    "payments",
    "messages",
    "webhooks",
)
"""What a clinic's transaction runs, in this order: files in statements/chain."""
IMPATIENCE = 0.2
"""Seconds between one call to stop and the next."""


class CalledOffError(Exception):
    """Raised in the midst of a clinic, so that nothing of it stays."""


class Chain:
    """The clinics of one scale, as they stand at one moment."""

    def __init__(self, using: str, scale: Scale, shown: datetime) -> None:
        self.using, self.scale, self.shown = using, scale, shown
        self.sites = scale.sites()
        self._days = {
            "first_day": scale.first_day(shown),
            "today": shown.date(),
            "last_day": shown.date() + timedelta(days=COMING_DAYS),
            "now": shown,
        }
        self._catalogue = _json(catalogue())
        self._called_off = Event()
        self._at_work: set[psycopg.Connection[Any]] = set()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs away, and statistics as they are; take them before that, and in the end.

        Without any, the checks of foreign keys would read a clinic's rows. Taken in the midst, they count
        none of the rows that are under way, and the checks would be planned for tables that are all
        but empty.
        """
        tables = sql.SQL(", ").join(Table(label).name for label in ORDER)
        analyze = sql.SQL(text_of("analyze")).format(tables=tables)
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(analyze)
        with transaction.atomic(using=self.using), connection.cursor() as cursor:
            cursor.execute(sql.SQL(text_of("lock")).format(tables=tables))
            yield
            cursor.execute(analyze)

    def missing(self) -> list[Site]:
        """Give the clinics that are not there."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(text_of("there"), [[site.code for site in self.sites]])
            there = {code for (code,) in cursor.fetchall()}
        return [site for site in self.sites if site.code not in there]

    def make(
        self, sites: Iterable[Site], digest: str, jobs: int, tell: Callable[[int], object]
    ) -> Iterator[int]:
        """Make clinics, `jobs` at a time; give the number of rows of each when it is there to stay.

        `digest` is that of everybody's password; `tell` is told of rows as they are added. What stops
        it is raised when all that was under way has been undone.
        """
        with ThreadPoolExecutor(jobs) as threads:
            made = [threads.submit(self._make, site, digest, tell) for site in sites]
            try:
                for future in as_completed(made):
                    yield future.result()
            except BaseException:
                self._call_off(made)
                raise

    def _call_off(self, made: Sequence[Future[int]]) -> None:
        self._called_off.set()
        for future in made:
            future.cancel()
        while wait(made, IMPATIENCE).not_done:
            for connection in self._at_work.copy():
                # It may have ended just now.
                with suppress(psycopg.OperationalError):
                    connection.cancel_safe()

    def _make(self, site: Site, digest: str, tell: Callable[[int], object]) -> int:
        connection = connections[self.using]
        try:
            with transaction.atomic(using=self.using), connection.cursor() as cursor:
                self._at_work.add(connection.connection)
                cursor.execute(text_of("chain/begin"))
                told = site.profile() | self._days | {"password": digest}
                cursor.execute(text_of("chain/given"), [_json(told), self._catalogue])
                return sum(self._steps(cursor, tell))
        finally:
            self._at_work.discard(connection.connection)
            connection.close()

    def _steps(self, cursor: Any, tell: Callable[[int], object]) -> Iterator[int]:
        """Run the statements step by step, and count the rows that each adds."""
        for step in STEPS:
            if self._called_off.is_set():
                raise CalledOffError
            if step == "patients":
                self._identify(cursor)
            cursor.execute(text_of(f"chain/{step}"))
            added = _added(cursor)
            tell(added)
            yield added

    def _identify(self, cursor: Any) -> None:
        """Tell the database by which numbers people are known, encrypted: it has no key to do so."""
        cursor.execute(text_of("chain/known"))
        (clinic_id, *_), *_ = people = cursor.fetchall()
        told = [person[1:] for person in people]
        columns = list(identifiers(told, clinic_id, self.using))
        with cursor.copy(text_of("chain/identifiers")) as copy:
            for (number, *_), sealed in zip(told, columns, strict=True):
                copy.write_row((number, *(sealed[name] for name in SEALED)))


def _added(cursor: Any) -> int:
    """Sum up what the INSERTs among the statements added that the cursor has run."""
    added = 0
    while True:
        if (cursor.statusmessage or "").startswith("INSERT"):
            added += cursor.rowcount
        if not cursor.nextset():
            return added


def _json(values: Any) -> str:
    return DjangoJSONEncoder(ensure_ascii=False).encode(values)
