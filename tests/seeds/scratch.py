"""Databases to fill and throw away: the seed commits, which the other tests' database must not see."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from postgres.operations import sql_text


@dataclass(frozen=True)
class Scratch:
    """A database of its own on the tests' server, owned by their owner."""

    name: str

    def manage(self, *command: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
        """Run a management command on it, as in a shell; DJANGO_ENV is test unless given, or None."""
        owner = _owner()
        login = f"{quote(owner['user'])}:{quote(owner.get('password') or '')}"
        url = f"postgres://{login}@{owner['host']}:{owner['port']}/{self.name}"
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("APP_DATABASE", "DJANGO_"))
        }
        given = inherited | {"DATABASE_URL": url, "DJANGO_ENV": "test"} | environment
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env={name: value for name, value in given.items() if value is not None},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def seed(self, at: str) -> str:
        """Run the development seed as of that time; give what it said."""
        run = self.manage("seed_dev", "--at", at)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run one statement as the owner, committed; give its rows."""
        with psycopg.connect(**_owner() | {"dbname": self.name}) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def dump(self, *but: str) -> dict[str, list[str]]:
        """Give every row of every clinic table as text, without the columns that are named."""
        with psycopg.connect(**_owner() | {"dbname": self.name}) as connection:
            tables = connection.execute(
                "SELECT oid::regclass::text FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('clinic', 'booking')"
            ).fetchall()
            query = sql.SQL("SELECT (to_jsonb(r) - %s::text[])::text FROM {} AS r ORDER BY 1")
            return {
                table: [
                    row
                    for (row,) in connection.execute(
                        query.format(sql.Identifier(*table.split("."))), [list(but)]
                    )
                ]
                for (table,) in tables
            }


@contextmanager
def scratch(name: str, template: Scratch | None = None) -> Iterator[Scratch]:
    """Make a database, like another one if given; drop it at the end."""
    base = template.name if template else "template1"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(**_owner() | {"dbname": "postgres"}, autocommit=True) as server:
        server.execute(drop)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(base)
            )
        )
        made = Scratch(name)
        if template:
            # A role's settings in a database are not copied along.
            made.rows(sql_text("bedrock_postgres", "schemas/search_path", 1))
        try:
            yield made
        finally:
            server.execute(drop)


def _owner() -> dict[str, Any]:
    parameters = connections["owner"].get_connection_params()
    return {name: parameters.get(name) for name in ("host", "port", "user", "password")}
