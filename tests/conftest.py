"""The ground every test stands on.

Tests use the run-time login `clinic_app` (alias `default`), which may do nothing outside a person's
role: `with acting_as(world.a.doctor_login): ...`. The two-clinic world is made by the owner and
committed, since what one connection does inside a test's transaction another cannot see.

Processes of one run share a server: what belongs to the whole of it, such as roles, tests leave alone.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from privacy import keyring
from tests.scratch import Database, server_of_the_tests
from tests.seeds.seeded import Seeded, copy_of
from tests.world import OWNER, World, build_world

FORGETFUL = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")
"""Nobody misses what a test database forgets when the machine goes down."""

# Tests sign in often; the real hasher takes its time by design.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what has databases and processes of its own: processors that share end together."""
    items.sort(key=lambda item: item.get_closest_marker("django_db") is not None)


@pytest.fixture(autouse=True)
def fresh_keys() -> None:
    """Take no key for one that is there because it was in an earlier test."""
    keyring.forget()


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """Two clinics, each with a person in every role and a patient; and one superadmin."""
    with django_db_blocker.unblock():
        return build_world()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[Seeded]:
    """Make the test database as its owner, whichever connection a test names; give a copy as yet empty.

    pytest-django's own would leave out `owner` where only `default` is named, and `default`, its
    mirror, would then be the development database. Runs beside each other have a TEST_DATABASE each,
    and each process of one run has its own.
    """
    name = os.environ.get("TEST_DATABASE") or f"test_{connections[OWNER].settings_dict['NAME']}"
    if worker_id != "master":
        name += f"_{worker_id}"
    for alias in connections:
        connections[alias].settings_dict["TEST"]["NAME"] = name
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        with connections[OWNER].cursor() as cursor:
            cursor.execute(FORGETFUL.format(sql.Identifier(name)).as_string())
    names = {connections[alias].settings_dict["NAME"] for alias in connections}
    assert names == {name}
    assert name.startswith("test_")
    connections.close_all()
    with copy_of(Database(name, *server_of_the_tests())) as migrated:
        yield migrated
    connections.close_all()
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session")
def migrated(django_db_setup: Seeded) -> Seeded:
    """Give a database that is migrated, and empty but for the system seed; to copy."""
    return django_db_setup


@pytest.fixture
def as_owner(world: World) -> Iterator[Callable[..., None]]:
    """Run a statement as the owner, committed: `as_owner(statement, undo, *parameters)`.

    `undo` is run with the same parameters when the test is over, but before its transaction is: a
    test does not write the rows that it has changed so.
    """
    with psycopg.connect(**connections["owner"].get_connection_params(), autocommit=True) as owner:
        undoing: list[tuple[Any, tuple[Any, ...]]] = []

        def run(statement: Any, undo: Any, *parameters: Any) -> None:
            owner.execute(statement, parameters)
            undoing.append((undo, parameters))

        yield run
        for undo, parameters in reversed(undoing):
            owner.execute(undo, parameters)
