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
