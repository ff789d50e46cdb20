"""`seed_dev --clinics ...` beside COPY of ready bytes: the same rows, without triggers, keys and checks.

The rows are the chain's, and the entries of the audit log, which records each of them. A round seeds a
fresh database, by the command as people run it, and copies what that made into tables of the same
columns, on one connection: once into tables that have production's other indexes, which the limit is
held against, and once into bare ones. Times are wall-clock seconds.

    python -m benchmarks.seed [--rounds N] [--clinics N] [--patients N] [--days N]
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from operator import truediv
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import django
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from tests.scratch import Database

SQL = {path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("seed_*.sql")}

MOST = 4.0
"""How many times as long as COPY the seed may take."""
CHUNK = 1 << 16
INDEXED, BARE = "COPY, indexed", "COPY, bare"

CHAIN = "SELECT id FROM clinic.clinics WHERE code LIKE 'C0%'"


def main() -> int:
    """Measure, print a table and one line of JSON; fail when the seed takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clinics", type=int, default=8)
    parser.add_argument("--patients", type=int, default=24_000)
    parser.add_argument("--days", type=int, default=120)
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import database
    from tests.seeds.seeded import copy_of

    scale = [f"--{name}={getattr(given, name)}" for name in ("clinics", "patients", "days")]
    jobs = os.cpu_count() or 1
    several, single = (f"seed_dev --jobs {number}" for number in (jobs, 1))
    seconds: dict[str, list[float]] = {way: [] for way in (several, single, INDEXED, BARE)}
    with database() as story:
        story.manage("migrate", "-v0")
        story.manage("seed_dev", "--quiet")
        for _ in range(given.rounds):
            with copy_of(story) as made:
                seconds[several].append(seed(made, *scale, f"--jobs={jobs}"))
            with copy_of(story) as made, made.connect() as owner:
                seconds[single].append(seed(made, *scale, "--jobs=1"))
                tables = list(ready(owner))
                owner.execute(SQL["seed_control"])
                for way, schema in ((INDEXED, "indexed"), (BARE, "bare")):
                    seconds[way].append(copy(owner, schema, tables))
        version = story.version()

    rows, size = sum(table.rows for table in tables), sum(len(table.bytes) for table in tables)
    ratios = {
        (way, control): statistics.median(map(truediv, seconds[way], seconds[control]))
        for way in seconds
        for control in (INDEXED, BARE)
    }
    print(f"{rows:,} rows, {size / 1e6:,.0f} MB as COPY reads them; medians of {given.rounds}")
    print(f"{'':22} {'seconds':>8} {'rows/s':>9} {'to indexed':>11} {'to bare':>8}")
    for way, times in seconds.items():
        taken = statistics.median(times)
        print(
            f"{way:22} {taken:8.1f} {rows / taken:9,.0f}"
            f" {ratios[way, INDEXED]:11.2f} {ratios[way, BARE]:8.2f}"
        )
    ratio = ratios[several, INDEXED]
    figures = {
        "benchmark": "seed",
        "rounds": given.rounds,
        "server": version,
        "scale": " ".join(scale),
        "rows": rows,
        "bytes": size,
        "seconds": {way: [round(taken, 2) for taken in times] for way, times in seconds.items()},
        "seed_to_copy": round(ratio, 2),
        "seed_to_bare_copy": round(ratios[several, BARE], 2),
        "at_most": MOST,
    }
    print(json.dumps(figures))
    return int(ratio > MOST)


def seed(made: "Database", *options: str) -> float:
    """Make the chain, by the whole command; give the seconds."""
    started = time.perf_counter()
    made.manage("seed_dev", "--quiet", *options)
    return time.perf_counter() - started


class Ready(NamedTuple):
    """The chain's rows of one table, as COPY reads them."""

    table: str
    columns: list[str]
    rows: int
    bytes: bytes


def ready(owner: psycopg.Connection[Any]) -> Iterator[Ready]:
    """Read the rows of the chain, table by table."""
    for schema, table, clinic, columns in owner.execute(SQL["seed_columns"]).fetchall():
        query = sql.SQL("COPY (SELECT {} FROM {} WHERE {} IN ({})) TO STDOUT").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(schema, table),
            sql.Identifier(clinic),
            sql.SQL(CHAIN),
        )
        cursor = owner.cursor()
        with cursor.copy(query) as copy:
            content = b"".join(copy)
        yield Ready(table, columns, cursor.rowcount, content)


def copy(owner: psycopg.Connection[Any], schema: str, tables: list[Ready]) -> float:
    """Copy rows into the tables of that schema, each in a transaction; give the seconds."""
    started = time.perf_counter()
    for table in tables:
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(schema, table.table),
            sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        )
        cursor = owner.cursor()
        with cursor.copy(query) as copy:
            for start in range(0, len(table.bytes), CHUNK):
                copy.write(table.bytes[start : start + CHUNK])
        if cursor.rowcount != table.rows:
            raise RuntimeError(f"{cursor.rowcount} of {table.rows} rows of {table.table}")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
