"""Take one guard away at a time: the isolation tests must go red every time.

Each mutant is a copy of the migrated database without one policy, one FORCE, one limit of a grant or one
composite key. Tests that name its table come first, and the whole folder if those stay green. A mutant
that no test kills is a survivor: survivors are printed, and fail the proof. So does a killer that fails
on the database as it is.

    python proofs/mutation.py [--sample N] [--only WORDS]
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import django
import pytest
from django.db import connections
from psycopg import sql

if TYPE_CHECKING:
    from tests.scratch import Database

ROOT = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(ROOT), str(ROOT / "platform")]

SEED = 2026
"""Of the sample, so that a red one can be run again."""

ISOLATION = "tests/isolation"
KEYS = "tests/database/test_keys.py"
LOG = {"audit_logs", "seals", "decisions"}
CATALOGUE = ["tests/audit/test_catalogue.py", "tests/isolation/test_catalogue.py"]
FUNCTIONS = [
    *("tests/clinical/test_search.py", "tests/identity", "tests/system/test_settings.py"),
    "tests/webhooks/test_sources.py",
]
"""What policies of the roles that functions run as are there for."""

WITHOUT = "--ignore=tests/isolation/test_rights.py"
"""Goes red at any change of rights, since it compares all of them: that would prove nothing."""


OF_THE_DATABASE = (
    "postgres/sql/schemas/schemas.v1.sql",
    "postgres/sql/schemas/search_path.v1.sql",
    "tenancy/sql/roles/roles.v1.sql",
)
"""Files that set what belongs to the database itself; running them again is harmless."""


class Mutant(NamedTuple):
    """A guard, and the statement that takes it away."""

    kind: str
    table: str
    guard: str
    statement: str

    def trials(self) -> Iterator[list[str]]:
        """Give what to run, the likeliest killers first, as pytest's arguments."""
        match self.kind:
            case "composite key dropped":
                yield [KEYS]
            case "row security not forced" | "row security disabled":
                yield [ISOLATION, "-k", f"nothing_breaks or [{self.table}-"]
            case _ if self.table in LOG:
                yield CATALOGUE
                yield ["tests/audit/test_rights.py"]
            case _:
                yield [
                    ISOLATION,
                    "-k",
                    f"[{self.table}- or test_restricted or lock_on_old or secrets",
                ]
        yield [ISOLATION]
        if self.kind.startswith("policy"):
            yield FUNCTIONS


class Verdict(NamedTuple):
    """What a run of tests came to: its exit code, and the first test that failed, or broke."""

    code: int
    killer: str | None
    breakage: str | None


class Trial:
    """A pytest plugin: use the database that is there, and keep the first test that fails."""

    def __init__(self, original: "Database") -> None:
        self.original = original
        self.killer: str | None = None
        self.breakage: str | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        """Make no test database: the mutant is one, and the original an empty one to copy."""
        if fixturedef.argname != "django_db_setup":
            return None
        fixturedef.cached_result = (self.original, fixturedef.cache_key(request), None)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.when == "call":
            self.killer = self.killer or report.nodeid
        elif report.failed:
            self.breakage = self.breakage or f"{report.nodeid}\n{report.longreprtext}"


