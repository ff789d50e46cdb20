"""The three views under policies and without, in a database and in one a tenth as large.

Two databases are filled, the second with ten times the rows of the first, and the views asked in clinics of three
sizes: one patient's summary, a page of fifty, a day's upcoming appointments, a year's figures. Each is asked
in turns by an admin, under the policies, and by the owner, whom none binds; both name the clinic, as the
admin's lists do, and must get the same rows, but for the records that are restricted. Times are those that
the client sees, of statements that are parsed and planned each time; of each the best is taken, which other
work on the machine disturbs least. What answers with as many rows in both databases must take as long in both.

    python -m benchmarks.views [--appointments N] [--rounds N]
    python -m benchmarks.views --database NAME     (one that is there already, on the server of DATABASE_URL)
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import django
from psycopg import sql
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from benchmarks.row_security import Case, Connection
    from tests.scratch import Database

GROWTH = 10
"""How many times as large the second database is as the first."""

PAGE = 50
RESTRICTED = "total_medical_records"

QUERIES = {
    "a patient": "SELECT * FROM clinic.patient_summary WHERE clinic_id = {clinic} AND patient_id = {patient}",
    "a page of patients": (
        "SELECT * FROM clinic.patient_summary WHERE clinic_id = {clinic}"
        " ORDER BY full_name, patient_id DESC LIMIT {page}"
    ),
    "a day's appointments": (
        "SELECT * FROM clinic.upcoming_appointments WHERE clinic_id = {clinic}"
        " AND appointment_date = CURRENT_DATE + 1 ORDER BY starts_at, appointment_id"
    ),
    "a year's figures": (
        "SELECT * FROM clinic.daily_clinic_metrics WHERE clinic_id = {clinic}"
        " AND appointment_date BETWEEN CURRENT_DATE - 365 AND CURRENT_DATE ORDER BY appointment_date"
    ),
}

CLINICS = """
    SELECT clinic_id, count(*)
    FROM clinic.patients
    GROUP BY clinic_id
    ORDER BY count(*) DESC, clinic_id
"""
A_PATIENT = """
    SELECT id
    FROM clinic.patients
    WHERE clinic_id = %s AND deleted_at IS NULL
    ORDER BY patient_number
    LIMIT 1
