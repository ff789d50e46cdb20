"""The theme can be taken out of the settings: the same pages, in the look of Django's own admin."""

import json
import os
from typing import Any

import pytest
from django.contrib import admin
from django.db import connections
from django.urls import reverse

from tests.scratch import APP, ROOT, server_of_the_tests, start_python, url
from tests.tenancy.visits import Visits, visit
from tests.world import World

pytestmark = pytest.mark.django_db

PAGES = [
    *("/admin/", "/admin/two-factor/"),
    *("/admin/scheduling/day/", "/admin/scheduling/day/walk-in/"),
]
"""What there is beside the tables."""


def test_every_page_is_there_without_the_theme(world: World) -> None:
    site = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    rows = [world.a.clinic, world.a.admin_login, world.a.patient, world.a.doctor, world.a.staff]
    of_rows = [
        reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])
        for row in rows
        for page in ("change", "delete", "history")
    ]
    asked = str(world.a.admin_login.pk), [*PAGES, *site, *of_rows]

    themed = visit(*asked)
    stock = visit_without_the_theme(*asked)

    assert {address: told[:2] for address, told in stock.items()} == {
        address: told[:2] for address, told in themed.items()
    }
    opened = [address for address, (status, *_) in themed.items() if status == 200]
    assert len(opened) > len(site)
    assert [address for address in opened if not themed[address][2]] == []
    assert [address for address in opened if stock[address][2]] == []


def visit_without_the_theme(*asked: Any) -> Visits:
    """Open pages in a process of its own, on the database of the tests."""
    server, _ = server_of_the_tests()
    process = start_python(
        *("-m", "tests.tenancy.visits"),
        PYTHONPATH=os.pathsep.join(map(str, (ROOT, ROOT / "platform"))),
        DJANGO_SETTINGS_MODULE="tests.stock_settings",
        APP_DATABASE_URL=url(server, APP, connections["default"].settings_dict["NAME"]),
    )
    printed, complaint = process.communicate(json.dumps(asked))
    assert process.returncode == 0, complaint
    visits: Visits = json.loads(printed)
    return visits
