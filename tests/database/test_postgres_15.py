"""The oldest PostgreSQL that is supported, from Debian's own package, holds the same promises."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.scratch import APP, MASTER_KEY, ROOT, WORKER, Database, DebianServer, postgres_15, refuse

pytestmark = pytest.mark.system

OWNER = "clinic_owner"
IN_WORDS_OF_18 = "tests/database/test_schema_sql.py"
TO_ZERO = "tests/database/test_migrations.py::test_to_zero_one_app_at_a_time_and_up_again"


@pytest.fixture(scope="module")
def server() -> Iterator[DebianServer]:
    """Give a PostgreSQL 15 that no other test uses."""
    with postgres_15() as made:
        yield made


@pytest.fixture(scope="module")
def clinic(server: DebianServer) -> Database:
    """Give its database, which the owner of the project has, who is no superuser."""
    return Database("clinic", server.address, OWNER)


def test_migrate_makes_everything_as_an_owner_who_is_no_superuser(clinic: Database) -> None:
    clinic.manage("migrate")
    with clinic.connect() as connection:
        version = "current_setting('server_version_num')::int / 10000"
        owner = "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        row = connection.execute(f"SELECT {version}, {owner}".encode()).fetchone()
    assert row == (15, False)
    assert "No migrations to apply" in clinic.manage("migrate")
    with clinic.connect(APP) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations").fetchone() != (0,)


def test_who_may_make_large_objects_is_named_with_the_sql_that_ends_it(clinic: Database) -> None:
    look = ("check", "--database", "owner", "--fail-level", "WARNING")
    complaint = refuse(clinic.start(*look))
    assert "postgres.W001" in complaint
    told = complaint[complaint.index("REVOKE") : complaint.index(";")].encode()
    for database in (clinic, replace(clinic, name="template1")):  # tests are given a database of it
        with database.connect("postgres") as superuser:
            superuser.execute(told)
    clinic.manage(*look)


def hold(server: DebianServer, clinic: Database, *chosen: str) -> None:
    """Run tests of the run's own on this server: all must hold."""
    tests = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-m", "not system", "-p", "no:cacheprovider"),
            *chosen,
        ],
        env={
            **os.environ,
            "DATABASE_URL": clinic.url(OWNER),
            "APP_DATABASE_URL": clinic.url(APP),
            "WORKER_DATABASE_URL": clinic.url(WORKER),
            "ENCRYPTION_KEYS": MASTER_KEY,
            "DJANGO_ENV": "test",
            "PATH": f"{server.programs}{os.pathsep}{os.environ['PATH']}",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout[-10_000:]


def test_the_catalogue_the_migrations_and_the_policies_hold(
    server: DebianServer, clinic: Database
) -> None:
    folders = ("tests/database", "tests/isolation", "tests/poolers")
    audit = ("tests/audit/test_columns.py", "tests/audit/test_partitions.py")
    elsewhere = (f"--deselect={IN_WORDS_OF_18}", f"--deselect={TO_ZERO}")
    hold(server, clinic, *folders, *audit, *elsewhere)


def test_migrations_are_taken_back_one_app_at_a_time(
    server: DebianServer, clinic: Database
) -> None:
    hold(server, clinic, TO_ZERO)


def test_schema_sql_is_not_written_in_other_words(clinic: Database) -> None:
    assert "PostgreSQL 18" in refuse(clinic.start("dump_schema"))
