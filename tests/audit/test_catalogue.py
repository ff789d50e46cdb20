"""No table and no column is forgotten: what PostgreSQL's catalogue says of the audit."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from tests.database.catalogue import rows, tables
from tests.world import OWNER

pytestmark = pytest.mark.django_db(databases=["owner"])

AUDITED = {
    *("clinics", "users", "patients", "doctors", "staff", "appointments", "medical_records"),
    *("prescriptions", "prescription_items", "lab_results", "imaging_results"),
    *("vaccination_records", "payments", "payment_items", "insurance_claims"),
    *("telemedicine_sessions", "system_settings", "feature_flags", "integration_webhooks"),
    *("webhook_sources", "webhook_secrets", "data_keys"),
}
NOT_AUDITED = {
    *("appointment_slots", "queue_management", "booking_requests"),
    *("notifications", "sms_messages", "whatsapp_messages", "email_messages"),
    *("webhook_events", "webhook_logs", "metric_entries"),
}
NEVER_STORED = {
    "users": {"password_hash", "two_factor_secret", "two_factor_last_step", "refresh_token"},
    "patients": {
        "nric_encrypted",
        "nric_hash",
        "passport_number_encrypted",
        "chas_card_number_encrypted",
        "insurance_policy_number_encrypted",
    },
    "data_keys": {"wrapped_key"},
    "telemedicine_sessions": {"session_token"},
    "prescriptions": {"e_prescription_token"},
    "integration_webhooks": {"secret", "headers"},
    "webhook_secrets": {"secret"},
    "insurance_claims": {"policy_number"},
}

SECRET = re.compile(
    r"pass(word|phrase|code)|secret|token|credential|_key$|hash|digest|crypt|otp|pin$|headers"
)
NO_SECRET = {
    "password_changed_at": "a time",
    "is_encrypted": "a mark, whose row says nothing of its value then",
}

COLUMNS = """
    SELECT relation.relname::text, field.attname::text, format_type(field.atttypid, field.atttypmod)
    FROM pg_attribute AS field
    JOIN pg_class AS relation ON relation.oid = field.attrelid
    JOIN pg_trigger AS audited ON audited.tgrelid = relation.oid AND audited.tgname = 'audit_row'
    WHERE field.attnum > 0 AND NOT field.attisdropped AND field.attgenerated = ''
"""
SOURCES = """
    SELECT parameter.typrelid::regclass::text, code.proname::text, code.prosrc
    FROM pg_proc AS code
    JOIN pg_type AS parameter ON parameter.oid = code.proargtypes[0] AND parameter.typrelid <> 0
    WHERE code.pronamespace = 'audit'::regnamespace AND code.proname IN ('changes', 'image')
"""
TRIGGERS = """
    SELECT relation.relname::text, audited.tgname::text, audited.tgtype, audited.tgenabled::text
    FROM pg_trigger AS audited
    JOIN pg_class AS relation ON relation.oid = audited.tgrelid
    WHERE audited.tgfoid = 'audit.audit_trigger_function()'::regprocedure
