"""Booking beside one hand-written statement, the usual function, and the usual Django way.

`control` claims a slot and inserts an appointment in one statement, into tables with a primary key and
nothing else. `function` is that in PL/pgSQL, and `kept` the same, which writes down what it refuses, as ours
does. `guarded` is that one statement into production's tables, with their policies, audit, keys and checks: what
these take, whoever books. Ours has everything on, and idempotency, limits and numbers besides. These are asked by pgbench, a request in one message of statements that are prepared; `orm`
and `desk` (ours from Python) by processes of Django. Clients either take 10,000 slots each from another place, or
all the same slot at a time, until one has it and the others are refused; then slots that are all taken are
asked for. In fifty clinics, and in one.

What each guarantee takes is measured by that one statement, at eight clients: production's tables with all of them, and
with one after the other taken away. What is left in the end are their columns, unique keys and a person's role.

A storm follows: bookings, cancellations, moves and holds at random. No slot may be booked twice, and nobody be
sent away by a deadlock.

    python -m benchmarks.booking [--rounds N] [--storm N]
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import md5
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import django
import psycopg

from benchmarks.ground import pgbench

WAYS = Path(__file__).parent / "ways_to_book"
SLOTS = 10_000
GROUNDS = {"50 clinics": {"clinics": 50, "doctors": 2}, "one clinic": {"clinics": 1, "doctors": 20}}
"""How the slots are spread: with so many doctors in each clinic."""

BOUNDS = {"control": 0.5, "orm": 4.0, "refusals": 0.7}
"""How many times as many bookings at the least as the control, and as the ORM; refusals as the function."""

OF_PGBENCH = {
    "control": "owner",
    "function": "owner",
    "kept": "owner",
    "guarded": "clinic_app",
    "ours": "clinic_app",
}
BOOKING = tuple(way for way in OF_PGBENCH if way != "kept")
REFUSING = {"function": ("function", "kept"), "ours": ("ours",)}
"""After whom all slots are taken, and who asks for them then."""

OF_DJANGO = ("orm", "desk")
FEWER = 5
"""Django's processes take every so manyeth of the slots: they are slower."""

WITHOUT = {path.stem.partition("_")[2]: path for path in sorted((WAYS / "without").glob("*.sql"))}
"""The guarantees that are taken away, each after those before it."""

COUNTS = """
SELECT
    (SELECT count(*) FROM bare.appointments) + (SELECT count(*) FROM clinic.appointments WHERE status <> 'completed'),
    (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())
"""
DOUBLE = """
SELECT count(*)
FROM clinic.appointments AS a
JOIN clinic.appointments AS b
    ON b.clinic_id = a.clinic_id AND b.doctor_id = a.doctor_id AND b.id > a.id
    AND tstzrange(b.starts_at, b.ends_at) && tstzrange(a.starts_at, a.ends_at)
WHERE a.status NOT IN ('cancelled', 'rescheduled') AND b.status NOT IN ('cancelled', 'rescheduled')
"""


