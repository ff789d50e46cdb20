"""Attachments name their kind and their place."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from psycopg.errors import CheckViolation

from records.models import DocumentType
from tests.database.catalogue import rows
from tests.refusals import refused
from tests.rows import make, model_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])

URL = "https://example.com/1.pdf"


@pytest.fixture(params=["medical_records", "lab_results"])
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    "kind", ["lab_result", "xray", "scan", "report", "prescription", "mc", "referral", "other"]
)
def test_every_document_type_is_a_kind(table: str, kind: str, world: World) -> None:
    row = make(table, world.a, attachments=[{"document_type": kind, "url": URL, "pages": 2}])
    row.refresh_from_db()
    assert row.attachments == [{"document_type": kind, "url": URL, "pages": 2}]
    assert DocumentType(kind)


@pytest.mark.parametrize(
    "attachment",
    [{"url": URL}, {"document_type": "Report", "url": URL}, {"document_type": "report"}, URL, []],
)
def test_what_names_no_kind_or_no_place_is_refused(
    table: str, attachment: Any, world: World
) -> None:
    with refused(CheckViolation, OWNER, f"{table}_attachments_valid"):
        make(table, world.a, attachments=[attachment])


def test_a_form_hears_of_it_before_the_database(table: str, world: World) -> None:
    row = make(table, world.a)
    row.attachments = [{"document_type": "selfie", "url": URL}]
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert "lab_result" in str(refusal.value)


def test_the_rule_answers_true_or_false_for_any_json() -> None:
    for json in ("null", "1", '"a"', "{}", "[null]", "[1]", '[{"document_type": null}]', "[[]]"):
        assert rows("SELECT clinic.are_attachments(%s::jsonb)", json) == [(False,)], json
    assert rows("SELECT clinic.are_attachments('[]')") == [(True,)]


def test_only_tables_of_records_have_such_attachments() -> None:
    ruled = {
        table
        for (table,) in rows(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE conname LIKE '%%attachments_valid'"
        )
    }
    assert ruled == {"medical_records", "lab_results"}
    assert model_of("medical_records")._meta.app_label == "records"
