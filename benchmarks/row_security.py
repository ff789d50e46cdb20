"""What row policies cost: every query of the admin's lists and of the views, with them and without.

1,000,000 appointments, and everything else in proportion, in clinics of three sizes, in a database of
its own. Each list is asked by an admin, a doctor, a nurse and a member of staff for its first page, each
order, each filter and a search. What Django then sends is asked in turns: under the policies, in
the person's role, and by the owner, whom no policy binds, with the rules written out in WHERE. Both must
give the same rows. Times are those that the client sees, of statements that are parsed and planned each
time, as Django's are; a ratio is one of medians. Where it is too high after a few rounds, many more
follow, and all of them count.

    python -m benchmarks.row_security [--appointments N] [--rounds N]
"""

import argparse
import json
import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import django
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchmarks.ground.clinics import act, add_clinic, add_patients
from benchmarks.ground.filling import unhindered
from benchmarks.ground.turns import in_turns

if TYPE_CHECKING:
    from benchmarks.ground.explicit import Reader

Connection = psycopg.Connection[Any]
Readers = dict[str, dict[str, "Reader"]]
"""Who asks, by clinic and role."""

SQL = {
    path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("row_security*.sql")
}

MOST = 1.3
"""How many times as long as without policies a query may take."""

MOMENT = 0.2
"""Milliseconds that policies may add to a statement whatever it asks: they are planned with it, and look
up the context."""

SHARES = {"large": 0.70, "middle": 0.25, "small": 0.05}
"""Which part of everything each clinic has."""

SECONDS, SECONDS_IN_DOUBT = 0.05, 2.0
"""How long a query is asked in turns, and how much longer where it seems to take too long."""

BY_HAND = {
    "row_security_day": ("the day's list", ("admin", "doctor", "nurse", "staff")),
    "row_security_patient": ("a patient at a glance", ("admin", "doctor")),
}
"""Queries such as the views will hold, and who can ask them."""

OF_VIEW = {
    "upcoming_appointments": "appointment_date = CURRENT_DATE ORDER BY starts_at, appointment_id",
    "patient_summary": "patient_id = %(patient_id)s",
    "daily_clinic_metrics": "appointment_date >= CURRENT_DATE - 30 ORDER BY appointment_date",
}
"""What is asked of a view, once there is one of the name."""

VIEWS = """
    SELECT relname, role
    FROM pg_class
    CROSS JOIN unnest(%s::text[]) AS role
    WHERE relnamespace = 'clinic'::regnamespace
        AND relkind IN ('v', 'm')
        AND has_table_privilege('clinic_' || role, oid, 'SELECT')
    ORDER BY relname, role
"""

A_PATIENT = "SELECT id AS patient_id FROM clinic.patients WHERE clinic_id = %s ORDER BY patient_number LIMIT 1"


@dataclass
class Case:
    """One query, asked in one clinic under the policies, and with their rules written out."""

    clinic: str
    of: str
    what: str
    reader: "Reader"
    query: str
    written_out: str
    parameters: Any = None
    roles: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def ratio(self) -> float:
        with_policies, without = medians(self.seconds, 1e3)
        return with_policies / without

    @property
    def adds(self) -> float:
        """Give the milliseconds that policies add."""
        with_policies, without = medians(self.seconds, 1e3)
        return with_policies - without

    def compare(self, person: Connection, owner: Connection) -> None:
        """Raise RuntimeError unless both ways give the same rows."""
        if self._ask(person, self.query) != self._ask(owner, self.written_out):
            raise RuntimeError(
                f"two answers in the {self.clinic} clinic to {self.roles}: {self.query}"
            )

    def measure(self, person: Connection, owner: Connection, rounds: int, seconds: float) -> None:
        """Ask both ways in turns."""
        ways = {
            "with": lambda: self._ask(person, self.query),
            "without": lambda: self._ask(owner, self.written_out),
        }
        for way, taken in in_turns(ways, rounds, seconds).items():
            self.seconds[way] += taken

    def _ask(self, connection: Connection, query: str) -> list[Any]:
        return connection.execute(query.encode(), self.parameters).fetchall()

    def __str__(self) -> str:
        with_policies, without = medians(self.seconds, 1e3)
        return (
            f"{self.of}, {self.what} ({self.clinic}; {', '.join(self.roles)}):"
            f" {with_policies:.2f} ms, {without:.2f} ms without"
        )


