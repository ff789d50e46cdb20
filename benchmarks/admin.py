"""The admin's pages in a large clinic: queries and time of each, beside its one necessary query.

A chain of clinics is seeded in a database of its own; the admin of its largest clinic opens every list
(its first page, a filter, a day, a search), the start page, and a page of what has parts. Times are
in milliseconds: of the whole page the median; and the best, which other work on the machine disturbs
least, of what the page asks of its own table and of the one query that no list can do without: its first
rows in their order, by the owner, whom no policy binds. A list fails whose queries take too many times as
long; `sorts` marks one whose order has no index.

    python -m benchmarks.admin [--rounds N] [--clinics N] [--patients N] [--days N]
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, NamedTuple, cast

import django

MOST = 3.0
"""How many times as long as the necessary query a list's own queries may take."""
FLOOR = 0.3
"""Milliseconds that a query takes whatever it asks: the way there and back."""


class Page(NamedTuple):
    """A page, and what it needs from the database at the least."""

    name: str
    address: str
    table: str = ""
    necessary: Any = None


class Figures(NamedTuple):
    """What a page takes."""

    page: Page
    queries: int
    whole: float
    own: float
    needed: float
    sorts: bool

    @property
    def times(self) -> float:
        return max(self.own, FLOOR) / max(self.needed, FLOOR) if self.needed else 0.0


def main() -> int:
    """Measure, print a table and one line of JSON; fail when a list takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clinics", type=int, default=40)
    parser.add_argument("--patients", type=int, default=300_000)
    parser.add_argument("--days", type=int, default=305)
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connections

    from tests.scratch import database

    scale = [f"--{name}={getattr(given, name)}" for name in ("clinics", "patients", "days")]
    with database() as made:
        made.manage("migrate", "-v0")
        made.manage("seed_dev", "--quiet", *scale)
        for alias in ("owner", "default"):
            connections[alias].settings_dict["NAME"] = made.name
        with made.connect() as owner:
            owner.execute("VACUUM (ANALYZE)")
            appointments = owner.execute("SELECT count(*) FROM clinic.appointments").fetchone()
        measured = [measure(page, client, given.rounds) for client, page in pages()]
        for alias in ("owner", "default"):
            connections[alias].close()
        version = made.version()

    print(f"{str(given.rounds) + ' rounds':34} queries    page  own table  needed  times")
    for each in measured:
        ratio = f"{each.times:6.1f}" if each.needed else "     -"
        print(
            f"{each.page.name:34} {each.queries:7} {each.whole:7.1f} {each.own:10.2f}"
            f" {each.needed:7.2f} {ratio}{'  sorts' if each.sorts else ''}"
        )
    figures = {
        "benchmark": "admin",
        "rounds": given.rounds,
        "server": version,
        "appointments": appointments and appointments[0],
        "patients": given.patients,
        "clinics": given.clinics,
        "pages": {each.page.name: [each.queries, round(each.whole, 1)] for each in measured},
        "times": {each.page.name: round(each.times, 1) for each in measured if each.times},
        "at_most": MOST,
    }
    print(json.dumps(figures))
    return int(max(each.times for each in measured) > MOST)


def pages() -> Iterator[tuple[Any, Page]]:
    """Give the pages, and the browser of who opens them: the admin of the largest clinic."""
    from django.contrib import admin
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from clinical.models import Patient
    from identity.models import User
    from tenancy import acting_as

    patients = Patient.objects.using("owner")
    (clinic_id, _) = patients.values_list("clinic").annotate(Count("id")).order_by("-id__count")[0]
    user = User.objects.using("owner").get(clinic=clinic_id, role="admin")
    client = Client(raise_request_exception=True)
    client.force_login(user)
    patient = patients.filter(clinic=clinic_id).order_by("pk")[0]

    yield client, Page("start page", reverse("admin:index"))
    for model, model_admin in admin.site._registry.items():
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        with acting_as(user):
            if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
                continue
        rows = model._base_manager.using("owner")
        if any(field.name == "clinic" for field in meta.fields):
            rows = rows.filter(clinic=clinic_id)
        in_order = rows.order_by(*(model_admin.ordering or meta.ordering or ()), "-pk")[:51]
        name = str(meta.verbose_name_plural)
        # The log's order is that of the whole log: benchmarks/audit_lists.py measures its pages.
        necessary = None if meta.app_label == "audit" else in_order
        yield client, Page(name, address, meta.db_table, necessary)
        if "status" in model_admin.list_filter:
            status = cast(Any, meta.get_field("status")).flatchoices[0][0]
            yield (
                client,
                Page(f"{name}: {status}", f"{address}?status__exact={status}", meta.db_table),
            )
        if day := model_admin.date_hierarchy:
            yield client, Page(f"{name}: a year", f"{address}?{day}__year=2026", meta.db_table)
        if "patient__full_name" in model_admin.search_fields or model is Patient:
            found = rows.filter(**{"pk" if model is Patient else "patient": patient.pk})[:51]
            sought = f"{address}?q={patient.patient_number}"
            yield client, Page(f"{name}: search", sought, meta.db_table, found)
        if model_admin.inlines and (row := rows.order_by("pk").first()):
            change = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
            yield client, Page(f"{name}: one", change, meta.db_table)


def measure(page: Page, client: Any, rounds: int) -> Figures:
    """Open a page some times, after once to warm up."""
    from django.db import connections

    opened: list[tuple[float, list[tuple[str, float]]]] = []
    needed: list[float] = []
    for _ in range(rounds + 1):
        queries: list[tuple[str, float]] = []
        with connections["default"].execute_wrapper(timed(queries)):
            start = time.perf_counter()
            if (status := client.get(page.address).status_code) != 200:
                sys.exit(f"{page.address}: {status}")
            opened.append(((time.perf_counter() - start) * 1e3, queries))
        if page.necessary is not None:
            asked: list[tuple[str, float]] = []
            with connections["owner"].execute_wrapper(timed(asked)):
                list(page.necessary.all())
            needed.append(sum(milliseconds for _, milliseconds in asked))
    own = [
        sum(took for query, took in queries if f'FROM "{page.table}"' in query)
        for _, queries in opened[1:]
    ]
    return Figures(
        page,
        queries=len(opened[-1][1]),
        whole=median(whole for whole, _ in opened[1:]),
        own=min(own),
        needed=min(needed[1:]) if needed else 0.0,
        sorts=page.necessary is not None
        and "Sort  (" in page.necessary.explain().replace("Incremental Sort", ""),
    )


def timed(queries: list[tuple[str, float]]) -> Callable[..., Any]:
    """Keep each statement of a connection, and the milliseconds it takes."""

    def keep(execute: Callable[..., Any], statement: Any, *rest: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            queries.append((str(statement), (time.perf_counter() - start) * 1e3))

    return keep


if __name__ == "__main__":
    sys.exit(main())
