"""What names a row of another table is read along with the rows of a list, and nothing else of it."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connections
from django.test.utils import CaptureQueriesContext

from records.models import Prescription
from tenancy.admin import RoleAdmin
from tenancy.models import with_names_of
from tests.rows import make
from tests.world import OWNER, World

NAMED: dict[str, Any] = {
    model._meta.db_table: model for model in apps.get_models() if getattr(model, "named_by", ())
}


@pytest.mark.django_db(databases=[OWNER])
@pytest.mark.parametrize("table", NAMED)
def test_its_columns_say_a_row_s_name(world: World, table: str) -> None:
    model, made = NAMED[table], make(table, world.a)
    row = model._base_manager.using(OWNER).only(*model.named_by).get(pk=made.pk)
    with CaptureQueriesContext(connections[OWNER]) as captured:
        assert str(row)
    assert not captured.captured_queries


def test_what_a_list_shows_of_another_table_has_a_name() -> None:
    lists = {
        model: page for model, page in admin.site._registry.items() if isinstance(page, RoleAdmin)
    }
    led_to = {
        field.related_model
        for model, page in lists.items()
        for field in model._meta.fields
        if field.is_relation and field.name in page.list_display
    }
    assert led_to
    assert led_to <= set(NAMED.values())


def test_only_a_name_is_read_of_another_table() -> None:
    rows = with_names_of(Prescription.objects.all(), ["patient", "doctor"])
    query = str(rows.query)
    assert '"patients"."full_name"' in query
    assert '"patients"."notes"' not in query
    assert '"doctors"."qualifications"' not in query
