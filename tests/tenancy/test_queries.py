"""No page of the admin asks more of the database because there are more rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.estate import swept_up
from tests.rows import IN_THE_ADMIN, draft, make, model_of
from tests.world import OWNER, ClinicWorld, World

FEW, MANY = 2, 50

START, DAY = "start", "day"
PAGES = {
    "patients": ("appointments", "medical_records", "prescriptions", "payments"),
    "doctors": ("appointment_slots",),
    "prescriptions": ("prescription_items",),
    "payments": ("payment_items",),
}
"""Whose pages show rows of other tables."""
OF_NO_CLINIC = {"clinics", "feature_flags", "system_settings"}
"""Tables of which a clinic's members see rows that belong to no clinic."""

Counts = dict[str, tuple[list[str], list[str]]]


@pytest.fixture(scope="module")
def counts(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Counts]:
    """Give each page's queries where there are few rows of every table, and where there are many."""
    with django_db_blocker.unblock(), swept_up():
        people = [
            replace(world.a, patient=patient, doctor=doctor)
            for patient, doctor in zip(
                *(_add(table, [world.a] * MANY) for table in ("patients", "doctors")), strict=True
            )
        ]
        things = {
            "patients": people[0].patient,
            "doctors": people[0].doctor,
            "prescriptions": make("prescriptions", people[0]),
            "payments": make("payments", people[0]),
        }
        addresses = {table: _address(table, "changelist") for table in IN_THE_ADMIN}
        addresses |= {
            f"{table} page": _address(table, "change", thing.pk) for table, thing in things.items()
        }
        addresses |= {START: reverse("admin:index"), DAY: reverse("day:day")}
        client = Client()
        client.force_login(world.a.admin_login)
        for address in addresses.values():
            client.get(address)  # what the role may do is asked once
        _fill(people[:FEW], things)
        few = {name: _queries(client, address) for name, address in addresses.items()}
        _fill(people[FEW:], things)
        yield {name: (few[name], _queries(client, addresses[name])) for name in addresses}
        client.logout()


@pytest.mark.parametrize("page", [START, DAY, *IN_THE_ADMIN, *(f"{table} page" for table in PAGES)])
def test_a_page_asks_no_more_for_many_rows_than_for_few(counts: Counts, page: str) -> None:
    few, many = counts[page]
    assert len(many) == len(few), "\n".join(many)


@pytest.mark.parametrize("table", IN_THE_ADMIN)
def test_a_list_counts_nothing(counts: Counts, table: str) -> None:
    assert [query for query in counts[table][1] if "COUNT(" in query] == []


@pytest.mark.parametrize("table", sorted(set(IN_THE_ADMIN) - OF_NO_CLINIC))
def test_a_list_names_the_clinic(counts: Counts, world: World, table: str) -> None:
    clinic = f'"{table}"."clinic_id" = \'{world.a.clinic.pk.hex}\''
    (rows,) = (query for query in counts[table][1] if f'FROM "{table}"' in query)
    assert clinic in rows


def _fill(people: Sequence[ClinicWorld], things: dict[str, Any]) -> None:
    """Add a row of each person's to every table, one of each thing's, and one of today's."""
    for table in IN_THE_ADMIN:
        _add(table, people)
    for table, parts in PAGES.items():
        for part in parts:
            model = type(things[table])
            field = next(
                each.name for each in model_of(part)._meta.fields if each.related_model is model
            )
            _add(part, people, {field: things[table]})
    day = localtime().replace(hour=0, minute=0)
    waiting = {"status": "confirmed", "queue_status": "waiting", "queue_number": "A1"}
    _add("appointments", people, waiting | {"starts_at": day, "checked_in_at": day})
    _add("payments", people, {"payment_date": localdate()})


def _add(
    table: str, people: Sequence[ClinicWorld], given: dict[str, Any] | None = None
) -> list[Any]:
    model = model_of(table)
    rows = [model(**draft(table, at, **(given or {}))) for at in people]
    return model._default_manager.using(OWNER).bulk_create(rows)


def _queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def _address(table: str, page: str, *key: Any) -> str:
    meta = model_of(table)._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=key)
