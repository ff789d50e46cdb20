"""The ground every test stands on.

Tests use the run-time login `clinic_app` (alias `default`), which may do nothing outside a person's
role: `with acting_as(world.a.doctor_login): ...`. The two-clinic world is made by the owner and
committed, since what one connection does inside a test's transaction another cannot see.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from tests.world import World, build_world

# Tests sign in often; the real hasher takes its time by design.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """Two clinics, each with a person in every role and a patient; and one superadmin."""
    with django_db_blocker.unblock():
        return build_world()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database as its owner, whichever connection a test names.

    pytest-django's own would leave out `owner` where only `default` is named, and `default`, its
    mirror, would then be the development database. Runs beside each other have a TEST_DATABASE each.
    """
    for alias in connections:
        connections[alias].settings_dict["TEST"]["NAME"] = os.environ.get("TEST_DATABASE")
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
    names = {connections[alias].settings_dict["NAME"] for alias in connections}
    assert len(names) == 1
    assert names.pop().startswith("test_")
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "worker"):
            connections[alias].close()
        teardown_databases(databases, verbosity=0)


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
