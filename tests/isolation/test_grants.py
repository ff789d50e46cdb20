"""What a role may not do with a table at all, it was never granted: policies are the second lock.

A refusal by a policy has the same SQLSTATE as one for want of a grant, so the catalogue is asked.
"""

from typing import Any

import pytest

from tests.database.catalogue import rows
from tests.isolation.test_matrix import APART, COMMANDS, UNWRITABLE_BY, matrix
from tests.rows import model_of

pytestmark = pytest.mark.django_db(databases=["owner"])

ASKED_BY_VIEWS = {
    ("payments", "nurse"): {
        *("clinic_id", "patient_id", "status", "outstanding_amount", "deleted_at"),
    },
    ("medical_records", "staff"): {"clinic_id", "patient_id", "deleted_at"},
}
"""Columns that clinic.patient_summary needs a grant on, of tables where no policy shows the role a row."""

WORKERS: dict[str, dict[str, str]] = {
    "clinics": {"select": "id code name timezone is_active"},
    "telemedicine_sessions": {
        "select": "id room_name patient_id doctor_id scheduled_start status actual_start actual_end duration_minutes"
        " patient_joined_at patient_left_at doctor_joined_at doctor_left_at",
        "update": "status actual_start actual_end duration_minutes"
        " patient_joined_at patient_left_at doctor_joined_at doctor_left_at",
    },
    "payments": {
        "select": "id clinic_id payment_number payment_intent_id status paid_amount change_amount outstanding_amount"
        " transaction_reference receipt_number is_refunded refunded_amount refunded_at",
        "update": "status paid_amount outstanding_amount transaction_reference receipt_number"
        " is_refunded refunded_amount refunded_at",
    },
    "notifications": {
        "select": "id clinic_id status sent_at delivered_at read_at failed_at failure_reason"
        " created_at updated_at retry_count priority template_variables metadata",
        "insert": "clinic_id user_id type channel recipient subject message template_id template_variables"
        " priority scheduled_for expires_at metadata",
        "update": "status sent_at delivered_at read_at failed_at failure_reason",
    },
    "sms_messages": {
        "select": "id clinic_id notification_id provider_message_id status delivery_status error_code error_message",
        "update": "status delivery_status error_code error_message",
    },
    "whatsapp_messages": {
        "select": "id clinic_id notification_id provider_message_id status delivered_at read_at"
        " error_code error_message",
        "update": "status delivered_at read_at error_code error_message",
    },
    "email_messages": {
        "select": "id clinic_id notification_id provider_message_id status opened_at clicked_at"
        " bounced_at bounce_type bounce_reason spam_reported_at",
        "update": "status opened_at clicked_at bounced_at bounce_type bounce_reason spam_reported_at",
    },
    "integration_webhooks": {
        "select": "id clinic_id name url is_active events max_retries timeout_seconds"
        " last_triggered_at success_count failure_count",
        "update": "last_triggered_at success_count failure_count",
    },
    "webhook_logs": {
        "select": "id clinic_id webhook_id event_type response_status response_time_ms status retry_count created_at",
        "insert": "clinic_id webhook_id event_type payload response_status response_body response_time_ms"
        " status error_message retry_count",
        "update": "response_status response_body response_time_ms status error_message retry_count",
    },
    "webhook_events": {
        "select": "*",
        "update": "status attempts max_attempts last_attempt_at processed_at error history"
        " lease_owner lease_expires_at next_attempt_at place alone ordering_hash ordering_number",
    },
}
"""All that the worker does with tables of clinics: what its handlers ask, and no text that people wrote."""

SECRETS = {
    "password_hash",
    "two_factor_secret",
    "refresh_token",
    "failed_login_attempts",
    "locked_until",
}
"""What no role reads of a user."""

NEVER_GIVEN = SECRETS | {
    "id",
    "created_at",
    "updated_at",
    "deleted_at",
    "is_verified",
    "email_verified_at",
    "phone_verified_at",
    "password_changed_at",
    "last_login_at",
    "last_login_ip",
    "two_factor_enabled",
}
"""What nobody gives a user whom they make."""


def cells() -> list[Any]:
    return [
        pytest.param(
            row["table"],
            row["role"],
            {command for command in COMMANDS if row[command] == "-"},
            id=f"{row['table']}-{row['role']}",
        )
        for row in matrix()
        if row["table"] not in APART
    ]


def granted(table: str, role: str, command: str) -> set[str]:
    """Give the columns on which a role was granted a command; for DELETE, all or none."""
    return {
        column
        for (column,) in rows(
            """
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
                AND CASE %s
                    WHEN 'delete' THEN has_table_privilege(%s, attrelid, %s)
                    ELSE has_column_privilege(%s, attrelid, attnum, %s)
                END
            """,
            *(table, command, f"clinic_{role}", command, f"clinic_{role}", command),
        )
    }


@pytest.mark.parametrize(("table", "role", "nothing"), cells())
def test_no_cell_no_grant(table: str, role: str, nothing: set[str]) -> None:
    if any(field.name == "deleted_at" for field in model_of(table)._meta.fields):
        nothing = nothing | {"delete"}
    if (table, role) in ASKED_BY_VIEWS:
        assert granted(table, role, "select") == ASKED_BY_VIEWS[table, role]
        nothing = nothing - {"select"}
    assert {command for command in COMMANDS if granted(table, role, command)} & nothing == set()


@pytest.mark.parametrize(
    ("table", "role"), [pytest.param(*cell.values[:2], id=cell.id) for cell in cells()]
)
def test_an_update_is_granted_by_column(table: str, role: str) -> None:
    out_of_reach = {"id", *UNWRITABLE_BY.get((table, role), ["clinic_id"])}
    assert granted(table, role, "update") & out_of_reach == set()


@pytest.mark.parametrize(
    "role", ["patient", "doctor", "nurse", "staff", "admin", "superadmin", "worker"]
)
def test_secrets_of_a_user_are_granted_to_nobody(role: str) -> None:
    assert granted("users", role, "select") & SECRETS == set()
    assert granted("users", role, "insert") & NEVER_GIVEN == set()


@pytest.mark.parametrize("table", sorted({row["table"] for row in matrix()} - APART))
def test_the_worker_has_what_its_handlers_need_and_no_more(table: str) -> None:
    for command in COMMANDS:
        expected = set(WORKERS.get(table, {}).get(command, "").split())
        if expected == {"*"}:
            expected = {field.column for field in model_of(table)._meta.concrete_fields}
        assert granted(table, "worker", command) == expected, command
