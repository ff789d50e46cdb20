"""No row crosses through psycopg's pool: two connections, eight threads, statements kept prepared."""

from pathlib import Path

import environ
import pytest
from django.db import connections

from config.databases import databases
from tests.poolers.traffic import assert_crossed, assert_nothing_crossed, send
from tests.scratch import APP, server_of_the_tests, url
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=[OWNER])


@pytest.fixture
def pooled(world: World) -> str:
    """Give the URL that makes a pool in each process, as docs/poolers.md says."""
    server, _ = server_of_the_tests()
    name = connections[OWNER].settings_dict["NAME"]
    return url(server, APP, name, pool_min_size="2", pool_max_size="2", prepare_threshold="1")


@pytest.mark.parametrize("requests", [1_000, pytest.param(10_000, marks=pytest.mark.system)])
def test_no_row_crosses(plan: Path, pooled: str, requests: int) -> None:
    tally = send(plan, pooled, requests)
    assert_nothing_crossed(tally, requests)
    assert len(tally.processes) == 2
    assert tally.kept_plans > 0


def test_a_context_of_the_session_would_cross(plan: Path, pooled: str) -> None:
    """Show that the test above is able to fail."""
    assert_crossed(send(plan, pooled, 400, for_the_session=True))


def test_a_url_asks_for_a_pool_and_for_how_connections_are_kept() -> None:
    env = environ.Env()
    env.ENVIRON = {
        "APP_DATABASE_URL": "postgres://clinic_app:secret@db.example.com/clinic?sslmode=require"
        "&pool_min_size=2&pool_max_size=8&pool_timeout=5"
        "&CONN_MAX_AGE=None&DISABLE_SERVER_SIDE_CURSORS=True"
    }
    made = databases(env)["default"]
    assert made["OPTIONS"] == {
        "server_side_binding": True,
        "sslmode": "require",
        "pool": {"min_size": 2, "max_size": 8, "timeout": 5},
    }
    assert made["CONN_MAX_AGE"] is None
    assert made["DISABLE_SERVER_SIDE_CURSORS"] is True
