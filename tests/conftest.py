"""The ground every test stands on.

Tests use the run-time login `clinic_app` (alias `default`), which may do nothing outside a person's
role: `with acting_as(world.a.doctor_login): ...`. What a test needs beforehand, the owner makes (alias
`owner`). Both see one database; the two-clinic world in it is committed, since what one connection
does inside a test's transaction the other cannot see.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Close the run-time connection before the test database is dropped."""
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
