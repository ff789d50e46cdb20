from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.conftest import logins
from tests.seeds.seeded import Seeded, copy_of
from tests.views.practice import weeks_of
from tests.world import World

__all__ = ["logins"]


@pytest.fixture(scope="package")
def weeks(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Give the world with weeks in both clinics, made by chance."""
    with django_db_blocker.unblock(), weeks_of(world, seed=8):
        yield world


@pytest.fixture
def copy(migrated: Seeded) -> Iterator[Seeded]:
    """Give a database to write to."""
    with copy_of(migrated) as made:
        yield made
