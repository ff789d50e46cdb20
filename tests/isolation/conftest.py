"""Connections of the run-time logins, for attempts by SQL alone."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections

from tests.isolation.attempts import Logins
from tests.world import World


@pytest.fixture(scope="session")
def logins(world: World) -> Iterator[Logins]:
    """Connect as both logins."""
    app, worker = (connections[alias].get_connection_params() for alias in ("default", "worker"))
    with (
        psycopg.connect(**app, autocommit=True) as app_login,
        psycopg.connect(**worker, autocommit=True) as worker_login,
    ):
        yield Logins(app_login, worker_login)
