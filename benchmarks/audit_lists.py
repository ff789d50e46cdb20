"""The audit log's pages with many entries, beside the same pages with a hundredth of them.

Forty clinics, in a database of its own, each with twenty people; the admin of one opens the list, narrows it,
and looks at one record's history and at who has seen it. Times are in milliseconds, of whole pages and of
what they ask of the log: the median, of pages opened in the same way before and after the log has grown.

    python -m benchmarks.audit_lists [--entries N] [--rounds N]
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

import django
import psycopg

from benchmarks.admin import timed
from benchmarks.ground.clinics import SQL, add_clinic

MOST = 3.0
"""How many times as long a page may take as with a hundredth of the entries."""
CLINICS, PEOPLE = 40, 20
STEP = 1_000_000


class Times(NamedTuple):
    """Medians in milliseconds, and how many statements it takes."""

    page: float
    log: float
    queries: int


def main() -> int:
    """Measure, print a table and one line of JSON; fail when a page takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connections

    from tests.scratch import database

    with database() as made:
        made.manage("migrate", "-v0")
        for alias in ("owner", "default"):
            connections[alias].settings_dict["NAME"] = made.name
        with made.connect() as owner:
            add_people(owner)
            few = given.entries // 100
            add_entries(owner, 1, few)
            before = measure(given.rounds)
            add_entries(owner, few + 1, given.entries)
            after = measure(given.rounds)
        connections.close_all()
        version = made.version()

    times = {name: after[name].page / before[name].page for name in after}
    print(f"{'entries':24} queries {few:>18,} {given.entries:>18,}  times")
    for name, there in after.items():
        here = before[name]
        print(
            f"{name:24} {there.queries:7} {here.page:8.1f} ({here.log:6.2f})"
            f" {there.page:9.1f} ({there.log:6.2f}) {times[name]:6.2f}"
        )
    figures = {
        "benchmark": "audit_lists",
        "server": version,
        **vars(given),
        "milliseconds": {
            name: [round(each, 1) for each in there[:2]] for name, there in after.items()
        },
        "times": {name: round(ratio, 2) for name, ratio in times.items()},
        "at_most": MOST,
    }
    print(json.dumps(figures))
    return int(max(times.values()) > MOST)


def add_people(owner: psycopg.Connection[Any]) -> None:
    """Make the clinics, and an admin and others in each."""
    for number in range(CLINICS):
        clinic_id = add_clinic(owner, f"A{number:03}")
        for person in range(PEOPLE):
            owner.execute(
                "INSERT INTO clinic.users (clinic_id, email, full_name, role) VALUES (%s, %s, %s, %s)",
                [
                    clinic_id,
                    f"person{person}@a{number:03}.example",
                    f"Person {person}",
                    "staff" if person else "admin",
                ],
            )


def add_entries(owner: psycopg.Connection[Any], first: int, last: int) -> None:
    """Add entries set-wise, and have PostgreSQL know of them."""
    for start in range(first, last + 1, STEP):
        end = min(start + STEP - 1, last)
        psycopg.ClientCursor(owner).execute(
            SQL["entries"], {"first": start, "last": end, "clinics": CLINICS}
        )
    owner.execute("VACUUM (ANALYZE) audit.audit_logs")


def pages() -> Iterator[tuple[str, str]]:
    """Give what the admin of a clinic asks, of things that are there from the start."""
    from audit.models import AuditLog
    from identity.models import User

    entries = AuditLog.objects.using("owner")
    admin = User.objects.using("owner").filter(role="admin").order_by("email")[0]
    entry = entries.filter(clinic=admin.clinic_id).order_by("id")[0]
    person = User.objects.using("owner").filter(clinic=admin.clinic_id, role="staff")[0]
    record = {"table_name": entry.table_name, "record_id": entry.record_id}
    asks: dict[str, dict[str, Any]] = {
        "first page": {},
        "tenth page": {"p": 10},
        "of patients": {"table_name": "patients"},
        "of settings: none": {"table_name": "system_settings"},
        "looks": {"action__exact": "SELECT"},
        "one record": record,
        "who has seen it": record | {"action__exact": "SELECT"},
        "by a person": {"q": str(person.pk)},
        "by a name": {"q": person.full_name},
        "by a record's id": {"q": entry.record_id},
    }
    for name, asked in asks.items():
        yield name, urlencode(asked)


def measure(rounds: int) -> dict[str, Times]:
    """Open each page some times, after once to warm up."""
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from identity.models import User

    client = Client(raise_request_exception=True)
    client.force_login(User.objects.using("owner").filter(role="admin").order_by("email")[0])
    address = reverse("admin:audit_auditlog_changelist")
    times = {}
    for name, asked in pages():
        whole, of_log = [], []
        for _ in range(rounds + 1):
            queries: list[tuple[str, float]] = []
            with connections["default"].execute_wrapper(timed(queries)):
                start = time.perf_counter()
                if (status := client.get(f"{address}?{asked}").status_code) != 200:
                    sys.exit(f"{name}: {status}")
                whole.append((time.perf_counter() - start) * 1e3)
            of_log.append(sum(took for query, took in queries if 'FROM "audit_logs"' in query))
        times[name] = Times(median(whole[1:]), median(of_log[1:]), len(queries))
    return times


if __name__ == "__main__":
    sys.exit(main())
