"""Every cell of policies.csv: what a role may do with a table, in its clinic, another's and nowhere.

The file says what is expected; policies are written by hand in SQL. Which rows a cell means is worked
out here from who made them, never by asking a policy.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import errors, sql
from pytest_django.plugin import DjangoDbBlocker

from tests.database import catalogue
from tests.isolation.attempts import Acting, Logins, acting_in_a
from tests.isolation.estate import Draft, Estate, Row, estate_of
from tests.rows import model_of
from tests.world import World

MATRIX = Path(__file__).parents[1] / "spec" / "policies.csv"
COMMANDS = ("select", "insert", "update", "delete")
ROLES = {"patient", "doctor", "nurse", "staff", "admin", "superadmin", "worker"}
APART = {"upcoming_appointments", "patient_summary", "daily_clinic_metrics", "audit_logs"}
"""Nobody makes their rows: tests/views and tests/audit/test_rights.py hold their cells."""

OF_THE_PLATFORM_TOO = {"webhook_sources", "webhook_secrets", "webhook_events"}
"""What `any` reaches of the platform's, for a superadmin who has chosen no clinic: that alone."""

SHOWS_NONE = {("payments", "nurse"), ("medical_records", "staff")}
"""Where a role is granted what a view asks for, and no policy lets a row through."""

ALL_CLINICS_AT_ONCE = {"clinics", "users", "system_settings", "feature_flags"}
"""What `any` reaches in every clinic at once, for a superadmin or where no clinic is chosen."""

WRITABLE = {
    "clinics": "name",
    "users": "display_name",
    "patients": "phone",
    "doctors": "bio",
    "staff": "department",
    "appointments": "visit_reason",
    "appointment_slots": "block_reason",
    "metric_entries": "revenue",
    "data_keys": "purpose",
    "queue_management": "total_waiting",
    "booking_requests": "status",
    "telemedicine_sessions": "doctor_notes",
    "medical_records": "chief_complaint",
    "prescriptions": "pharmacy_notes",
    "prescription_items": "dispensed_quantity",
    "lab_results": "comments",
    "imaging_results": "findings",
    "vaccination_records": "side_effects_details",
    "payments": "status",
    "payment_items": "item_description",
    "insurance_claims": "status",
    "notifications": "read_at",
    "sms_messages": "status",
    "whatsapp_messages": "status",
    "email_messages": "status",
    "system_settings": "description",
    "feature_flags": "description",
    "integration_webhooks": "name",
    "webhook_logs": "status",
    "webhook_events": "status",
    "webhook_sources": "is_active",
    "webhook_secrets": "expires_at",
}
"""A column that every role may write which may write the table at all, but for those below."""

WRITABLE_BY = {
    ("integration_webhooks", "worker"): "success_count",
    ("telemedicine_sessions", "worker"): "status",
}

