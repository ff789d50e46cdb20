"""What each person may see and write, worked out as the owner before anybody asks.

What a role reaches is said by tests/spec/policies.csv, and whose a row is by who made it for whom.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.isolation.attempts import Acting, acting_in_a, acting_in_b
from tests.isolation.estate import Estate, Row
from tests.isolation.test_matrix import APART, matrix, reached
from tests.rows import model_of
from tests.world import OWNER, World

WRITTEN = "appointments"
"""The table that people write in."""

Ids = set[str] | None
"""Rows by their keys; None where PostgreSQL refuses to answer."""

Rows = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Person:
    """Somebody who acts in a clinic, and which rows are theirs to read, by table, and to write."""

    pk: UUID
    role: str
    clinic_id: UUID | None
    acts_in: UUID
    readable: Mapping[str, Ids]
    writable: Ids

    def __str__(self) -> str:
        return f"{self.role} in {self.acts_in}"


def people_of(world: World, estate: Estate) -> list[Person]:
    """Give the person of every role in both clinics; one superadmin acts in either."""
    rows = {table: _rows(table, estate, world) for table in estate.rows}
    roles = [*world.a.logins, "superadmin"]
    acting = [acting_in_a(world, role) for role in roles]
    acting += [acting_in_b(world, role) for role in world.b.logins]
    acting.append(Acting("superadmin", world.superadmin.pk, world.b.clinic.pk))
    return [_person(who, rows) for who in acting]


def write_plan(path: Path, people: Iterable[Person]) -> None:
    """Write down what people may do, for another process to read."""
    path.write_text(json.dumps([asdict(person) for person in people], default=_plain))


def read_plan(path: Path) -> list[Person]:
    """Read what `write_plan` wrote."""
    return [_read(written) for written in json.loads(path.read_text())]


def _person(who: Acting, rows: Rows) -> Person:
    assert who.user_id
    assert who.clinic_id
    cells = {row["table"]: row for row in matrix() if row["role"] == who.role}
    return Person(
        pk=who.user_id,
        role=who.role,
        clinic_id=None if who.role == "superadmin" else who.clinic_id,
        acts_in=who.clinic_id,
        readable={
            table: _expected(table, cells[table]["select"], who, rows)
            for table in cells
            if table not in APART
        },
        writable=_expected(WRITTEN, cells[WRITTEN]["update"], who, rows),
    )


def _expected(table: str, cell: str, who: Acting, rows: Rows) -> Ids:
    if cell == "-":
        return None
    ids = reached(table, cell, who, rows[table])
    if table == "system_settings":
        ids |= reached(table, "public", who, rows[table])
    return {str(row_id) for row_id in ids}


def _rows(table: str, estate: Estate, world: World) -> list[Row]:
    """Give all rows of a table: those of the estate, and those that were made beside them."""
    known = {row.id: row for row in estate.rows[table]}
    there = model_of(table)._base_manager.using(OWNER)
    return [known.get(row.pk) or _row(row, world) for row in there]


def _row(made: Any, world: World) -> Row:
    parties = {getattr(made, "patient_id", None), getattr(made, "doctor_id", None)}
    people = {
        "patient": {world.a.patient.pk, world.b.patient.pk},
        "doctor": {world.a.doctor.pk, world.b.doctor.pk},
    }
    return Row(
        made.pk,
        getattr(made, "clinic_id", None),
        frozenset(role for role, of_role in people.items() if parties & of_role),
        getattr(made, "is_public", False),
        getattr(made, "is_encrypted", False),
        getattr(made, "deleted_at", None) is not None,
    )


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else str(value)


def _read(written: dict[str, Any]) -> Person:
    return Person(
        pk=UUID(written["pk"]),
        role=written["role"],
        clinic_id=UUID(written["clinic_id"]) if written["clinic_id"] else None,
        acts_in=UUID(written["acts_in"]),
        readable={table: _ids(ids) for table, ids in written["readable"].items()},
        writable=_ids(written["writable"]),
    )


def _ids(written: list[str] | None) -> Ids:
    return None if written is None else set(written)
