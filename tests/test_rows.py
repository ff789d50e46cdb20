"""The recipes of tests/rows.py: one for every table, and each makes a row as it stands."""

import pytest

from tests.database.catalogue import tables
from tests.rows import RECIPES, make
from tests.world import World

pytestmark = pytest.mark.django_db(databases=["owner"])


@pytest.mark.parametrize("table", RECIPES)
def test_a_recipe_makes_two_rows_of_either_clinic(table: str, world: World) -> None:
    made = [make(table, at) for at in (world.a, world.a, world.b)]
    assert len({row.pk for row in made}) == 3


def test_every_table_has_a_recipe() -> None:
    assert tables() == set(RECIPES)