def main() -> int:
    """Measure, print a table and one line of JSON; fail when a query takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--appointments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connections

    from tests.scratch import APP, database

    with database() as made:
        made.manage("migrate")
        with made.connect() as owner, made.connect(APP) as person:
            owner.prepare_threshold = person.prepare_threshold = None
            clinics = fill(owner, given.appointments)
            for alias in ("default", "owner"):
                connections[alias].settings_dict["NAME"] = made.name
            readers = {clinic: dict(people(clinic_id)) for clinic, clinic_id in clinics.items()}
            cases = [*admin_cases(readers), *view_cases(readers, owner)]
            measure(cases, person, owner, given.rounds)
            context = cost_of_context(cases, person, given.rounds * 50)
            connections.close_all()
        version = made.version()

    return report(cases, context, {"server": version, **vars(given)})


def fill(owner: Connection, appointments: int) -> dict[str, UUID]:
    """Make the clinics and everything in them, and give their ids."""
    clinics = {}
    with unhindered(owner):
        for clinic, share in SHARES.items():
            visits = int(appointments * share)
            patients, doctors = max(visits // 10, 100), max(visits // 25_000, 2)
            clinics[clinic] = add_clinic(owner, clinic.upper())
            add_patients(owner, clinics[clinic], 1, patients)
            size = {"appointments": visits, "patients": patients, "doctors": doctors}
            psycopg.ClientCursor(owner).execute(
                SQL["row_security"].encode(), {"clinic_id": clinics[clinic], **size}
            )
    return clinics


def people(clinic_id: UUID) -> Iterator[tuple[str, "Reader"]]:
    """Give one person of each role."""
    from benchmarks.ground.explicit import ROLES, Reader
    from clinical.models import Doctor
    from identity.models import User

    for role in sorted(ROLES):
        email = f"{role}1@clinic.example"
        user = User.objects.using("owner").get(clinic=clinic_id, email=email)
        doctor = Doctor.objects.using("owner").filter(user=user).first()
        yield role, Reader(user, doctor.pk if doctor else None)


def admin_cases(readers: Readers) -> Iterable[Case]:
    """Give what the admin sends; a query that two roles send, and see alike, once.

    The queries are captured in the small clinic, and asked in all; only what names rows, as the result of
    a search does, is captured in each.
    """
    from benchmarks.ground.admin_lists import asks, sent

    cases: dict[Any, Case] = {}
    for role, captured_for in readers["small"].items():
        for ask in asks(captured_for.user):
            captured = sent(ask, captured_for.user)
            for clinic, reader in ((clinic, of_role[role]) for clinic, of_role in readers.items()):
                again = reader != captured_for and any(query.names_rows for query in captured)
                for query in sent(ask, reader.user) if again else captured:
                    written_out = reader.write_out(query.sql)
                    case = Case(
                        clinic, ask.table, ask.what, reader, query.sql, written_out, query.params
                    )
                    case = cases.setdefault((clinic, repr(query), written_out), case)
                    if role not in case.roles:
                        case.roles.append(role)
    return cases.values()


def view_cases(readers: Readers, owner: Connection) -> Iterator[Case]:
    """Give what is asked of the views that there are, and queries such as they will hold."""
    views = owner.execute(VIEWS, [list(readers["small"])]).fetchall()
    for clinic, of_role in readers.items():
        clinic_id = of_role["admin"].user.clinic_id
        patient = owner.cursor(row_factory=dict_row).execute(A_PATIENT, [clinic_id]).fetchone()
        for name, (what, roles) in BY_HAND.items():
            for reader in (of_role[role] for role in roles):
                queries = (reader.fill_in(SQL[name], bare=True), reader.fill_in(SQL[name]))
                yield Case(clinic, "by hand", what, reader, *queries, patient, [reader.user.role])
        for view, role in views:
            query = sql.SQL("SELECT * FROM clinic.{} WHERE {} AND {}")
            rules = (sql.SQL("true"), sql.SQL("clinic_id = {}").format(clinic_id))
            bare, written_out = (
                query.format(sql.Identifier(view), rule, sql.SQL(OF_VIEW[view])).as_string()
                for rule in rules
            )
            reader = of_role[role]
            yield Case(clinic, view, "what it is for", reader, bare, written_out, patient, [role])


def measure(cases: Iterable[Case], person: Connection, owner: Connection, rounds: int) -> None:
    """Time all cases, and again those that seem to take too long; say how far it is."""
    cases = list(cases)
    for done, case in enumerate(cases):
        if done % 100 == 0:
            print(f"{done} of {len(cases)} queries", file=sys.stderr)
        take_the_place_of(case.reader, person)
        case.compare(person, owner)
        case.measure(person, owner, rounds, SECONDS)
    for case in cases:
        if case.ratio > MOST:
            take_the_place_of(case.reader, person)
            case.measure(person, owner, rounds * 10, SECONDS_IN_DOUBT)


def take_the_place_of(reader: "Reader", person: Connection) -> None:
    from tenancy.roles import ROLE_OF

    user = reader.user
    act(person, ROLE_OF[user.role], cast(UUID, user.clinic_id), user.pk)


def cost_of_context(
    cases: list[Case], person: Connection, rounds: int
) -> dict[str, tuple[float, float]]:
    """Give median microseconds of a transaction that sets its context, and of one that need not.

    In SQL the connection has role and context already where the transaction does not set them; in
    Python `acting_as` is compared with `atomic`, both with a query that needs neither.
    """
    from django.db import connection, transaction

    from tenancy.acting import Context, acting_as
    from tenancy.roles import ROLE_OF

    page = next(case for case in cases if (case.of, case.what) == ("appointments", "first page"))
    user = page.reader.user
    context = Context(ROLE_OF[user.role], str(user.clinic_id), str(user.pk), "request")
    batch = context.statement().as_string(person)

    def transact(query: tuple[str, Any], *first: str) -> None:
        for statement in ("BEGIN", *first):
            person.execute(statement.encode())
        person.execute(query[0].encode(), query[1]).fetchall()
        person.execute("COMMIT")

    def in_python(block: AbstractContextManager[None]) -> None:
        with block, connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    take_the_place_of(page.reader, person)
    costs = {}
    ways: Mapping[str, Callable[[], object]]
    for name, query in {
        "a row by its key": ("SELECT full_name FROM clinic.users WHERE id = %s", [user.pk]),
        "a page of appointments": (page.query, page.parameters),
    }.items():
        ways = {"with": partial(transact, query, batch), "without": partial(transact, query)}
        costs[name] = medians(in_turns(ways, rounds), 1e6)
    ways = {
        "with": lambda: in_python(acting_as(user)),
        "without": lambda: in_python(transaction.atomic()),
    }
    costs["SELECT 1, in Python"] = medians(in_turns(ways, rounds), 1e6)
    return costs


def medians(seconds: Mapping[str, list[float]], per_second: float) -> tuple[float, float]:
    """Give the medians with policies or context, and without, in parts of a second."""
    return (
        statistics.median(seconds["with"]) * per_second,
        statistics.median(seconds["without"]) * per_second,
    )


def report(
    cases: list[Case], context: Mapping[str, tuple[float, float]], given: Mapping[str, Any]
) -> int:
    """Print what was measured; give 1 where a query takes too long, and that by more than a moment."""
    by_list: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_list[case.of].append(case)
    print(f"{'with policies to without':24} queries  median   most")
    for name, of_list in by_list.items():
        worst = max(of_list, key=lambda case: case.ratio)
        middle = statistics.median(case.ratio for case in of_list)
        print(f"{name:24} {len(of_list):7} {middle:7.2f} {worst.ratio:6.2f}  {worst}")
    print(f"{'transaction with context to without':36} times   adds")
    for name, (with_context, without) in context.items():
        print(f"{name:36} {with_context / without:5.2f} {with_context - without:4.0f} us")
    above = sorted((case for case in cases if case.ratio > MOST), key=lambda case: -case.ratio)
    too_long = [case for case in above if case.adds > MOMENT]
    print(
        f"above {MOST}: {len(above)}, of these {len(above) - len(too_long)} by {MOMENT} ms at most"
    )
    for case in too_long:
        print(f"too long, {case.ratio:.2f}: {case}")
    figures = {
        "benchmark": "row_security",
        **given,
        "queries": len(cases),
        "median": round(statistics.median(case.ratio for case in cases), 2),
        "most": {
            name: round(max(case.ratio for case in of_list), 2) for name, of_list in by_list.items()
        },
        "at_most": MOST,
        "above": len(above),
        "a_moment": MOMENT,
        "too_long": len(too_long),
        "context_microseconds": {
            name: [round(us) for us in both] for name, both in context.items()
        },
    }
    print(json.dumps(figures))
    return int(bool(too_long))


if __name__ == "__main__":
    sys.exit(main())
