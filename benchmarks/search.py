"""`clinic.search_patients` as a member of staff, beside the same SQL without policies.

300,000 patients in one clinic and 100,000 in ten others, in a database of its own. Each query is
asked both ways in turns; times are those that the client sees. The ORM's own search under policies
(ILIKE, which then finds no index) is shown for comparison, and holds nothing.

    python benchmarks/search.py [--rounds N]
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path[0:1] = [str(ROOT), str(ROOT / "platform")]  # not this folder, whose audit is another
SQL = {path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("search*.sql")}

MOST = 2.0
"""How many times as long as without policies a search may take."""

PATIENTS = 300_000
OTHERS = 10
PATIENTS_OF_OTHERS = 10_000

QUERIES = {
    "name": ("siti aisyahkumar", "%siti aisyahkumar%", None),
    "name, misspelt": ("zheng lakshmirvi", "%zheng lakshmirvi%", None),
    "family name": ("lakshmi", "%lakshmi%", None),
    "number": ("p-123456", "%p-123456%", None),
    "e-mail": ("tan.meiling", "%tan.meiling%", None),
    "telephone": ("+65 8123 4569", "%+65 8123 4569%", "81234569"),
    "nobody": ("qqqqq vvvv", "%qqqqq vvvv%", None),
}
"""What is typed, as a pattern, and its digits where it is a telephone number."""

UNINDEXED = """
SELECT id FROM clinic.patients
WHERE full_name ILIKE %(pattern)s OR patient_number ILIKE %(pattern)s
    OR phone ILIKE %(pattern)s OR email ILIKE %(pattern)s
ORDER BY full_name LIMIT 20
"""


def main() -> int:
    """Measure, print a table and one line of JSON; fail when the function takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import APP, database

    with database() as made:
        made.manage("migrate")
        with made.connect() as owner, made.connect(APP) as staff:
            clinic_id = fill(owner)
            owner.execute("SET pg_trgm.word_similarity_threshold = 0.45")
            staff.execute("SET ROLE clinic_staff")
            for name, value in (("clinic", clinic_id), ("user", uuid4())):
                staff.execute(
                    "SELECT set_config(%s, %s, false)", [f"app.current_{name}_id", str(value)]
                )
            medians = {
                kind: measure(owner, staff, clinic_id, *query, rounds=rounds)
                for kind, query in QUERIES.items()
            }
        version = made.version()

    print(f"median of {rounds:<11} {'function':>11} {'no policies':>12} {'times':>6} {'ILIKE':>11}")
    ratios = {}
    for kind, (function, plain, unindexed) in medians.items():
        ratios[kind] = round(function / plain, 2)
        print(
            f"{kind:21} {function * 1e3:8.2f} ms {plain * 1e3:9.2f} ms {ratios[kind]:6.2f}"
            f" {unindexed * 1e3:8.2f} ms"
        )
    figures = {
        "benchmark": "search",
        "rounds": rounds,
        "server": version,
        "patients": PATIENTS,
        "patients_elsewhere": OTHERS * PATIENTS_OF_OTHERS,
        "milliseconds": {
            kind: [round(seconds * 1e3, 2) for seconds in times] for kind, times in medians.items()
        },
        "function_to_no_policies": ratios,
        "at_most": MOST,
    }
    print(json.dumps(figures))
    return int(max(ratios.values()) > MOST)


def fill(owner: psycopg.Connection[Any]) -> UUID:
    """Make the clinics and their patients, and give the large clinic's id."""
    sizes = [PATIENTS, *[PATIENTS_OF_OTHERS] * OTHERS]
    clinics = [uuid4() for _ in sizes]
    first = 1
    for number, (clinic_id, size) in enumerate(zip(clinics, sizes, strict=True)):
        owner.execute(
            "INSERT INTO clinic.clinics"
            " (id, code, name, registration_number, address, postal_code, phone, email)"
            " VALUES (%(id)s, %(code)s, %(code)s, %(code)s, '1 Example Street', '018956',"
            " '+65 6123 4567', 'hello@example.com')",
            {"id": clinic_id, "code": f"C{number}"},
        )
        owner.execute(
            SQL["search_patients"],
            {"clinic_id": clinic_id, "first": first, "last": first + size - 1},
        )
        first += size
    owner.execute("VACUUM (ANALYZE) clinic.patients")
    return clinics[0]


def measure(
    owner: psycopg.Connection[Any],
    staff: psycopg.Connection[Any],
    clinic_id: UUID,
    query: str,
    pattern: str,
    digits: str | None,
    *,
    rounds: int,
) -> list[float]:
    """Give the median seconds of the function, of plain SQL without policies, and of ILIKE."""
    given = {"clinic_id": clinic_id, "query": query, "pattern": pattern, "digits": digits}
    ways: Mapping[str, Callable[[], list[Any]]] = {
        "function": lambda: staff.execute(
            "SELECT * FROM clinic.search_patients(%s)", [query]
        ).fetchall(),
        "plain": lambda: psycopg.ClientCursor(owner).execute(SQL["search"], given).fetchall(),
        "unindexed": lambda: staff.execute(UNINDEXED, given).fetchall(),
    }
    if ways["function"]() != ways["plain"]():
        raise RuntimeError(f"two answers to {query!r}")
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, ask in ways.items():
            started = time.perf_counter()
            ask()
            times[way].append(time.perf_counter() - started)
    return [statistics.median(taken) for taken in times.values()]


if __name__ == "__main__":
    sys.exit(main())
