"""CHECK constraints in words: named after their table, explained to the person who breaks one."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from postgres import rules
from tests.rows import RECIPES, make, model_of
from tests.world import World

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
            "A telephone number has 6 to 19 digits, spaces and dashes; a plus may lead.",
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
    ("table", "values", "says"),
    [
        ("doctors", {"average_rating": 6, "rating_count": 1}, "Between 1 and 5."),
        ("doctors", {"consultation_fee": Decimal("-0.01")}, "Not less than zero."),
        ("medical_records", {"oxygen_saturation_percent": 101}, "Between 0 and 100 %."),
        ("patients", {"phone": "abc"}, "A telephone number has"),
        ("patients", {"tags": {}}, "JSON that is an array."),
        ("staff", {"employment_type": "volunteer"}, "One of: full_time"),
        ("payments", {"total_amount": 1}, "The total is subtotal and GST"),
        ("clinics", {"code": "demo"}, "A code has 2 to 20 capital letters"),
    ],
)
def test_a_form_is_told_before_the_database_refuses(
    table: str, values: dict[str, object], says: str, world: World
) -> None:
    row = make(table, world.a)
    row.validate_constraints()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert any(message.startswith(says) for message in refusal.value.messages)


def test_a_zone_that_does_not_exist_is_told_at_its_field(world: World) -> None:
    clinic = make("clinics", world.a)
    clinic.timezone = "Asia/Atlantis"
    with pytest.raises(ValidationError) as refusal:
        clinic.full_clean()
    assert set(refusal.value.message_dict) == {"timezone"}