UNWRITABLE_BY = {
    ("clinics", "admin"): ["code", "subscription_tier", "is_active", "deleted_at"],
    ("clinics", "superadmin"): ["deleted_at"],
    **{
        ("users", role): ["role", "clinic_id", "is_active", "email", "password_hash"]
        for role in ("patient", "doctor", "nurse", "staff")
    },
    ("users", "admin"): [
        "clinic_id",
        "deleted_at",
        "password_hash",
        "two_factor_secret",
        "locked_until",
    ],
    ("users", "superadmin"): [
        "password_hash",
        "two_factor_secret",
        "refresh_token",
        "failed_login_attempts",
        "locked_until",
    ],
    ("patients", "patient"): ["full_name", "allergies", "patient_number", "clinic_id"],
    ("patients", "staff"): ["allergies", "medical_history", "notes", "clinic_id"],
    ("doctors", "doctor"): ["consultation_fee", "medical_registration_number", "user_id"],
    ("medical_records", "nurse"): ["primary_diagnosis", "treatment_plan", "access_restricted"],
    ("prescriptions", "nurse"): ["doctor_notes", "doctor_id", "access_restricted"],
    ("prescriptions", "staff"): ["doctor_notes", "doctor_id", "access_restricted"],
    ("prescription_items", "nurse"): ["dosage", "quantity"],
    ("prescription_items", "staff"): ["dosage", "quantity"],
    **{
        ("notifications", role): ["message", "recipient", "user_id"]
        for role in ("patient", "doctor", "nurse", "staff", "worker")
    },
    ("payments", "worker"): ["total_amount", "patient_id"],
    ("telemedicine_sessions", "worker"): ["doctor_notes", "room_name", "patient_id"],
    ("sms_messages", "worker"): ["message", "to_number"],
    ("whatsapp_messages", "worker"): ["text_body", "to_number"],
    ("email_messages", "worker"): ["subject", "to_email"],
    ("integration_webhooks", "worker"): ["url", "secret"],
    ("webhook_logs", "worker"): ["payload"],
    ("webhook_events", "worker"): ["payload", "event_id"],
    **{
        pair: columns
        for role in ("admin", "superadmin")
        for pair, columns in (
            (("webhook_sources", role), ["clinic_id", "name", "scheme"]),
            (("webhook_secrets", role), ["clinic_id", "source_id", "secret"]),
        )
    },
    ("system_settings", "superadmin"): ["id"],
    ("feature_flags", "superadmin"): ["id"],
}
"""Columns out of reach; where a pair is not named, a row's clinic is."""


def matrix() -> list[dict[str, str]]:
    with MATRIX.open(newline="") as lines:
        return list(csv.DictReader(lines))


def cells(command: str) -> list[Any]:
    return [
        pytest.param(
            row["table"], row["role"], row[command], id=f"{row['table']}-{row['role']}-{command}"
        )
        for row in matrix()
        if row["table"] not in APART
    ]


def is_kept(table: str) -> bool:
    """Say whether the table's rows are hidden rather than deleted."""
    return any(field.name == "deleted_at" for field in model_of(table)._meta.fields)


@pytest.fixture(scope="module")
def estate(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Estate]:
    with django_db_blocker.unblock(), estate_of(world) as estate:
        yield estate


@pytest.mark.django_db(databases=["owner"])
def test_the_matrix_knows_every_table_and_no_other() -> None:
    assert {row["table"] for row in matrix()} - APART == catalogue.tables()


def test_the_matrix_has_every_role_once() -> None:
    pairs = [(row["table"], row["role"]) for row in matrix()]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {(row["table"], role) for row in matrix() for role in ROLES}


@pytest.mark.parametrize(("table", "role", "cell"), cells("select"))
def test_select(
    table: str, role: str, cell: str, world: World, logins: Logins, estate: Estate
) -> None:
    rows = estate.rows[table]
    for who in contexts(world, role):
        if (table, role) in SHOWS_NONE:
            assert run(logins, who, clinics_of(table), []) == set()
        if cell == "-":
            assert_refused(logins, who, select(table), [ids(rows)])
        else:
            expected = reached(table, cell, who, rows)
            if table == "system_settings":
                expected |= reached(table, "public", who, rows)
            assert run(logins, who, select(table), [ids(rows)]) == expected, who


@pytest.mark.parametrize(("table", "role", "cell"), cells("insert"))
def test_insert(
    table: str, role: str, cell: str, world: World, logins: Logins, estate: Estate
) -> None:
    here = acting_in_a(world, role)
    everywhere = cell == "any" and table in ALL_CLINICS_AT_ONCE
    allowed = {
        "own": cell != "-",
        "strangers": cell not in {"-", "own"},
        "foreign": everywhere,
    }
    for whose, is_allowed in allowed.items():
        attempt_insert(logins, here, table, getattr(estate, whose)[table], is_allowed)
    for nowhere in nobody(here):
        is_superadmin = nowhere.user_id is not None and everywhere
        attempt_insert(logins, nowhere, table, estate.own[table], is_superadmin)


