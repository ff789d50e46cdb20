"""Databases of their own, since what is raced over is committed; guards are taken away from a copy."""

from collections.abc import Iterator

import pytest

from tests.concurrency.practice import Practice, deadlocks
from tests.seeds.seeded import Seeded, copy_of


@pytest.fixture(scope="session")
def sound(migrated: Seeded) -> Iterator[Seeded]:
    """Give the database of everybody who takes no guard away."""
    with copy_of(migrated) as made:
        yield made


@pytest.fixture
def practice(sound: Seeded) -> Iterator[Practice]:
    """Open a clinic."""
    with Practice.opened(sound) as practice:
        yield practice
        assert practice.faults() == []
    with sound.connect() as owner:
        assert deadlocks(owner) == 0


@pytest.fixture
def copy(migrated: Seeded) -> Iterator[Seeded]:
    """Give a database whose guards may be taken away."""
    with copy_of(migrated) as made:
        yield made


@pytest.fixture
def loose(copy: Seeded) -> Iterator[Practice]:
    """Open a clinic where guards may be taken away."""
    with Practice.opened(copy) as practice:
        yield practice
