"""A seeded database, made once; a test that writes takes a copy."""

from collections.abc import Iterator

import pytest

from tests.seeds.scratch import Scratch, scratch

# A Wednesday; the fields of the clinics' calendar below follow from it.
NOON = "2026-03-11T12:20+08:00"


@pytest.fixture(scope="session")
def migrated() -> Iterator[Scratch]:
    """Migrated, and empty but for the system seed."""
    with scratch("test_seed_migrated") as made:
        run = made.manage("migrate", "-v0")
        assert run.returncode == 0, run.stderr
        yield made


@pytest.fixture(scope="session")
def seeded(migrated: Scratch) -> Iterator[Scratch]:
    """Seeded at noon; read only."""
    with scratch("test_seed_noon", migrated) as made:
        made.seed(NOON)
        yield made


@pytest.fixture
def copy(seeded: Scratch) -> Iterator[Scratch]:
    """Seeded at noon, to write to."""
    with scratch("test_seed_copy", seeded) as made:
        yield made