def main() -> int:
    """Measure, print a table and one line of JSON; fail where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--storm", type=int, default=1_000_000, help="calls of the storm")
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from tests.scratch import database
    from tests.seeds.seeded import copy_of

    rates: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    calls, deadlocks, double = 0, 0, 0
    for where, size in GROUNDS.items():
        with database() as ground:
            fill(ground, size)
            for _ in range(given.rounds):
                for what, clients, shared in (
                    ("1, spread", 1, False),
                    ("8, spread", 8, False),
                    ("32, spread", 32, False),
                    ("8, one at a time", 8, True),
                    ("32, one at a time", 32, True),
                ):
                    for way in (*BOOKING, *OF_DJANGO):
                        with copy_of(ground) as made:
                            rates[where, what, way].append(
                                bookings(made, way, clients, shared, size["clinics"])
                            )
                            for asked in REFUSING.get(way, ()) if what == "32, spread" else ():
                                rates[where, "32, refused", asked].append(
                                    run(made, asked, 32, 100, size["clinics"], shared=False)
                                )
                            deadlocks += numbers(made)[1]
                            double += doubles(made)
            if where == "50 clinics":
                for _ in range(given.rounds):
                    for what, rate in prices(ground, size["clinics"]):
                        rates[where, what, "guarded"].append(rate)
            if given.storm and where == "50 clinics":
                with copy_of(ground) as made:
                    each = given.storm // 32
                    run(made, "storm", 32, each, size["clinics"], shared=False, login="clinic_app")
                    calls += 32 * each
                    deadlocks += numbers(made)[1]
                    double += doubles(made)
            with ground.connect() as owner:
                version = owner.info.parameter_status("server_version")
    return report(rates, {"storm": calls, "deadlocks": deadlocks, "double": double}, version, given)


def fill(ground: Any, size: dict[str, int]) -> None:
    """Make the clinics of a ground."""
    ground.manage("migrate", "-v0")
    with ground.connect() as owner:
        psycopg.ClientCursor(owner).execute(
            (WAYS / "ground.sql").read_bytes(), size | {"slots": SLOTS}
        )
        owner.execute((WAYS / "bare.sql").read_bytes())
        # By hand a slot is taken by whoever may: here, for `guarded`, people may.
        owner.execute(
            "GRANT UPDATE (is_available, appointment_id) ON clinic.appointment_slots TO clinic_staff"
        )
        owner.execute("VACUUM (ANALYZE)")


def prices(ground: Any, clinics: int) -> Iterator[tuple[str, float]]:
    """Give bookings a second by one statement, as one guarantee after the other is taken away."""
    from tests.seeds.seeded import copy_of

    for number, last in enumerate(WITHOUT):
        with copy_of(ground) as made:
            with made.connect() as owner:
                for path in list(WITHOUT.values())[: number + 1]:
                    take_away(owner, path.read_text("utf-8"))
            yield f"without {last}", bookings(made, "guarded", 8, False, clinics)


def take_away(owner: psycopg.Connection[Any], statements: str) -> None:
    """Run statements, and those that one of them writes."""
    for statement in statements.split(";\n"):
        if statement.strip():
            cursor = owner.execute(statement.encode())
            for (written,) in cursor.fetchall() if cursor.description else ():
                owner.execute(str(written).encode())


def bookings(made: Any, way: str, clients: int, shared: bool, clinics: int) -> float:
    """Give how many bookings a second came about one way."""
    each = SLOTS // (8 if shared else max(clients, 5))
    if way in OF_DJANGO:
        each //= FEWER
        asked = processes(made, way, clients, each, clinics, shared)
    else:
        asked = run(made, way, clients, each, clinics, shared=shared)
    booked, _ = numbers(made)
    return asked * booked / (each * clients)


def run(
    made: Any, way: str, clients: int, each: int, clinics: int, *, shared: bool, login: str = ""
) -> float:
    """Give how many requests a second clients of pgbench get through."""
    from tests.scratch import url

    who = login or OF_PGBENCH[way]
    given = {
        "n": 0,
        "run": time.time_ns(),
        "clients": 1 if shared else clients,
        "clinics": clinics,
        "slots": SLOTS,
    }
    # A person's statements are prepared in their role, before the first transaction takes it.
    settings = "" if who == "owner" else "-c role=clinic_staff"
    protocol = "simple" if way == "storm" else "prepared"
    script = WAYS / f"{way}.sql"
    defined = (f"--define={name}={value}" for name, value in given.items())
    limits = (f"--transactions={each}", f"--protocol={protocol}")
    address = url(made.server, made.owner if who == "owner" else who, made.name)
    return pgbench.run(address, script, clients, *limits, *defined, settings=settings)


def processes(made: Any, way: str, clients: int, each: int, clinics: int, shared: bool) -> float:
    """Give how many requests a second processes of Django get through."""
    from django.db import connections

    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = made.name
    fork = multiprocessing.get_context("fork")
    ready, go = fork.Barrier(clients + 1), fork.Barrier(clients + 1)
    workers = [
        fork.Process(
            target=take,
            args=(way, 0 if shared else client, 1 if shared else clients, each, clinics, ready, go),
        )
        for client in range(clients)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    go.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    taken = time.perf_counter() - began
    if any(worker.exitcode for worker in workers):
        raise RuntimeError(f"{way}: a client failed")
    return clients * each / taken


def take(way: str, client: int, clients: int, each: int, clinics: int, ready: Any, go: Any) -> None:
    """Ask for slot after slot, as one client."""
    from django.db import connections

    from benchmarks.ways_to_book import orm
    from scheduling.booking import BookingRefusedError, FrontDesk

    class Someone:
        role = "staff"

        def __init__(self, clinic: int) -> None:
            self.pk, self.clinic_id = key_of("user", clinic), key_of("clinic", clinic)

    def desk(key: str, clinic: int, slot: int) -> None:
        desk = FrontDesk(Someone(clinic))
        with suppress(BookingRefusedError):
            desk.create_booking(key, key_of("slot", slot), key_of("patient", slot), "cough")

    def by_orm(key: str, clinic: int, slot: int) -> None:
        user, place = key_of("user", clinic), key_of("clinic", clinic)
        orm.book(key, user, place, key_of("slot", slot), key_of("patient", slot))

    book: Callable[[str, int, int], None] = {"desk": desk, "orm": by_orm}[way]
    connections["owner"].ensure_connection()
    connections["default"].ensure_connection()
    ready.wait()
    go.wait()
    for n in range(each):
        slot = (n * clients + client) * 7919 % SLOTS
        book(f"{os.getpid()}/{n}", slot % clinics, slot)


def key_of(kind: str, number: int) -> UUID:
    """Give the key that the ground has made of a number."""
    return UUID(md5(f"{kind}/{number}".encode(), usedforsecurity=False).hexdigest())


def numbers(made: Any) -> tuple[int, int]:
    """Count bookings, and deadlocks."""
    with made.connect() as owner:
        booked, deadlocks = owner.execute(COUNTS).fetchone()
        return int(booked), int(deadlocks)


def doubles(made: Any) -> int:
    """Count the pairs of appointments that share a doctor's time."""
    with made.connect() as owner:
        (pairs,) = owner.execute(DOUBLE).fetchone()
        return int(pairs)


