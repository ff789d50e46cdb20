"""A row that somebody writes is held to what they may see: not deleted, not another doctor's."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from tests.database.catalogue import rows
from tests.isolation.attempts import Logins, acting_in_a
from tests.isolation.estate import Estate, estate_of
from tests.isolation.test_matrix import APART, assert_refused, attempt_insert, ids, matrix
from tests.rows import NOON, model_of
from tests.world import World

ADMINS = {"admin", "superadmin"}
"""Who sees what was deleted."""


@pytest.fixture(scope="module")
def estate(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Estate]:
    with django_db_blocker.unblock(), estate_of(world) as estate:
        yield estate


def has(table: str, column: str) -> bool:
    return any(field.column == column for field in model_of(table)._meta.fields)


def pairs(command: str, column: str, *allowing: str) -> list[Any]:
    """Give table and role of the cells with these words for a command, where there is the column."""
    return [
        pytest.param(row["table"], row["role"], id=f"{row['table']}-{row['role']}-{command}")
        for row in matrix()
        if row["table"] not in APART and row[command] in allowing and has(row["table"], column)
    ]


@pytest.mark.parametrize(
    ("table", "role"),
    [
        pair
        for pair in pairs("insert", "deleted_at", "own", "clinic", "any")
        if pair.values[1] not in ADMINS
    ],
)
def test_what_is_made_is_not_deleted(
    table: str, role: str, world: World, logins: Logins, estate: Estate
) -> None:
    draft = estate.own[table] | {"deleted_at": NOON}
    attempt_insert(logins, acting_in_a(world, role), table, draft, False)


@pytest.mark.parametrize(
    ("table", "role"),
    [pair for pair in pairs("update", "doctor_id", "own") if pair.values[1] == "doctor"],
)
def test_a_doctor_hands_no_row_of_theirs_to_another(
    table: str, role: str, world: World, logins: Logins, estate: Estate
) -> None:
    statement = sql.SQL("UPDATE {} SET doctor_id = %s WHERE id = ANY (%s)").format(
        sql.Identifier(table)
    )
    another = estate.strangers["appointments"]["doctor_id"]
    assert_refused(logins, acting_in_a(world, role), statement, [another, ids(estate.rows[table])])


@pytest.mark.parametrize(
    ("table", "role", "column"),
    [
        ("medical_records", "nurse", "primary_diagnosis"),
        ("medical_records", "nurse", "treatment_plan"),
        ("medical_records", "nurse", "mc_number"),
        ("lab_results", "nurse", "reviewed_by"),
        ("lab_results", "nurse", "reviewed_at"),
        ("imaging_results", "nurse", "reviewed_by"),
        ("imaging_results", "nurse", "reviewed_at"),
        ("patients", "staff", "allergies"),
        ("patients", "staff", "medical_history"),
        ("patients", "staff", "notes"),
    ],
)
def test_what_may_not_be_changed_is_not_given_at_birth(
    table: str, role: str, column: str, world: World, logins: Logins, estate: Estate
) -> None:
    """The row is theirs to make, but for the one column that it names."""
    draft = estate.own[table]
    attempt_insert(logins, acting_in_a(world, role), table, draft | {column: None}, False)
    attempt_insert(logins, acting_in_a(world, role), table, draft, True)


@pytest.mark.django_db(databases=["owner"])
def test_a_lock_on_old_rows_is_one_on_new_rows() -> None:
    """Even where no grant reaches the column that it compares."""
    loosened = """
        SELECT polrelid::regclass::text, polname::text
        FROM pg_policy
        WHERE polwithcheck IS NOT NULL
            AND (NOT polpermissive OR polcmd = 'w' AND polname ~ '(their_own|themselves)$')
    """
    assert rows(loosened) == []
