"""People of two clinics and what they may do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.estate import estate_of
from tests.poolers.plan import people_of, write_plan
from tests.world import OWNER, World


@pytest.fixture(scope="module")
def plan(
    world: World, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Give the file that says what each person may read and write."""
    path = tmp_path_factory.mktemp("poolers") / "plan.json"
    with django_db_blocker.unblock(), estate_of(world) as estate:
        write_plan(path, people_of(world, estate))
        yield path
        Session.objects.using(OWNER).all().delete()