@pytest.mark.parametrize(("table", "role", "cell"), cells("update"))
def test_update(
    table: str, role: str, cell: str, world: World, logins: Logins, estate: Estate
) -> None:
    rows = estate.rows[table]
    column = WRITABLE_BY.get((table, role), WRITABLE[table])
    for who in contexts(world, role):
        if cell == "-":
            assert_refused(logins, who, update(table, column), [ids(rows)])
        else:
            touched = run(logins, who, update(table, column), [ids(rows)])
            assert touched == reached(table, cell, who, rows), who


@pytest.mark.parametrize(
    ("table", "role", "column"),
    [
        pytest.param(row["table"], row["role"], column, id=f"{row['table']}-{row['role']}-{column}")
        for row in matrix()
        if row["table"] not in APART and row["update"] != "-"
        for column in UNWRITABLE_BY.get((row["table"], row["role"]), ["clinic_id"])
    ],
)
def test_update_of_a_column_out_of_reach(
    table: str, role: str, column: str, world: World, logins: Logins, estate: Estate
) -> None:
    statement = sql.SQL("UPDATE {} SET {} = DEFAULT WHERE id = ANY (%s)").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    assert_refused(logins, acting_in_a(world, role), statement, [ids(estate.rows[table])])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("patients", "tags"),
        ("patients", "notes"),
        ("doctors", "signature_image_url"),
        ("appointments", "internal_notes"),
        ("prescriptions", "doctor_notes"),
        ("telemedicine_sessions", "doctor_notes"),
    ],
)
def test_select_of_what_patients_never_see(
    table: str, column: str, world: World, logins: Logins
) -> None:
    statement = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
    assert_refused(logins, acting_in_a(world, "patient"), statement, [])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("telemedicine_sessions", "doctor_notes"),
        ("telemedicine_sessions", "session_token"),
        ("telemedicine_sessions", "recording_url"),
    ],
)
def test_select_of_what_the_worker_does_not_need(
    table: str, column: str, world: World, logins: Logins
) -> None:
    statement = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
    assert_refused(logins, acting_in_a(world, "worker"), statement, [])


@pytest.mark.parametrize(
    "column",
    [
        "password_hash",
        "two_factor_secret",
        "refresh_token",
        "failed_login_attempts",
        "locked_until",
    ],
)
@pytest.mark.parametrize("role", sorted(ROLES))
def test_select_of_the_secrets_of_a_login(
    role: str, column: str, world: World, logins: Logins
) -> None:
    statement = sql.SQL("SELECT {} FROM users").format(sql.Identifier(column))
    assert_refused(logins, acting_in_a(world, role), statement, [])


@pytest.mark.parametrize("role", sorted(ROLES))
def test_select_of_the_secret_of_a_source(role: str, world: World, logins: Logins) -> None:
    """Not even by whoever has given it."""
    statement = sql.SQL("SELECT {} FROM webhook_secrets").format(sql.Identifier("secret"))
    assert_refused(logins, acting_in_a(world, role), statement, [])


@pytest.mark.parametrize(("table", "role", "cell"), cells("delete"))
def test_delete(
    table: str, role: str, cell: str, world: World, logins: Logins, estate: Estate
) -> None:
    rows = estate.rows[table]
    for who in contexts(world, role):
        if cell == "-" or is_kept(table):
            assert_refused(logins, who, delete(table), [ids(rows)])
        else:
            deleted = run(logins, who, delete(table), [ids(rows)])
            assert deleted == reached(table, cell, who, rows), who


@pytest.mark.parametrize(
    ("table", "role", "cell"),
    [cell for cell in cells("delete") if is_kept(str(cell.values[0]))],
)
def test_soft_delete(
    table: str, role: str, cell: str, world: World, logins: Logins, estate: Estate
) -> None:
    rows = [row for row in estate.rows[table] if not row.is_deleted]
    for who in contexts(world, role):
        deleted = {row.id for row in rows if soft_deletes(logins, who, table, row)}
        expected = set() if cell == "-" else reached(table, cell, who, rows) - {who.user_id}
        assert deleted == expected, who


