"""Connections of the run-time logins, for attempts by SQL alone."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from tests.isolation.attempts import Logins
from tests.world import OWNER, World


@pytest.fixture(scope="session")
def logins(world: World) -> Iterator[Logins]:
    """Connect as both logins; the worker's gets a password, which nobody else knows."""
    app = connections["default"].get_connection_params()
    password = secrets.token_urlsafe(16)
    with psycopg.connect(**connections[OWNER].get_connection_params(), autocommit=True) as owner:
        owner.execute(
            sql.SQL("ALTER ROLE clinic_worker_app PASSWORD {}").format(sql.Literal(password))
        )
    worker = app | {"user": "clinic_worker_app", "password": password}
    with (
        psycopg.connect(**app, autocommit=True) as app_login,
        psycopg.connect(**worker, autocommit=True) as worker_login,
    ):
        yield Logins(app_login, worker_login)
