"""The webhook queue beside the least SQL that a queue can be, and beside procrastinate.

All three stand in one database. What works on them is pgbench, on prepared statements; a worker of ours marks
what it has done and claims the next in one statement, one of the control and of procrastinate in two.
The ways take turns, and a ratio is one of medians. Then, ours alone: receiving and processing with 1,000 events
waiting and with a million; and processing after a million, with a transaction open that is older than all of
them, which the control goes through as well.

    python -m benchmarks.webhooks [--rounds N] [--waiting N] [--seconds N]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from benchmarks.ground import pgbench

HERE = Path(__file__).resolve().parent
SQL = {path.stem.removeprefix("webhooks_"): path for path in HERE.glob("webhooks_*.sql")}

CONTROL, OURS, PEER = WAYS = ("control", "ours", "procrastinate")
TABLES = {
    CONTROL: ("public.control",),
    OURS: ("clinic.webhook_events",),
    PEER: ("public.procrastinate_jobs", "public.procrastinate_workers"),
}
NUMBERS = ("line_start", "line_front", "line_former", "line_claimed")

BATCHES = {1: 800, 10: 300, 100: 100}
"""How many events are claimed at once, and how many times a worker does so in a measurement.

Often enough to be what goes on all day: a session's first statements read the catalogue and plan.
"""

WORKERS = (1, 4, 8)
CLINICS = 20
FEW = 1_000

AS_IS, NO_DISK = "as it is", "without waiting for the disk"
"""How claims under an old snapshot are measured; both are held to the bounds."""

LEAST = {1: 1.2, 10: 0.95, 100: 0.95}
LEAST_ENQUEUED, LEAST_OF_MANY, LEAST_UNDER_SNAPSHOT, MOST_P99 = 0.95, 0.95, 0.8, 3.0

Figures = dict[str, Any]


def main() -> int:
    """Measure, print tables and one line of JSON; fail where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5, help="of a measurement by time")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import database
    from tests.seeds.seeded import copy_of

    faults: list[str] = []
    with database() as made:
        lay_ground(made)
        found: Figures = {
            "benchmark": "webhooks",
            "server": made.version(),
            "rounds": given.rounds,
            "waiting": given.waiting,
        }
        found["processed"] = processing(made, given.rounds)
        tell_of_processing(found["processed"], faults)
        found["enqueued"] = enqueueing(made, given.rounds, given.seconds)
        tell_of_enqueueing(found["enqueued"], faults)
        found["snapshot"] = {way: under_snapshot(made, way, given) for way in (OURS, CONTROL)}
        tell_of_snapshot(found["snapshot"], given.waiting, faults)
        with copy_of(made) as other:
            found["few_and_many"] = waiting(made, other, given)
        tell_of_waiting(found["few_and_many"], given.waiting, faults)
    for fault in faults:
        print(f"not kept: {fault}")
    print(json.dumps(found | {"not_kept": faults}))
    return int(bool(faults))


def lay_ground(made: Any) -> None:
    from benchmarks.ground.clinics import SQL as GROUND

    made.manage("migrate", "-v0")
    with made.connect() as owner:
        for number in range(10, 10 + CLINICS):
            owner.execute(
                GROUND["clinic"],
                {"id": UUID(f"00000000-0000-4000-8000-0000000000{number}"), "code": f"C{number}"},
            )
        owner.execute(SQL["ground"].read_bytes())
        owner.execute((files("procrastinate") / "sql" / "schema.sql").read_bytes())


def processing(made: Any, rounds: int) -> dict[str, float]:
    """Give events a second by way, batch and workers: the medians."""
    events = {batch: sum(WORKERS) * batch * (times + 2) for batch, times in BATCHES.items()}
    rates: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for way in WAYS:
            fill(made, way, events[1] if way == PEER else sum(events.values()))
        for batch, times in BATCHES.items():
            for workers in WORKERS:
                ways = [way for way in WAYS if batch == 1 or way != PEER]
                for way in ways if number % 2 else reversed(ways):
                    rate, _ = work(made, way, batch, workers, ["--transactions", str(times)])
                    rates[f"{way} {batch} {workers}"].append(rate)
    return {name: statistics.median(found) for name, found in rates.items()}


def enqueueing(made: Any, rounds: int, seconds: int) -> dict[str, float]:
    """Give events a second by way, one by one, from eight clients."""
    rates: dict[str, list[float]] = defaultdict(list)
    for way in WAYS:
        fill(made, way, 0)
    for number in range(rounds):
        for way in WAYS if number % 2 else reversed(WAYS):
            rate, _ = clients_of(made, way, ["enqueue"], 8, ["--time", str(seconds)])
            rates[way].append(rate)
    return {name: statistics.median(found) for name, found in rates.items()}


def waiting(made: Any, other: Any, given: argparse.Namespace) -> dict[str, float]:
    """Give events a second that are received and processed, with few and with many waiting."""
    lines = {"few": made, "many": other}
    fill(made, OURS, FEW)
    fill(other, OURS, given.waiting)
    rates: dict[str, list[float]] = defaultdict(list)
    for number in range(2 * given.rounds):
        for name, line in list(lines.items())[:: 1 if number % 2 else -1]:
            rate, _ = clients_of(
                line, OURS, ["enqueue", "work"], 8, ["--time", str(given.seconds)], batch=1
            )
            rates[name].append(rate)
    return {name: statistics.median(found) for name, found in rates.items()}


