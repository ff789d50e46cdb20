"""No row crosses through pgbouncer in transaction mode: two connections, eight threads' clients."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from postgres.embedded.server import Address
from tests.poolers.pgbouncer import CONNECTIONS, pgbouncer
from tests.poolers.traffic import assert_crossed, assert_nothing_crossed, send
from tests.scratch import APP, Database, database, server_of_the_tests
from tests.world import OWNER, World

pytestmark = [pytest.mark.system, pytest.mark.django_db(databases=[OWNER])]

SETTINGS = """
SELECT current_setting('search_path'), current_setting('statement_timeout'),
    current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')
"""


@pytest.fixture
def bouncer() -> Iterator[Address]:
    """Give a pgbouncer before the server of the tests."""
    with pgbouncer(*server_of_the_tests()) as address:
        yield address


@pytest.fixture
def bounced(world: World, bouncer: Address) -> Database:
    """Give the database of the tests, through pgbouncer."""
    _, owner = server_of_the_tests()
    return Database(connections[OWNER].settings_dict["NAME"], bouncer, owner)


def test_no_row_crosses(plan: Path, bounced: Database) -> None:
    requests = 10_000
    tally = send(plan, bounced.url(APP, CONN_MAX_AGE="None"), requests, processes=2)
    assert_nothing_crossed(tally, requests)
    # Of a client that disappears inside a transaction, pgbouncer closes the connection.
    assert len(tally.processes) <= CONNECTIONS + tally.requests["write_and_disappear"]


def test_a_context_of_the_session_would_cross(plan: Path, bounced: Database) -> None:
    """Show that the test above is able to fail."""
    url = bounced.url(APP, CONN_MAX_AGE="None")
    assert_crossed(send(plan, url, 400, for_the_session=True))


def test_a_login_proves_itself_by_scram(bounced: Database, bouncer: Address) -> None:
    with psycopg.connect(bounced.url(APP, require_auth="scram-sha-256")) as login:
        assert login.execute("SELECT session_user::text").fetchone() == (APP,)
    guess = replace(bounced, server=replace(bouncer, passwords={APP: "a guess"}))
    with pytest.raises(psycopg.OperationalError):
        guess.connect(APP)


def test_settings_of_the_role_come_through(bounced: Database) -> None:
    with bounced.connect(APP) as login:
        search_path = "public, clinic, audit, booking, webhook"
        assert login.execute(SETTINGS).fetchone() == (search_path, "15s", "3s", "30s")


def test_migrate_goes_through(bouncer: Address, migrated: Database) -> None:
    with database() as made:
        replace(made, server=bouncer).manage("migrate", APP_DATABASE_URL=made.url(APP))
        assert made.migrations() == migrated.migrations()
        assert made.schema() == migrated.schema()
