"""Who reads which view, as policies.csv says, and what it has at least, as views.csv does."""

import csv
from pathlib import Path
from uuid import UUID

import pytest
from psycopg import errors, sql

from tests.database import catalogue
from tests.isolation.attempts import Acting, Logins, acting_in_a
from tests.isolation.test_matrix import nobody
from tests.world import World

SPEC = Path(__file__).parents[1] / "spec"
PERSON = {"upcoming_appointments": "patient_id", "patient_summary": "patient_id"}
"""The column that says whose a line is."""


def lines(name: str) -> list[dict[str, str]]:
    with (SPEC / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


VIEWS = {line["view"] for line in lines("views")}
CELLS = [
    pytest.param(line["table"], line["role"], line["select"], id=f"{line['table']}-{line['role']}")
    for line in lines("policies")
    if line["table"] in VIEWS
]


@pytest.mark.django_db(databases=["owner"])
def test_each_view_has_the_columns_that_were_asked_for() -> None:
    found = catalogue.rows(
        "SELECT attrelid::regclass::text, attname::text FROM pg_attribute"
        " WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'v'"
        " AND relnamespace = 'clinic'::regnamespace)"
    )
    assert {(line["view"], line["column"]) for line in lines("views")} == set(found)


def test_every_cell_is_here() -> None:
    assert len(CELLS) == 3 * 7


@pytest.mark.parametrize(("view", "role", "cell"), CELLS)
def test_who_reads_it(view: str, role: str, cell: str, weeks: World, logins: Logins) -> None:
    here = acting_in_a(weeks, role)
    if cell == "-":
        with pytest.raises(errors.InsufficientPrivilege):
            read(logins, here, view)
        return
    clinics, people = zip(*read(logins, here, view), strict=True)
    assert set(clinics) == {weeks.a.clinic.pk}
    if view in PERSON:
        assert (set(people) == {weeks.a.patient.pk}) is (cell == "own")
    for elsewhere in nobody(here):
        assert read(logins, elsewhere, view) == []


@pytest.mark.django_db(databases=["owner"])
def test_nobody_writes_by_one() -> None:
    assert not catalogue.rows(
        "SELECT c.relname, r.rolname FROM pg_class AS c CROSS JOIN pg_roles AS r"
        " WHERE c.relkind = 'v' AND c.relnamespace = 'clinic'::regnamespace"
        " AND r.rolname ~ '^clinic_' AND r.rolname <> pg_get_userbyid(c.relowner)"
        " AND (has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE, REFERENCES')"
        " OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER'))"
    )


def read(logins: Logins, who: Acting, view: str) -> list[tuple[UUID, UUID | None]]:
    statement = sql.SQL("SELECT clinic_id, {} FROM clinic.{}").format(
        sql.Identifier(PERSON[view]) if view in PERSON else sql.NULL, sql.Identifier(view)
    )
    with logins.acting(who) as connection:
        return connection.execute(statement).fetchall()
