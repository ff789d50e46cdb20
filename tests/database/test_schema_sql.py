"""schema.sql, which reviewers read, is the schema of the database that the tests use."""

from collections.abc import Iterator
from difflib import ndiff
from pathlib import Path
from typing import cast

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from postgres.schema_dump import dump
from tests.scratch import ROOT, Database, database, refuse, start_manage

COMMITTED = ROOT / "schema.sql"
FUNCTION = """
CREATE OR REPLACE FUNCTION public.answer() RETURNS integer LANGUAGE sql AS $$
    -- Name: not a heading; Type: TABLE
    SELECT {}
$$;
"""


@pytest.fixture
def empty() -> Iterator[Database]:
    """Give a database without a schema."""
    with database() as made:
        yield made


@pytest.mark.django_db(databases=["owner"])
def test_schema_sql_is_what_the_migrations_made() -> None:
    schema = dump(cast(DatabaseWrapper, connections["owner"]))
    assert schema.splitlines() == COMMITTED.read_text(encoding="utf-8").splitlines()


def test_the_check_shows_what_is_out_of_date(tmp_path: Path) -> None:
    stale = tmp_path / "schema.sql"
    stale.write_text(COMMITTED.read_text().replace("EXTENSION IF NOT EXISTS citext", "EXTENSION x"))
    complaint = refuse(start_manage("dump_schema", "--check", str(stale))).splitlines()
    changes = [line for line in complaint if line.startswith(("-C", "+C"))]
    assert changes == [
        "-CREATE EXTENSION x WITH SCHEMA public;",
        "+CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;",
    ]


def test_one_line_of_a_function_is_one_line_of_the_schema(empty: Database) -> None:
    def schema(answer: str) -> list[str]:
        with empty.connect() as connection:
            connection.execute(FUNCTION.format(answer).encode())
        return empty.schema().splitlines()

    changes = [line for line in ndiff(schema("41"), schema("42")) if line.startswith(("-", "+"))]
    assert changes == ["-     SELECT 41", "+     SELECT 42"]


def test_the_order_of_grants_does_not_count(empty: Database) -> None:
    schemas = set()
    with empty.connect() as connection:
        connection.execute("CREATE TABLE public.thing ()")
        for roles in ("pg_monitor, pg_checkpoint", "pg_checkpoint, pg_monitor"):
            connection.execute(f"GRANT SELECT ON public.thing TO {roles}".encode())
            schemas.add(empty.schema())
            connection.execute("REVOKE ALL ON public.thing FROM pg_monitor, pg_checkpoint")
    assert len(schemas) == 1