"""
ROW, INSERT, DELETE, UPDATE, TRUNCATE = 1, 4, 8, 16, 32


def decisions(what: str = "is_audited") -> dict[str, Any]:
    return dict(rows(f"SELECT table_name, {what} FROM audit.decisions"))


def test_every_table_has_a_decision_and_it_is_the_one_that_was_made() -> None:
    decided = decisions()
    assert decided.keys() == tables()
    assert {table for table, is_audited in decided.items() if is_audited} == AUDITED
    assert {table for table, is_audited in decided.items() if not is_audited} == NOT_AUDITED


def test_a_table_without_a_decision_is_found() -> None:
    with undone("CREATE TABLE clinic.novelties (id uuid PRIMARY KEY)"):
        assert tables() - decisions().keys() == {"novelties"}


def test_every_decision_has_a_reason() -> None:
    assert all(len(reason) > 10 for reason in decisions("reason").values())


def test_every_audited_table_has_its_triggers_and_no_other_table_has() -> None:
    expected = {
        *((table, "audit_row", ROW | INSERT | UPDATE | DELETE, "O") for table in AUDITED),
        *((table, "audit_truncate", TRUNCATE, "O") for table in AUDITED),
    }
    assert set(rows(TRIGGERS)) == expected


def test_every_column_is_known_by_name_or_left_out_on_purpose() -> None:
    assert unknown() == set()


@pytest.mark.parametrize("table", sorted(AUDITED))
def test_a_column_that_is_forgotten_is_found(table: str) -> None:
    with undone(f"ALTER TABLE clinic.{table} ADD COLUMN novelty text"):
        assert (table, "changes", "novelty") in unknown()


def test_what_migrations_do_is_taken_in_when_they_are_over() -> None:
    with undone(
        "ALTER TABLE clinic.patients ADD COLUMN novelty text;"
        "ALTER TABLE clinic.patients DROP COLUMN bmi;"
        "ALTER TABLE clinic.patients RENAME COLUMN notes TO remarks"
    ):
        connections[OWNER].cursor().execute("SELECT audit.watch_again()")
        assert unknown() == set()
        assert known_but_gone() == set()


def test_migrate_looks_after_it() -> None:
    """Roll a migration of no concern back and forth: the signal alone does it."""
    with undone("ALTER TABLE clinic.patients ADD COLUMN novelty text"):
        call_command("migrate", "sessions", "zero", verbosity=0)
        assert unknown() == set()


def test_whatever_looks_like_a_secret_is_never_stored() -> None:
    decided = {table: set(names) for table, names in decisions("never_stored").items() if names}
    assert decided == NEVER_STORED
    suspect = {
        (table, column)
        for table, column, _ in rows(COLUMNS)
        if SECRET.search(column)
        and column not in NO_SECRET
        and (table, column) != ("system_settings", "key")
    }
    assert suspect <= {(table, column) for table in decided for column in decided[table]}


def test_bytes_are_never_stored() -> None:
    """What is kept as bytes is a digest, a key or a picture."""
    decided = decisions("never_stored")
    assert {
        (table, column)
        for table, column, kind in rows(COLUMNS)
        if kind == "bytea" and column not in decided[table]
    } == set()


def test_the_slow_way_knows_the_same_secrets_by_their_names() -> None:
    """A table whose columns are new is recorded by that: it has nothing else to go by."""
    by_decision = {"two_factor_last_step", "headers", "policy_number"}
    names = set().union(*NEVER_STORED.values()) - by_decision
    assert {name for name in names if not rows("SELECT audit.is_secret(%s)", name)[0][0]} == set()
    plain = {column for _, column, _ in rows(COLUMNS)} - names
    assert {name for name in plain if rows("SELECT audit.is_secret(%s)", name)[0][0]} == set()


def test_the_log_s_own_role_alone_may_append() -> None:
    assert rows(
        "SELECT grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl)"
        " WHERE oid = 'audit.audit_logs'::regclass AND grantee <> relowner"
    ) == [("clinic_audit", "INSERT")]


def test_the_log_s_own_role_is_let_in() -> None:
    with undone("INSERT INTO clinic.feature_flags (name) VALUES ('novelty')"):
        assert rows(
            "SELECT action FROM audit.audit_logs WHERE new_values ->> 'name' = 'novelty'"
        ) == [("INSERT",)]


def test_what_appends_runs_as_the_log_s_own_role() -> None:
    assert {
        name
        for (name,) in rows(
            "SELECT proname::text FROM pg_proc WHERE proowner = to_regrole('clinic_audit')"
        )
    } == {"audit_trigger_function", "record_access", "record_change", "record_reveal"}


def unknown() -> set[tuple[str, str, str]]:
    """Name the columns that a table's functions do not name, which its decision does not leave out."""
    left_out = decisions("never_stored")
    sources = {(table.rpartition(".")[2], name): source for table, name, source in rows(SOURCES)}
    return {
        (table, name, column)
        for table, column, _ in rows(COLUMNS)
        for name in ("changes", "image")
        if column != "updated_at"
        if not (name == "image" and column in left_out[table])
        if not names(sources.get((table, name), ""), column)
    }


def names(source: str, column: str) -> bool:
    """Say whether a function knows a column; before PostgreSQL 16 an image is of whatever there is."""
    return f"'{column}'" in source or "to_jsonb(p_row)" in source


def known_but_gone() -> set[tuple[str, str]]:
    here = {(table, column) for table, column, _ in rows(COLUMNS)}
    return {
        (table.rpartition(".")[2], column)
        for table, _, source in rows(SOURCES)
        for column in re.findall(r"p_(?:old|new|row)\.(\w+)", source)
        if (table.rpartition(".")[2], column) not in here
    }


@contextmanager
def undone(statement: str) -> Iterator[None]:
    """Run it as the owner, and roll back in the end."""
    with transaction.atomic(using=OWNER):
        connections[OWNER].cursor().execute(statement)
        yield
        transaction.set_rollback(True, using=OWNER)
