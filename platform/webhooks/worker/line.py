"""The line of events, as a worker calls it: thin Python over the functions of the schema `webhook`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import sql
from psycopg.errors import NoDataFound, ObjectNotInPrerequisiteState

from tenancy import acting_as_worker
from webhooks.models import WebhookEvent
from webhooks.registry import PermanentError

ALIAS = "worker"

COLUMNS = sql.SQL(", ").join(
    sql.Identifier(field.column)
    for field in WebhookEvent._meta.concrete_fields
    if field.name != "payload"
)
FINISH_AND_CLAIM = (
    sql.SQL(
        "SELECT {}, payload::text AS written"
        " FROM webhook.finish_and_claim(%s, %s::uuid[], %s::integer[], %s, %s, %s)"
    )
    .format(COLUMNS)
    .as_string()
)
"""The payload comes as text: one that Python cannot read must not undo a claim, which others' events are in."""
MARK = "SELECT webhook.mark_event_result(%s, %s, %s, %s, %s)"
EXTEND = "SELECT webhook.extend_lease(%s, %s, %s, %s)"
GIVE_BACK = "SELECT webhook.give_back(%s, %s::uuid[], %s::integer[])"
BEAT = "SELECT webhook.beat(%s, %s::text[], %s, %s, %s, %s, %s, %s)"
SEARCH_PATH = "SET LOCAL search_path TO DEFAULT"
LIMIT = (
    "SELECT set_config('statement_timeout', %(limit)s, true),"
    " set_config('idle_in_transaction_session_timeout', %(idle)s, true), pg_backend_pid()"
)


class LeaseLostError(Exception):
    """Somebody else has the event by now, or its lease has run out: nothing that was done for it may stay."""


@contextmanager
def working() -> Iterator[None]:
    """Let this thread's default connection be the worker's, so that whatever a handler calls is in its transaction."""
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[ALIAS].close()


def finish_and_claim(
    worker: str,
    finished: Sequence[WebhookEvent],
    batch: int,
    source: str | None,
    lease: timedelta,
) -> list[WebhookEvent]:
    """Mark events as processed, and claim the next; raise LeaseLostError where one of them is lost."""
    with _lease():
        return list(
            WebhookEvent.objects.using(ALIAS).raw(
                FINISH_AND_CLAIM, [worker, *_names(finished), batch, source, lease]
            )
        )


def read(event: WebhookEvent) -> None:
    """Read the payload of an event that was claimed; raise PermanentError where Python cannot."""
    try:
        event.payload = json.loads(event.written)  # type: ignore[attr-defined]
    except (ValueError, RecursionError):
        # PostgreSQL's numbers have more digits than Python reads, and its JSON may be deeper.
        raise PermanentError("the payload cannot be read") from None


def claim(worker: str, batch: int, source: str | None, lease: timedelta) -> list[WebhookEvent]:
    """Claim events, in a transaction of its own."""
    with acting_as_worker(using=ALIAS):
        return finish_and_claim(worker, [], batch, source, lease)


def mark(worker: str, event: WebhookEvent, status: str, words: str | None) -> str:
    """Write down how an attempt has ended, and give the status that the event has now.

    Raises LeaseLostError where it is somebody else's by now, or has ended.
    """
    with _lease():
        return str(_run(MARK, event.pk, status, words, worker, event.attempts))


def extend(worker: str, event: WebhookEvent, lease: timedelta) -> None:
    """Have an event for longer; raise LeaseLostError where it is lost."""
    with _lease():
        _run(EXTEND, event.pk, worker, event.attempts, lease)


def give_back(worker: str, events: Sequence[WebhookEvent]) -> int:
    """Put back into the line what was not begun, and is still the worker's; count it."""
    return int(_run(GIVE_BACK, worker, *_names(events)))


def may_sleep(long: timedelta) -> bool:
    """Say whether the worker may sleep so long: whoever receives an event then notifies."""
    return bool(_run("SELECT webhook.may_sleep(%s)", long))


def tend(source: str | None) -> None:
    """Keep the line short, for who claims of this source."""
    _run("SELECT webhook.tend_line(%s)", source)


def beat(*values: Any) -> None:
    """Say that the worker is there."""
    _run(BEAT, *values)


def limit(long: timedelta, idle: timedelta) -> int:
    """Let no statement of this transaction take longer, and no pause between two; give its backend.

    Names are looked for where the login looks for them, whatever a handler before has set for the session.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(SEARCH_PATH)
        cursor.execute(LIMIT, {"limit": _milliseconds(long), "idle": _milliseconds(idle)})
        return int(cursor.fetchone()[2])


def terminate(backend: int) -> None:
    """End a session of this login, and undo what it was at."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])


def listen() -> Any:
    """Be told of events on this thread's connection, and give psycopg's own."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("LISTEN webhook_events")
    return connections[ALIAS].connection


@contextmanager
def _lease() -> Iterator[None]:
    try:
        yield
    except Error as error:
        if isinstance(error.__cause__, (ObjectNotInPrerequisiteState, NoDataFound)):
            raise LeaseLostError from error
        raise


def _run(statement: str, *values: Any) -> Any:
    with acting_as_worker(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        (value,) = cursor.fetchone()
    return value


def _names(events: Iterable[WebhookEvent]) -> tuple[list[Any], list[int]]:
    listed = list(events)
    return [event.pk for event in listed], [event.attempts for event in listed]


def _milliseconds(long: timedelta) -> str:
    return str(round(long.total_seconds() * 1000))
