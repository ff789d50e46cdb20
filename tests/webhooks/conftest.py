"""A queue of its own for each test: what workers do is committed, and gone in the end."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.rows import namedtuple_row
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.estate import swept_up
from tests.webhooks.providers import Handle, Receiver
from tests.world import OWNER, World

Row = Any
Connection = psycopg.Connection[Row]


class Worker:
    """A worker by its name, on a connection of its own, on which each statement commits."""

    def __init__(self, name: str, connection: Connection) -> None:
        self.name = name
        self.connection = connection

    def run(self, statement: str, *parameters: Any) -> list[Row]:
        return self.connection.execute(statement.encode(), parameters).fetchall()

    def claim(
        self, batch: int = 1, source: str | None = None, lease: str = "1 minute"
    ) -> list[Row]:
        return self.run(
            "SELECT * FROM webhook.claim_next_event(%s, %s, %s, %s)",
            *(self.name, batch, source, lease),
        )

    def finish(self, events: list[Row], claiming: int = 0) -> list[Row]:
        return self.run(
            "SELECT * FROM webhook.finish_and_claim(%s, %s, %s, %s)",
            self.name,
            [event.id for event in events],
            [event.attempts for event in events],
            claiming,
        )

    def give_back(self, events: list[Row]) -> int:
        ((given,),) = self.run(
            "SELECT webhook.give_back(%s, %s, %s)",
            self.name,
            [event.id for event in events],
            [event.attempts for event in events],
        )
        return int(given)

    def mark(self, event: Row, status: str, error: str | None = None) -> str:
        """Mark as the one who has claimed it."""
        ((marked,),) = self.run(
            "SELECT webhook.mark_event_result(%s, %s, %s, %s, %s)",
            *(event.id, status, error, self.name, event.attempts),
        )
        return str(marked)

    def extend(self, event: Row, lease: str = "1 hour") -> None:
        self.run(
            "SELECT webhook.extend_lease(%s, %s, %s, %s)",
            *(event.id, self.name, event.attempts, lease),
        )

    def tend(self) -> None:
        self.run("SELECT webhook.tend_line()")


class Queue:
    """The queue, seen by its owner; and whoever works on it."""

    def __init__(self, owner: Connection, stack: ExitStack) -> None:
        self.owner = owner
        self._stack = stack

    def worker(self, name: str = "worker") -> Worker:
        return Worker(name, self.connect())

    def connect(self, clinic_id: UUID | None = None) -> Connection:
        """Connect as the worker's login, in its role, for a clinic where one is named."""
        return self._acting("worker", "clinic_worker", clinic_id, None)

    def person(self, role: str, clinic_id: UUID, user_id: UUID) -> Connection:
        """Connect as a person, whose every statement commits."""
        return self._acting("default", role, clinic_id, user_id)

    def _acting(
        self, alias: str, role: str, clinic_id: UUID | None, user_id: UUID | None
    ) -> Connection:
        connection = connect(alias)
        self._stack.callback(connection.close)
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        for name, value in (("clinic", clinic_id), ("user", user_id)):
            connection.execute(
                "SELECT set_config(%s, %s, false)", [f"app.current_{name}_id", str(value or "")]
            )
        return connection

    def put(self, clinic_id: UUID | None, *event_ids: str, **given: Any) -> list[UUID]:
        """Put events into the queue as the owner may: by an INSERT of those columns alone."""
        columns = {"source": "stripe", "payload": "{}"} | given
        names = ", ".join(columns)
        marks = ", ".join(["%s"] * len(columns))
        return [
            self.owner.execute(
                f"INSERT INTO clinic.webhook_events (clinic_id, event_id, {names})"
                f" VALUES (%s, %s, {marks}) RETURNING id".encode(),
                [clinic_id, event_id, *columns.values()],
            )
            .fetchall()[0]
            .id
            for event_id in event_ids
        ]

    def set(self, event_id: UUID, **given: str) -> None:
        """Change an event as nobody but the owner can: `set(event.id, lease_expires_at="now()")`."""
        changes = ", ".join(f"{name} = {value}" for name, value in given.items())
        self.owner.execute(
            f"UPDATE clinic.webhook_events SET {changes} WHERE id = %s".encode(), [event_id]
        )

    def run_out(self, event: Row) -> None:
        """Let the lease of an event run out."""
        self.set(
            event.id,
            lease_expires_at="now() - interval '1 second'",
            last_attempt_at="now() - interval '1 minute'",
        )

    def come_due(self, event_id: UUID) -> None:
        """Let the wait of an event that has failed be over."""
        self.set(event_id, next_attempt_at="now() - interval '1 second'")

    def row(self, event_id: UUID) -> Row:
        return self.owner.execute(
            "SELECT * FROM clinic.webhook_events WHERE id = %s", [event_id]
        ).fetchone()

    def number(self, name: str) -> int:
        """Give one of the numbers of the line."""
        (row,) = self.owner.execute(f"SELECT last_value FROM webhook.{name}".encode()).fetchall()
        return int(row.last_value)


def connect(alias: str) -> Connection:
    """Connect as Django would by that alias, without its ways with values."""
    given = connections[alias].get_connection_params()
    del given["context"]
    return psycopg.connect(**given, autocommit=True, row_factory=namedtuple_row)


@pytest.fixture
def queue(world: World) -> Iterator[Queue]:
    """Give an empty queue."""
    with ExitStack() as stack, connect(OWNER) as owner:
        owner.execute("SELECT setval('webhook.line_claimed', 0)")
        yield Queue(owner, stack)
        stack.close()
        owner.execute("DELETE FROM clinic.webhook_events")
        owner.execute("DELETE FROM archive.webhook_events")


def names(events: list[Row]) -> list[str]:
    """Give the senders' names of events, in order."""
    return sorted(event.event_id for event in events)


@pytest.fixture
def unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the worker's threads use Django's connections, which commit."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def swept(world: World, unblocked: None) -> Iterator[None]:
    """Forget in the end what was committed."""
    with swept_up():
        yield


@pytest.fixture
def handle(swept: None) -> Iterator[Handle]:
    """Let handlers have events, in a clinic: `handle(clinic_id, *events)`."""
    with Receiver() as receiver:
        yield receiver.handle