def report(
    rates: dict[tuple[str, str, str], list[float]],
    faults: dict[str, int],
    version: str | None,
    given: argparse.Namespace,
) -> int:
    """Print what was found; give 1 where a bound is not kept."""
    ways = (*OF_PGBENCH, *OF_DJANGO)
    medians = {key: median(values) for key, values in rates.items()}
    kept = not faults["deadlocks"] and not faults["double"]
    ratios: dict[str, dict[str, float]] = {}
    print(f"{'bookings/s, median of ' + str(given.rounds):32}" + "".join(f"{w:>10}" for w in ways))
    for where in GROUNDS:
        for what in dict.fromkeys(key[1] for key in medians if (where, key[1], "ours") in medians):
            found = {way: medians.get((where, what, way)) for way in ways}
            print(
                f"{where + ': ' + what:32}"
                + "".join(f"{rate:10.0f}" if rate else f"{'-':>10}" for rate in found.values())
            )
            ours, name = medians[where, what, "ours"], f"{where}: {what}"
            if what.endswith("refused"):
                ratios[name] = {
                    way: round(ours / medians[where, what, way], 2) for way in ("function", "kept")
                }
                kept &= ratios[name]["function"] >= BOUNDS["refusals"]
            else:
                ratios[name] = {
                    "control": round(ours / medians[where, what, "control"], 2),
                    "guarded": round(ours / medians[where, what, "guarded"], 2),
                    "orm": round(ours / medians[where, what, "orm"], 1),
                    "desk to orm": round(
                        medians[where, what, "desk"] / medians[where, what, "orm"], 1
                    ),
                }
                if what.startswith("8"):
                    kept &= ratios[name]["control"] >= BOUNDS["control"]
                    kept &= ratios[name]["orm"] >= BOUNDS["orm"]
    for name, of in ratios.items():
        print(
            f"ours, {name:26}" + "".join(f"   {ratio:5.2f} of {way}" for way, ratio in of.items())
        )
    control = medians["50 clinics", "8, spread", "control"]
    steps = {"with all": "8, spread"} | {f"without {name}": f"without {name}" for name in WITHOUT}
    costs = {
        name: round(medians["50 clinics", what, "guarded"] / control, 2)
        for name, what in steps.items()
    }
    print("one statement into production's tables, of control, each without those before it too:")
    print("".join(f"   {name} {ratio:.2f}" for name, ratio in costs.items()).lstrip())
    print(
        f"{faults['double']} double bookings and {faults['deadlocks']} deadlocks,"
        f" a storm of {faults['storm']:,} calls included"
    )
    print(
        json.dumps(
            {
                "benchmark": "booking",
                "server": version,
                "rounds": given.rounds,
                "ratios": ratios,
                "guarantees": costs,
                "bounds": BOUNDS,
                "rates": {" / ".join(key): round(value) for key, value in medians.items()},
            }
            | faults
        )
    )
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
