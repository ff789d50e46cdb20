"""What is asked of PostgreSQL, with no filter but its own policies; and as whom it answers."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from tests.poolers.plan import WRITTEN, Ids
from tests.rows import model_of

FETCHED_AT_ONCE = 2

REFUSALS = (InsufficientPrivilege, UndefinedTable)
"""For the bare login, which may not even look into some schemas, their tables do not exist."""


class Standing(NamedTuple):
    """As whom a connection answers, by PostgreSQL's own word."""

    role: str
    clinic_id: str
    user_id: str


NOBODY = Standing("clinic_app", "", "")


def standing() -> tuple[int, Standing]:
    """Give the process of the server that answers, and as whom it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_backend_pid(), current_user::text,"
            " coalesce(current_setting('app.current_clinic_id', true), ''),"
            " coalesce(current_setting('app.current_user_id', true), '')"
        )
        process, *who = cursor.fetchone()
    return process, Standing(*who)


def read(table: str) -> Ids:
    """Ask for all rows of a table."""
    return _unless_refused(lambda: model_of(table)._base_manager.values_list("pk", flat=True))


def stream(table: str) -> Ids:
    """Ask for all rows of a table, a few at a time, by a cursor on the server."""
    rows = model_of(table)._base_manager.values_list("pk", flat=True)
    return _unless_refused(lambda: rows.iterator(chunk_size=FETCHED_AT_ONCE))


def reasons() -> set[str]:
    """Ask for all that `write` has written."""
    rows = model_of(WRITTEN)._base_manager.exclude(visit_reason=None)
    return set(rows.values_list("visit_reason", flat=True))


def write(reason: str) -> Ids:
    """Lock all rows, write a reason into them, and give those that there were."""
    rows = model_of(WRITTEN)._base_manager.all()

    def written() -> list[UUID]:
        locked = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        assert rows.update(visit_reason=reason) == len(locked)
        return locked

    return _unless_refused(written)


def fail() -> None:
    """Ask for what cannot be: DataError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


class Prepared:
    """A question to a table of which everybody may read some; prepared once, with a parameter."""

    TABLE = "patients"

    def __init__(self) -> None:
        self.name = uuid4().hex
        self._run("PREPARE {name} (date) AS SELECT id FROM {table} WHERE date_of_birth > $1")

    def ask(self) -> Ids:
        """Ask for all rows."""
        return {str(row_id) for (row_id,) in self._run("EXECUTE {name} ('1900-01-01')")}

    def forget(self) -> None:
        """Take it off the connection."""
        self._run("DEALLOCATE {name}")

    def _run(self, statement: str) -> list[tuple[UUID]]:
        names = {"name": sql.Identifier(self.name), "table": sql.Identifier(self.TABLE)}
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(**names).as_string(connection.connection))
            return cursor.fetchall() if cursor.description else []


def generic_plans(name: str) -> dict[str, int]:
    """Say how often a prepared statement has run by one plan for all parameters.

    Beside the named one stand all that were prepared before this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, generic_plans FROM pg_prepared_statements"
            " WHERE name = %s OR prepare_time < transaction_timestamp()",
            [name],
        )
        return dict(cursor.fetchall())


def _unless_refused(ask: Callable[[], Iterable[UUID]]) -> Ids:
    try:
        with transaction.atomic():
            return {str(row_id) for row_id in ask()}
    except ProgrammingError as error:
        if isinstance(error.__cause__, REFUSALS):
            return None
        raise
