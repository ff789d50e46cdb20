"""docs/rights.md, which reviewers read, says what the database of the tests does."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from django.db import connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from tenancy.rights import rights
from tests.scratch import ROOT, refuse, start_manage
from tests.world import OWNER

COMMITTED = ROOT / "docs" / "rights.md"


def page() -> list[str]:
    return rights(cast(DatabaseWrapper, connections[OWNER])).splitlines()


def changes(statement: str) -> Iterator[str]:
    """Give the lines that a statement adds to the page."""
    before = set(page())
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(statement)
        yield from (line for line in page() if line not in before)
        transaction.set_rollback(True, using=OWNER)


@pytest.mark.django_db(databases=["owner"])
def test_the_page_is_what_the_migrations_made() -> None:
    assert page() == COMMITTED.read_text(encoding="utf-8").splitlines()


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize(
    ("statement", "line"),
    [
        (
            "GRANT UPDATE (code) ON clinic.clinics TO clinic_patient",
            "| clinic_patient | all columns | - | `code` | - |",
        ),
        (
            "GRANT DELETE ON clinic.clinics TO clinic_patient",
            "| clinic_patient | all columns | - | - | rows |",
        ),
        (
            "GRANT INSERT ON clinic.clinics TO clinic_app",
            "| clinic_app | - | all columns | - | - |",
        ),
        (
            "CREATE POLICY all_in ON clinic.clinics FOR SELECT TO clinic_nurse USING (code = 'x')",
            "- **all_in**, permissive, SELECT, to clinic_nurse",
        ),
        (
            "ALTER TABLE clinic.clinics NO FORCE ROW LEVEL SECURITY",
            "Row security: enabled, not forced.",
        ),
    ],
)
def test_what_is_granted_or_lifted_shows(statement: str, line: str) -> None:
    assert line in list(changes(statement))


def test_the_check_shows_what_is_out_of_date(tmp_path: Path) -> None:
    stale = tmp_path / "rights.md"
    stale.write_text(COMMITTED.read_text(encoding="utf-8").replace("## clinic.users", "## old"))
    complaint = refuse(start_manage("dump_rights", "--check", str(stale))).splitlines()
    assert [line for line in complaint if line.startswith(("-#", "+#"))] == [
        "-## old",
        "+## clinic.users",
    ]