def main() -> int:
    """Print what survived, and how many did not; fail when something survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants, chosen by a fixed seed")
    parser.add_argument("--only", default="", metavar="WORDS", help="what kind or guard contains")
    parser.add_argument("--verbose", action="store_true", help="name the killer of each mutant")
    options = parser.parse_args()

    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DJANGO_ENV", "test")
    django.setup()
    from tests.scratch import database

    with database() as original:
        original.manage("migrate")
        mutants = [m for m in mutants_of(original) if options.only in f"{m.kind}: {m.guard}"]
        if options.sample:
            mutants = random.Random(SEED).sample(mutants, min(options.sample, len(mutants)))  # noqa: S311 - a sample, no secret
        started = time.perf_counter()
        killers = trial_all(mutants, original, options.verbose)
        if found := {killer for killer in killers if killer}:
            expect_green(found, original)
    took = time.perf_counter() - started
    killed = Counter(m.kind for m, killer in zip(mutants, killers, strict=True) if killer)
    for kind, number in sorted(Counter(m.kind for m in mutants).items()):
        print(f"{kind:24} {number:5} mutants {killed[kind]:5} killed")
    print(f"{'all':24} {len(mutants):5} mutants {killed.total():5} killed, in {took:.0f} s")
    return int(killed.total() < len(mutants))


def mutants_of(original: "Database") -> list[Mutant]:
    """Give every mutant that the catalogue of a migrated database allows."""
    from tenancy.roles import ROLE_OF, WORKER

    query = (ROOT / "proofs" / "mutants.sql").read_bytes()
    with original.connect() as connection:
        roles = [*ROLE_OF.values(), WORKER]
        return [Mutant(*row) for row in connection.execute(query, {"roles": roles})]


def trial_all(mutants: list[Mutant], original: "Database", is_verbose: bool) -> list[str | None]:
    """Give each mutant's killer; as many are tried at a time as there are processors."""
    tried = partial(killer_of, original=original, is_verbose=is_verbose)
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        try:
            return list(pool.map(tried, mutants))
        except SystemExit:
            pool.shutdown(cancel_futures=True)
            raise


def killer_of(mutant: Mutant, original: "Database", is_verbose: bool) -> str | None:
    """Give a test that fails of the mutant; print the mutant if none does.

    Exits when tests cannot run on the mutant: a set-up that breaks has found nothing out.
    """
    for arguments in mutant.trials():
        verdict = run(arguments, original, mutant.statement)
        if verdict.killer:
            if is_verbose:
                print(f"killed    {mutant.kind}: {mutant.guard}, by {verdict.killer}", flush=True)
            return verdict.killer
        if verdict.code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            sys.exit(f"{mutant.statement}: pytest exits with {verdict.code}; {verdict.breakage}")
    print(f"SURVIVED  {mutant.kind}: {mutant.guard}", flush=True)
    return None


def expect_green(killers: set[str], original: "Database") -> None:
    """Run tests on the database as it is; exit when one fails, since then its red means nothing."""
    verdict = run(sorted(killers), original, "")
    if verdict.code != pytest.ExitCode.OK:
        sys.exit(f"Nothing was changed, and a test fails: {verdict.killer or verdict.breakage}")


def run(arguments: list[str], original: "Database", statement: str) -> Verdict:
    """Run tests on a mutant, in a process of their own, up to the first that fails."""
    fork = get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    with copy(original) as mutant:
        with mutant.connect() as connection:
            connection.execute(statement.encode())
        child = fork.Process(target=test, args=(arguments, original, mutant.name, sender))
        child.start()
        sender.close()
        verdict: Verdict = receiver.recv()
        child.join()
    return verdict


@contextmanager
def copy(original: "Database") -> Iterator["Database"]:
    """Copy a database, with what PostgreSQL does not copy: its own grants and settings."""
    made = replace(original, name=f"{original.name}_mutant_{os.getpid()}")
    names = [sql.Identifier(made.name), sql.Identifier(original.name)]
    home = replace(original, name="postgres")
    with home.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    try:
        with made.connect() as connection:
            for path in OF_THE_DATABASE:
                connection.execute((ROOT / "platform" / path).read_bytes())
        yield made
    finally:
        with home.connect() as connection:
            # Not WITH (FORCE): sessions that are about to end are not ours to terminate.
            connection.execute(sql.SQL("DROP DATABASE {}").format(names[0]))


def test(arguments: list[str], original: "Database", name: str, sender: Connection) -> None:
    """Be the process of one run, on the mutant of that name."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    trial = Trial(original)
    options = ["-x", "-q", "-p", "no:cacheprovider", WITHOUT]
    code = pytest.main([*options, *arguments], plugins=[trial])
    sender.send(Verdict(int(code), trial.killer, trial.breakage))


if __name__ == "__main__":
    sys.exit(main())
