"""Values are shown as people read them."""

import json
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
from django.apps import apps

from comms.models import SmsMessage
from tenancy.columns import badge, column, indented, money, prose

HOURS = {"sun": [], "mon": [["08:30", "12:30"], ["14:00", "18:00"]]}


def test_every_state_of_every_table_has_a_badge() -> None:
    states = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if field.choices and field.name.endswith("status") and field.name != "marital_status"
    ]
    assert len(states) > 12
    for field in states:
        show = column(field)
        assert show is not None, field
        for value, label in field.flatchoices:
            shown = show(field.model(**{field.name: value}))
            assert f">{label}<" in shown
            assert 'class="badge badge-' in shown


def test_what_went_wrong_does_not_look_like_what_went_well() -> None:
    tones = [badge(word, "x").split("badge-")[1].split('"')[0] for word in ("failed", "completed")]
    assert tones == ["bad", "good"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1234.5", "$1,234.50"), ("0", "$0.00"), ("-18.2", "-$18.20"), ("1000000", "$1,000,000.00")],
)
def test_an_amount_is_money(amount: str, shown: str) -> None:
    assert f">{shown}<" in money(Decimal(amount))


def test_a_price_is_shown_as_exactly_as_it_is_kept() -> None:
    message = SmsMessage(total_cost=Decimal("0.048"))
    shown = column(SmsMessage._meta.get_field("total_cost"))
    assert shown
    assert ">$0.0480<" in shown(message)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["Latex", "Penicillin"], "Latex, Penicillin"),
        ([], "-"),
        (15, "15"),
        (True, "yes"),
        ({"follow_up": None}, "Follow up: -"),
        (HOURS, "Mon: 08:30 to 12:30, 14:00 to 18:00\nSun: -"),
        ({"tests": {"HbA1c": {"value": 6.1}}}, "Tests:\n    HbA1c:\n        Value: 6.1"),
        ([{"name": "Asthma", "since": 2001}], "Name: Asthma, Since: 2001"),
        (["<b>"], "&lt;b&gt;"),
    ],
)
def test_json_is_text(value: Any, text: str) -> None:
    assert prose(value) == f'<span class="prose-lines">{text}</span>'


def test_json_to_edit_is_a_line_where_that_is_enough() -> None:
    assert indented(["Latex"]) == '["Latex"]'
    assert indented({"days": [f"2026-12-{day}" for day in range(20, 27)]}) == (
        '{\n  "days": [\n'
        + ",\n".join(f'    "2026-12-{day}"' for day in range(20, 27))
        + "\n  ]\n}"
    )


@pytest.mark.parametrize(
    "value", [HOURS, {"é": "x" * 90, 'a"b': [{"c": [1, None]} for _ in range(9)]}]
)
def test_json_to_edit_is_the_same_json(value: Any) -> None:
    assert json.loads(indented(value)) == value


def test_json_that_is_long_and_deep_is_written_in_no_time() -> None:
    """It took minutes, when each level wrote all that was below it. Of the processor, which others share."""
    deep: Any = [1] * 40_000
    for _ in range(300):
        deep = {"a": deep}
    began = process_time()
    assert json.loads(indented(deep)) == deep
    assert process_time() - began < 4


def test_json_is_cut_where_it_is_long_enough() -> None:
    value = {"a": ["x" * 50] * 1000, "b": 1}
    whole = indented(value)
    assert indented(value, 300) == whole[:300]
    assert indented(value, len(whole)) == indented(value, len(whole) + 1) == whole
