"""Who works on the queue of webhooks: superadmins look, the worker writes of itself, to others it is not there."""

from collections.abc import Callable

import pytest
from psycopg import errors

from tests.isolation.attempts import Logins, acting_in_a
from tests.world import World

ROLES = ("patient", "doctor", "nurse", "staff", "admin", "superadmin", "worker")
INSERT = """
INSERT INTO webhook.workers (name, sources, concurrency, batch_size, running, succeeded, failed)
VALUES (%s, '{}', 1, 1, 0, 0, 0)
"""
# Without a condition: to compare a column takes the right to read it.
STATEMENTS = {
    "select": "SELECT name FROM webhook.workers",
    "insert": INSERT.replace("%s", "'two'"),
    "update": "UPDATE webhook.workers SET running = 1",
    "delete": "DELETE FROM webhook.workers",
}
MAY = {("select", "superadmin"), *((command, "worker") for command in STATEMENTS)}


@pytest.fixture(autouse=True)
def one(as_owner: Callable[..., None]) -> None:
    """Let there be a worker."""
    as_owner(INSERT, "DELETE FROM webhook.workers WHERE name = %s", "one")


@pytest.mark.parametrize(
    ("command", "role"),
    [
        pytest.param(command, role, id=f"workers-{role}-{command}")
        for command in STATEMENTS
        for role in ROLES
    ],
)
def test_who_may(command: str, role: str, world: World, logins: Logins) -> None:
    statement = STATEMENTS[command].encode()
    if (command, role) in MAY:
        with logins.acting(acting_in_a(world, role)) as connection:
            assert connection.execute(statement).rowcount >= 1
    else:
        with (
            pytest.raises(errors.InsufficientPrivilege),
            logins.acting(acting_in_a(world, role)) as connection,
        ):
            connection.execute(statement)


@pytest.mark.parametrize("who", [pytest.param("superadmin", id="workers-nobody")])
def test_nobody_sees_one(who: str, world: World, logins: Logins) -> None:
    nobody = acting_in_a(world, who).without_user()
    with logins.acting(nobody) as connection:
        assert connection.execute(STATEMENTS["select"].encode()).fetchall() == []


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(column, id=f"workers-{column}")
        for column in ("name", "started_at", "sources", "concurrency", "batch_size")
    ],
)
def test_a_worker_stays_what_it_began_as(column: str, world: World, logins: Logins) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, "worker")) as connection,
    ):
        connection.execute(f"UPDATE webhook.workers SET {column} = {column}".encode())
