"""`clinic.search_patients` as a member of staff, beside the same SQL without policies.

300,000 patients in one clinic and 100,000 in ten others, in a database of its own. Each query is
asked both ways in turns; times are those that the client sees. The ORM's own search under policies
(ILIKE, which then finds no index) is shown for comparison, and holds nothing.

    python -m benchmarks.search [--rounds N]
"""

import argparse
import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
import psycopg

from benchmarks.ground.clinics import act, add_clinic, add_patients
from benchmarks.ground.turns import in_turns

PLAIN = Path(__file__).with_suffix(".sql").read_bytes()

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
            act(staff, "clinic_staff", clinic_id, uuid4())
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
    clinics = [add_clinic(owner, f"C{number}") for number in range(len(sizes))]
    first = 1
    for clinic_id, size in zip(clinics, sizes, strict=True):
        add_patients(owner, clinic_id, first, first + size - 1)
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
    ways = {
        "function": lambda: staff.execute(
            "SELECT * FROM clinic.search_patients(%s)", [query]
        ).fetchall(),
        "plain": lambda: psycopg.ClientCursor(owner).execute(PLAIN, given).fetchall(),
        "unindexed": lambda: staff.execute(UNINDEXED, given).fetchall(),
    }
    if ways["function"]() != ways["plain"]():
        raise RuntimeError(f"two answers to {query!r}")
    return [statistics.median(taken) for taken in in_turns(ways, rounds).values()]


if __name__ == "__main__":
    sys.exit(main())
