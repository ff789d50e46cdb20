"""A seeded database, made once; a test that writes takes a copy."""

from collections.abc import Iterator

import pytest

from tests.seeds.seeded import Seeded, copy_of

# A Wednesday, at the clinics.
NOON = "2026-03-11T12:20+08:00"


@pytest.fixture(scope="session")
def seeded(migrated: Seeded) -> Iterator[Seeded]:
    """Seeded at noon; read only."""
    with copy_of(migrated) as made:
        made.seed(NOON)
        yield made


@pytest.fixture
def copy(seeded: Seeded) -> Iterator[Seeded]:
    """Seeded at noon, to write to."""
    with copy_of(seeded) as made:
        yield made
