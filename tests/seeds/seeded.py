"""Databases to seed: the seed commits, which the database of the other tests must not see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from postgres.operations import sql_text
from tests.scratch import Database, drop, url

NOT_SEEDED = {"webhook_secrets"}
"""Tables that stay empty: a secret that everybody knows would be none."""

SEALED = (
    *("nric_encrypted", "nric_hash", "chas_card_number_encrypted"),
    *("insurance_policy_number_encrypted", "wrapped_key"),
)
"""Columns that no two seeds fill alike: keys and nonces are random."""

TABLES = """
SELECT oid::regclass::text
FROM pg_class
WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('clinic', 'booking')
"""


@dataclass(frozen=True)
class Seeded(Database):
    """A database that `seed_dev` can fill."""

    def seed(self, at: str) -> str:
        """Run the development seed as of that time; give what it says."""
        return self.manage("seed_dev", "--at", at)

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement as the owner, committed; give its rows."""
        with self.connect() as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def dump(self, *but: str) -> dict[str, list[str]]:
        """Give every row of every clinic table as text, without the columns that are named."""
        query = sql.SQL("SELECT (to_jsonb(r) - %s::text[])::text FROM {} AS r ORDER BY 1")
        with self.connect() as connection:
            return {
                table: [
                    row
                    for (row,) in connection.execute(
                        query.format(sql.Identifier(*table.split("."))), [list(but)]
                    )
                ]
                for (table,) in connection.execute(TABLES).fetchall()
            }


@contextmanager
def copy_of(template: Database) -> Iterator[Seeded]:
    """Make a database that has what another one has, and drop it in the end."""
    name = f"scratch_{uuid4().hex}"
    home = url(template.server, template.owner, "postgres")
    names = (sql.Identifier(name), sql.Identifier(template.name))
    with psycopg.connect(home, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        try:
            made = Seeded(name, template.server, template.owner)
            # A role's settings in a database are not copied along.
            made.run(sql_text("bedrock_postgres", "schemas/search_path", 1))
            yield made
        finally:
            drop(connection, name)
