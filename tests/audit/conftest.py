"""Connections, and databases whose log a test may seal, damage and empty."""

from collections.abc import Iterator

import pytest

from tests.audit.estate import Connection, Sealed
from tests.isolation.conftest import logins
from tests.seeds.seeded import Seeded, copy_of

__all__ = ["logins"]


@pytest.fixture
def copy(migrated: Seeded) -> Iterator[Seeded]:
    """Give a database to write to."""
    with copy_of(migrated) as made:
        yield made


@pytest.fixture(scope="session")
def shared(migrated: Seeded) -> Iterator[Seeded]:
    """Give a database for those who undo what they do."""
    with copy_of(migrated) as made:
        yield made


@pytest.fixture
def undone(shared: Seeded) -> Iterator[Connection]:
    """Give the owner's connection, whose transaction is undone in the end."""
    with shared.connect() as connection:
        connection.execute("SET timezone = 'UTC'")
        with connection.transaction(force_rollback=True):
            yield connection


@pytest.fixture(scope="module")
def sealed(migrated: Seeded) -> Iterator[Sealed]:
    """Give a log of two clinics, sealed in three periods, with something after them."""
    with copy_of(migrated) as made, made.connect() as owner:
        yield Sealed.made_by(owner)
