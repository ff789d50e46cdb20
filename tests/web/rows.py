"""The rows of the seeded clinics as their owner sees them: whose they are, and what became of them."""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from tests.scratch import Database
from tests.seeds.seeded import TABLES
from tests.web.people import EVERYWHERE, Person

Row = dict[str, Any]
Rows = dict[tuple[str, str], Row]
"""Each row by its table and key."""


def read_rows(database: Database) -> Rows:
    """Read every row of every clinic table."""
    query = sql.SQL("SELECT to_jsonb(r) FROM {} AS r")
    with database.connect() as owner:
        return {
            (table.rpartition(".")[2], row["id"]): row
            for (table,) in owner.execute(TABLES).fetchall()
            for (row,) in owner.execute(query.format(sql.Identifier(*table.split("."))))
        }


def changes(before: Rows, after: Rows) -> dict[tuple[str, str], set[str]]:
    """Give the rows that differ, and their columns that do; all of one that came or went."""
    return {
        key: columns
        for key in before.keys() | after.keys()
        if (columns := _differing(before.get(key, {}), after.get(key, {})))
    }


def clinic_id(rows: Rows, code: str | None) -> str | None:
    """Give the key of the clinic with this code."""
    keys = {row["code"]: key for (table, key), row in rows.items() if table == "clinics"}
    return keys[code] if code else None


def of_clinic(rows: Rows, clinic: str | None) -> Rows:
    """Keep the rows of one clinic; of none: the platform's own."""
    return {key: row for key, row in rows.items() if _clinic_of(key[0], row) == clinic}


def hidden_from(rows: Rows, person: Person) -> Rows:
    """Keep what a person may never see: other clinics' rows, in whatever table."""
    here = clinic_id(rows, person.clinic)
    open_to_all = EVERYWHERE if person.role == "superadmin" else set()
    return {
        key: row
        for key, row in rows.items()
        if key[0] not in open_to_all and _clinic_of(key[0], row) not in {here, None}
    }


def without(rows: Rows, some: Rows) -> Rows:
    """Give the rest of the rows."""
    return {key: row for key, row in rows.items() if key not in some}


def texts(row: Any) -> Iterator[str]:
    """Give the texts in a row, those inside its JSON too."""
    match row:
        case str():
            yield row
        case dict():
            for value in row.values():
                yield from texts(value)
        case list():
            for value in row:
                yield from texts(value)


def _clinic_of(table: str, row: Row) -> str | None:
    clinic: str | None = row["id"] if table == "clinics" else row.get("clinic_id")
    return clinic


def _differing(one: Row, other: Row) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