def under_snapshot(made: Any, way: str, given: argparse.Namespace) -> Figures:
    """Give the rate and the p99 of one worker before, and after as many events under an old snapshot.

    Each twice: as it is, and without waiting for the disk at commit, whose own p99 may be several times the
    bound's, of whatever is committed.
    """

    def measured() -> Figures:
        return {
            name: work(made, way, 1, 1, ["--time", str(given.seconds)], settings)
            for name, settings in ((AS_IS, ""), (NO_DISK, "-c synchronous_commit=off"))
        }

    fill(made, way, 4 * 10_000 * given.seconds + given.waiting)
    work(made, way, 1, 1, ["--transactions", "200"])
    clean = measured()
    with made.connect() as holder:
        holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        holder.execute("SELECT count(*) FROM clinic.clinics")
        work(made, way, 100, 8, ["--transactions", str(given.waiting // 800)])
        held = measured()
    return {"clean": clean, "held": held}


def fill(made: Any, way: str, events: int) -> None:
    """Empty a queue, put so many events into it, and let it be as it would be after a while."""
    import psycopg

    with made.connect() as owner:
        owner.execute(f"TRUNCATE {', '.join(TABLES[way])} RESTART IDENTITY CASCADE".encode())
        for number in NUMBERS if way == OURS else ():
            owner.execute("SELECT setval(%s, 0)", [f"webhook.{number}"])
        cursor = psycopg.ClientCursor(owner)
        for statement in SQL[f"fill_{way}"].read_text("utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement.encode(), {"events": events})
        owner.execute(f"VACUUM (ANALYZE) {', '.join(TABLES[way])}".encode())


def work(
    made: Any, way: str, batch: int, workers: int, until: list[str], settings: str = ""
) -> tuple[float, float]:
    """Let workers process events; give how many a second, and the 99th percentile in milliseconds."""
    rate, p99 = clients_of(made, way, ["work"], workers, until, batch, settings)
    return rate * batch, p99


def clients_of(
    made: Any,
    way: str,
    scripts: list[str],
    clients: int,
    until: list[str],
    batch: int = 1,
    settings: str = "",
) -> tuple[float, float]:
    """Run scripts, one after the other, as a transaction each; give transactions a second, and p99 in ms."""
    from tests.scratch import WORKER

    login = WORKER if way == OURS else made.owner
    with script_of(way, scripts) as script, tempfile.TemporaryDirectory() as folder:
        rate = pgbench.run(
            *(made.url(login), script, clients, "--protocol=prepared", *until),
            *("--define", f"batch={batch}", "--define", "ids={}", "--define", "attempts={}"),
            *("--log", f"--log-prefix={folder}/log"),
            settings=" ".join([settings, *(["-c role=clinic_worker"] if way == OURS else [])]),
        )
        latencies = sorted(
            int(line.split()[2])
            for log in Path(folder).iterdir()
            for line in log.read_text().splitlines()
        )
    return rate, latencies[len(latencies) * 99 // 100] / 1e3


@contextmanager
def script_of(way: str, scripts: list[str]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        for name in scripts:
            script.write(SQL[f"{name}_{way}"].read_text("utf-8"))
        script.flush()
        yield script.name


def tell_of_processing(rates: dict[str, float], faults: list[str]) -> None:
    print(f"{'events/s, and to the control':30}" + "".join(f"{way:>22}" for way in WAYS))
    for batch in BATCHES:
        for workers in WORKERS:
            control = rates[f"{CONTROL} {batch} {workers}"]
            cells = [rates.get(f"{way} {batch} {workers}") for way in WAYS]
            print(f"batch {batch:3}, workers {workers:<14}{in_line(cells, control)}")
            hold(
                faults, f"batch {batch}, workers {workers}", (cells[1] or 0) / control, LEAST[batch]
            )
    sys.stdout.flush()


def tell_of_enqueueing(rates: dict[str, float], faults: list[str]) -> None:
    control = rates[CONTROL]
    print(f"{'enqueue, 8 clients':30}{in_line([rates[way] for way in WAYS], control)}", flush=True)
    hold(faults, "enqueue", rates[OURS] / control, LEAST_ENQUEUED)


def tell_of_snapshot(figures: Figures, many: int, faults: list[str]) -> None:
    for way in (CONTROL, OURS):
        for name, (clean, clean_p99) in figures[way]["clean"].items():
            held, held_p99 = figures[way]["held"][name]
            print(
                f"{way}, one worker, {name}: {clean:.0f}/s, p99 {clean_p99:.2f} ms; with {many} finished"
                f" under an old snapshot {held:.0f}/s, {held / clean:.3f}, p99 {held_p99:.2f} ms",
                flush=True,
            )
            if way == OURS:
                hold(faults, f"under a snapshot, {name}", held / clean, LEAST_UNDER_SNAPSHOT)
            if way == OURS and held_p99 > MOST_P99:
                faults.append(f"p99 under a snapshot, {name}: {held_p99:.2f} ms, not {MOST_P99} ms")


def tell_of_waiting(rates: dict[str, float], many: int, faults: list[str]) -> None:
    ratio = rates["many"] / rates["few"]
    print(
        f"received and processed, {FEW} waiting: {rates['few']:.0f}/s;"
        f" {many} waiting: {rates['many']:.0f}/s, {ratio:.2f}"
    )
    hold(faults, f"{many} waiting", ratio, LEAST_OF_MANY)


def in_line(rates: list[float | None], control: float) -> str:
    return "".join(
        f"{rate:12.0f}/s {rate / control:7.2f}" if rate else f"{'no batches':>22}" for rate in rates
    )


def hold(faults: list[str], what: str, ratio: float, least: float) -> None:
    if ratio < least:
        faults.append(f"{what}: {ratio:.2f}, not {least:.2f}")


if __name__ == "__main__":
    sys.exit(main())