"""
APPOINTMENTS = "SELECT count(*) FROM clinic.appointments"


class Figure(NamedTuple):
    """What one query took in one clinic of one database, in milliseconds, and how many rows it gave."""

    appointments: int
    clinic: str
    what: str
    rows: int
    with_policies: float
    without: float

    @property
    def ratio(self) -> float:
        return self.with_policies / self.without


def main() -> int:
    """Measure, print a table and one line of JSON; fail when a view takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--appointments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", default="")
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import Database, database, server_of_the_tests

    if given.database:
        there = Database(given.database, *server_of_the_tests())
        return report(list(measured(there, given.rounds)), there.version(), given.rounds)
    figures: list[Figure] = []
    for appointments in (given.appointments // GROWTH, given.appointments):
        with database() as made:
            made.manage("migrate", "-v0")
            fill(made, appointments)
            figures += measured(made, given.rounds)
            version = made.version()
    return report(figures, version, given.rounds)


def fill(made: "Database", appointments: int) -> None:
    from benchmarks import row_security

    with made.connect() as owner:
        row_security.fill(owner, appointments)
        # They were filled with triggers switched off.
        owner.execute("SELECT clinic.rebuild_metrics()")
        owner.execute("VACUUM (ANALYZE) clinic.metric_entries")


def measured(made: "Database", rounds: int) -> Iterator[Figure]:
    """Give what each query takes in the largest clinic, one in the middle and the smallest."""
    from benchmarks.row_security import SECONDS_IN_DOUBT, take_the_place_of
    from tests.scratch import APP

    with made.connect() as owner, made.connect(APP) as person:
        owner.prepare_threshold = person.prepare_threshold = None
        ((appointments,),) = owner.execute(APPOINTMENTS).fetchall()
        by_size = [clinic_id for clinic_id, _ in owner.execute(CLINICS)]
        picked = {"large": by_size[0], "middle": by_size[len(by_size) // 2], "small": by_size[-1]}
        for clinic, clinic_id in picked.items():
            for case in cases(made, owner, clinic, clinic_id):
                take_the_place_of(case.reader, person)
                rows = answer(case.query, person)
                if rows != answer(case.query, owner):
                    raise RuntimeError(f"two answers in the {clinic} clinic: {case.query}")
                case.measure(person, owner, rounds, SECONDS_IN_DOUBT)
                taken = [min(case.seconds[way]) * 1e3 for way in ("with", "without")]
                yield Figure(appointments, clinic, case.what, len(rows), *taken)


def answer(query: str, login: "Connection") -> list[dict[str, Any]]:
    """Give what is answered to a login, but for how many records there are: some are restricted."""
    rows = login.cursor(row_factory=dict_row).execute(query.encode()).fetchall()
    return [{**row, RESTRICTED: None} if RESTRICTED in row else row for row in rows]


def cases(made: "Database", owner: "Connection", clinic: str, clinic_id: UUID) -> "Iterator[Case]":
    from django.db import connections

    from benchmarks.ground.explicit import Reader
    from benchmarks.row_security import Case
    from identity.models import User

    connections["owner"].close()
    connections["owner"].settings_dict["NAME"] = made.name
    admins = User.objects.using("owner").filter(clinic=clinic_id, role="admin", deleted_at=None)
    reader = Reader(admins.order_by("email")[0])
    connections["owner"].close()
    ((patient,),) = owner.execute(A_PATIENT, [clinic_id]).fetchall()
    for what, query in QUERIES.items():
        named = sql.SQL(query).format(clinic=clinic_id, patient=patient, page=PAGE).as_string()
        yield Case(clinic, "views", what, reader, named, named, roles=["admin"])


def report(figures: list[Figure], version: str, rounds: int) -> int:
    """Print what was measured; give 1 where policies, or ten times the rows, take too long."""
    from benchmarks.row_security import MOMENT, MOST

    print("appointments clinic  what                     rows     with  without  ratio")
    for figure in figures:
        print(
            f"{figure.appointments:12} {figure.clinic:7} {figure.what:22} {figure.rows:6}"
            f" {figure.with_policies:8.2f} {figure.without:8.2f} {figure.ratio:6.2f}"
        )
    growth = dict(grown(figures))
    for name, (before, after) in growth.items():
        print(f"{name}: {before:.2f} ms, then {after:.2f} ms ({after / before:.2f})")

    def too_long(more: float, less: float) -> bool:
        return more / less > MOST and more - less > MOMENT

    failed = [f"{f.what}, {f.clinic}" for f in figures if too_long(f.with_policies, f.without)]
    failed += [name for name, (before, after) in growth.items() if too_long(after, before)]
    for name in failed:
        print(f"too long: {name}")
    print(
        json.dumps(
            {
                "benchmark": "views",
                "rounds": rounds,
                "server": version,
                "figures": [figure._asdict() for figure in figures],
                "most": round(max(figure.ratio for figure in figures), 2),
                "at_most": MOST,
                "a_moment": MOMENT,
                "too_long": failed,
            },
            default=str,
        )
    )
    return int(bool(failed))


def grown(figures: list[Figure]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Pair what each query took under policies in both databases, where it gave as many rows."""
    sizes = sorted({figure.appointments for figure in figures})
    taken: dict[tuple[Any, ...], float] = {
        (f.appointments, f.clinic, f.what, f.rows): f.with_policies for f in figures
    }
    for (size, *asked), before in taken.items():
        if size == sizes[0] and (after := taken.get((sizes[-1], *asked))) and len(sizes) > 1:
            clinic, what, _ = asked
            yield f"{what}, {clinic} clinic", (before, after)


if __name__ == "__main__":
    sys.exit(main())