def soft_deletes(logins: Logins, who: Acting, table: str, row: Row) -> bool:
    """Say whether the person deletes the row, and it is gone for who sees nothing deleted."""
    try:
        with logins.acting(who) as connection:
            connection.execute("SELECT clinic.soft_delete(%s, %s)", [table, row.id])
            found = sql.SQL("SELECT deleted_at = now() FROM {} WHERE id = %s")
            return connection.execute(found.format(sql.Identifier(table)), [row.id]).fetchone() == (
                True,
            )
    except (errors.InsufficientPrivilege, errors.NoDataFound):
        return False


def reached(table: str, cell: str, who: Acting, rows: Iterable[Row]) -> set[UUID]:
    """Give the rows that a cell means for the person who acts."""
    return {row.id for row in rows if reaches(table, cell, who, row)}


def reaches(table: str, cell: str, who: Acting, row: Row) -> bool:
    if row.is_deleted and who.role not in {"admin", "superadmin"}:
        return False
    if who.role == "worker":
        return cell == "any" or (who.clinic_id is not None and row.clinic == who.clinic_id)
    if who.user_id is None:
        return False
    if cell == "any" and who.role == "superadmin" and table in ALL_CLINICS_AT_ONCE:
        return True
    if who.clinic_id is None:
        is_platforms = table in OF_THE_PLATFORM_TOO and row.clinic is None
        return cell == "any" and who.role == "superadmin" and is_platforms
    is_here = row.clinic == who.clinic_id
    is_public = row.is_public and not row.is_encrypted and (is_here or row.clinic is None)
    match cell:
        case "own":
            return is_here and who.role in row.owners
        case "public":
            return is_public
        case _ if table == "feature_flags":
            return True
        case _:
            return is_here


def contexts(world: World, role: str) -> list[Acting]:
    """Give the person who acts, and the same role with something missing."""
    here = acting_in_a(world, role)
    return [here, *nobody(here)]


def nobody(who: Acting) -> list[Acting]:
    if who.user_id is None:
        return [who.without_clinic()]
    return [who.without_user(), who.without_clinic(), who.without_user().without_clinic()]


def select(table: str) -> sql.Composed:
    return sql.SQL("SELECT id FROM {} WHERE id = ANY (%s)").format(sql.Identifier(table))


def clinics_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT clinic_id FROM {}").format(sql.Identifier(table))


def update(table: str, column: str) -> sql.Composed:
    return sql.SQL(
        "UPDATE {table} SET {column} = {column} WHERE id = ANY (%s) RETURNING id"
    ).format(table=sql.Identifier(table), column=sql.Identifier(column))


def delete(table: str) -> sql.Composed:
    return sql.SQL("DELETE FROM {} WHERE id = ANY (%s) RETURNING id").format(sql.Identifier(table))


def ids(rows: Iterable[Row]) -> list[UUID]:
    return [row.id for row in rows]


def run(logins: Logins, who: Acting, statement: sql.Composed, parameters: list[Any]) -> set[UUID]:
    with logins.acting(who) as connection:
        return {row_id for (row_id,) in connection.execute(statement, parameters)}


def assert_refused(
    logins: Logins, who: Acting, statement: sql.Composed, parameters: list[Any]
) -> None:
    with pytest.raises(errors.InsufficientPrivilege), logins.acting(who) as connection:
        connection.execute(statement, parameters)


def attempt_insert(logins: Logins, who: Acting, table: str, draft: Draft, is_allowed: bool) -> None:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, draft)),
        sql.SQL(", ").join(sql.Placeholder() * len(draft)),
    )
    if is_allowed:
        with logins.acting(who) as connection:
            assert connection.execute(statement, list(draft.values())).rowcount == 1
    else:
        assert_refused(logins, who, statement, list(draft.values()))
