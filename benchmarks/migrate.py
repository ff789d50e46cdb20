"""From nothing to the whole schema: `manage.py migrate` beside psql loading schema.sql.

Both on the project's own server, in turns, each round on a new database. Times are wall-clock
seconds of the whole process; CPU seconds are those of the client process.

    python -m benchmarks.migrate [--rounds N]
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import django
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]

MOST = 10
"""How many times as long as psql `migrate` may take."""


def main() -> int:
    """Measure, print a table and one line of JSON; fail when `migrate` takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import Database, database

    def load(made: Database, *options: str) -> None:
        owner = connections["owner"].copy()
        owner.settings_dict["NAME"] = made.name
        owner.get_connection_params()
        quiet = ["--no-psqlrc", "--quiet", "--output", os.devnull, "--set", "ON_ERROR_STOP=1"]
        command, variables = owner.client.settings_to_cmd_args_env(
            owner.settings_dict, [*quiet, *options, "--file", str(ROOT / "schema.sql")]
        )
        subprocess.run(command, env={**os.environ, **(variables or {})}, check=True)

    contenders: Mapping[str, Callable[[Database], object]] = {
        "psql, one transaction": lambda made: load(made, "--single-transaction"),
        "psql": load,
        "migrate": lambda made: made.manage("migrate"),
        "migrate, again": lambda made: made.manage("migrate"),
    }
    wall: dict[str, list[float]] = {name: [] for name in contenders}
    cpu: dict[str, list[float]] = {name: [] for name in contenders}
    with database() as made:
        made.manage("migrate")  # so that the server has the roles
        version = made.version()
    for _ in range(rounds):
        for names in (["psql, one transaction"], ["psql"], ["migrate", "migrate, again"]):
            with database() as made:
                for name in names:
                    started, used = time.perf_counter(), cpu_of_children()
                    contenders[name](made)
                    wall[name].append(time.perf_counter() - started)
                    cpu[name].append(cpu_of_children() - used)

    base = statistics.median(wall["psql, one transaction"])
    print(f"{'median of ' + str(rounds):24} {'seconds':>8} {'times':>6} {'CPU seconds':>12}")
    for name in contenders:
        seconds, used = statistics.median(wall[name]), statistics.median(cpu[name])
        print(f"{name:24} {seconds:8.2f} {seconds / base:6.1f} {used:12.2f}")
    ratio = statistics.median(wall["migrate"]) / base
    figures = {
        "benchmark": "migrate",
        "rounds": rounds,
        "server": version,
        "wall_seconds": {name: round(statistics.median(wall[name]), 3) for name in contenders},
        "cpu_seconds": {name: round(statistics.median(cpu[name]), 3) for name in contenders},
        "migrate_to_psql": round(ratio, 2),
        "at_most": MOST,
    }
    print(json.dumps(figures))
    return int(ratio > MOST)


def cpu_of_children() -> float:
    """Give the CPU seconds that finished child processes have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
