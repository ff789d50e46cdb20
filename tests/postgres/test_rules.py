"""CHECK constraints in words: named after their table, explained to the person who breaks one."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.db.models import CheckConstraint

import postgres.constraints
from postgres import rules
from tests.rows import NOON, RECIPES, make, model_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])


@pytest.mark.parametrize(
    ("rule", "name", "says"),
    [
        (
            rules.between("t", "share", 0, 100, "%"),
            "t_share_in_range",
            "Between 0 and 100 %.",
        ),
        (rules.between("t", "rating", 1, 5), "t_rating_in_range", "Between 1 and 5."),
        (
            rules.in_order("t", "start_date", "end_date"),
            "t_end_date_in_order",
            "End date is not before start date.",
        ),
        (
            rules.after("t", "starts_at", "ends_at"),
            "t_ends_at_in_order",
            "Ends at is after starts at.",
        ),
        (rules.one_of("t", "kind", ["a", "b"]), "t_kind_known", "One of: a, b."),
        (rules.not_negative("t", "n")[0], "t_n_not_negative", "Not less than zero."),
        (rules.amounts("t", "fee")[0], "t_fee_not_negative", "Not less than zero."),
        (rules.json_lists("t", "tags")[0], "t_tags_is_array", "JSON that is an array."),
        (rules.json_objects("t", "extra")[0], "t_extra_is_object", "JSON that is an object."),
        (
            rules.email("t", "email")[0],
            "t_email_valid",
            "An e-mail address has the form name@example.com.",
        ),
        (
            rules.phone("t", "phone")[0],
            "t_phone_valid",
            "A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12.",
        ),
        (
            rules.phone("t", "number", short_codes=True)[0],
            "t_number_valid",
            "A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12."
            " A short code has 3 to 6.",
        ),
        (
            rules.time_zone("t", "timezone"),
            "t_timezone_valid",
            "A time zone that PostgreSQL knows.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("t_") else "",
)
def test_a_rule_has_a_name_and_a_sentence(rule: CheckConstraint, name: str, says: str) -> None:
    assert rule.name == name
    assert rule.get_violation_error_message() == says


def test_every_check_of_ours_says_what_it_wants() -> None:
    for table in RECIPES:
        for constraint in model_of(table)._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                message = constraint.get_violation_error_message()
                assert message[0].isupper(), constraint.name
                assert message.endswith("."), constraint.name
                assert len(constraint.name) <= 63, constraint.name


@pytest.mark.parametrize(
    ("table", "values", "field", "says"),
    [
        ("doctors", {"average_rating": 6}, "average_rating", "Between 1 and 5."),
        (
            "doctors",
            {"consultation_fee": Decimal("-0.01")},
            "consultation_fee",
            "Not less than zero.",
        ),
        (
            "medical_records",
            {"oxygen_saturation_percent": 101},
            "oxygen_saturation_percent",
            "Between 0 and 100 %.",
        ),
        ("patients", {"phone": "abc"}, "phone", "A telephone number has"),
        ("patients", {"tags": {}}, "tags", "JSON that is an array."),
        ("staff", {"full_name": " "}, "full_name", "Not blank."),
        ("staff", {"employment_type": "volunteer"}, "employment_type", "One of: full_time"),
        ("staff", {"end_date": date(2020, 1, 1)}, "end_date", "End date is not before"),
        ("payments", {"total_amount": 1}, NON_FIELD_ERRORS, "The total is subtotal and GST"),
        ("clinics", {"code": "demo"}, "code", "A code has 2 to 20 capital letters"),
    ],
)
def test_a_form_is_told_at_the_field_before_the_database_refuses(
    table: str, values: dict[str, object], field: str, says: str, world: World
) -> None:
    row = make(table, world.a)
    row.validate_constraints()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert any(message.startswith(says) for message in refusal.value.message_dict[field])
    row.validate_constraints(exclude={*values})


def test_full_clean_names_each_field_once(world: World) -> None:
    patient = make("patients", world.a)
    patient.phone, patient.height_cm = "abc", 19
    with pytest.raises(ValidationError) as refusal:
        patient.full_clean()
    assert set(refusal.value.message_dict) == {"phone", "height_cm"}


def test_a_migration_holds_a_rule_as_it_is() -> None:
    rule = rules.between("t", "share", 0, 100, "%")
    written, imports = MigrationWriter.serialize(rule)
    assert imports == {"import postgres.constraints", "from django.db import models"}
    again = eval(written, {"postgres": postgres, "models": models})  # noqa: S307 (a migration's)
    assert again.deconstruct() == rule.deconstruct()


@pytest.mark.parametrize(
    ("table", "field", "parent"),
    [
        ("users", "email", None),
        ("patients", "user", "users"),
        ("medical_records", "appointment", "appointments"),
        ("telemedicine_sessions", "appointment", "appointments"),
    ],
)
def test_a_form_is_told_at_the_field_of_a_key_that_is_taken_and_not_of_a_deleted_row_s(
    table: str, field: str, parent: str | None, world: World
) -> None:
    given = {field: make(parent, world.a) if parent else "same@example.com"}
    taken = make(table, world.a, **given)
    row = make(table, world.a)
    setattr(row, field, given[field])
    no_form_shows = {"deleted_at"}
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints(exclude=no_form_shows)
    assert set(refusal.value.message_dict) == {field}
    row.validate_constraints(exclude=no_form_shows | {field})

    taken.deleted_at = NOON
    taken.save(using=OWNER)
    row.validate_constraints(exclude=no_form_shows)


def test_a_zone_that_does_not_exist_is_told_at_its_field(world: World) -> None:
    clinic = make("clinics", world.a)
    clinic.timezone = "Asia/Atlantis"
    with pytest.raises(ValidationError) as refusal:
        clinic.full_clean()
    assert set(refusal.value.message_dict) == {"timezone"}
