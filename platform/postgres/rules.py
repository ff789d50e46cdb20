"""The rules of tables in the words of the field, so that each table reads as its rules.

Every rule's name starts with its table's; its message is what a person is told who breaks it, at
the field where the rule is about one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, CheckConstraint, F, Func, Q, Value
from django.db.models.lookups import Exact, IsNull

from postgres.constraints import FieldRule, NoFault
from postgres.expressions import LocalDate

# E.164's 6 to 15 digits, with what people write around them, and an extension.
PHONE = r"^[ (]*\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\.?|[Xx]) *[0-9]{1,6})?$"
SHORT_CODE = r"^[0-9]{3,6}$"
# One @, something on both sides, a dot in the domain: the rest only a message sent can tell.
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

# What a MoneyField holds at most.
MOST_MONEY = Decimal("99999999.99")


def rule(name: str, says: str, condition: Any) -> CheckConstraint:
    """Make a CHECK: `condition` holds, or the person is told what it `says`."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=_escaped(says))


def field_rule(table: str, field: str, holds: str, says: str, condition: Any) -> FieldRule:
    """Make a CHECK about one field, named `table_field_holds`."""
    return FieldRule(
        field=field,
        condition=condition,
        name=f"{table}_{field}_{holds}",
        violation_error_message=_escaped(says),
    )


def phone(table: str, *fields: str, short_codes: bool = False) -> list[FieldRule]:
    """Make a rule per field: a telephone number or, where allowed, a short code."""
    says = "A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12."
    form = PHONE
    if short_codes:
        says = f"{says} A short code has 3 to 6."
        form = f"{SHORT_CODE}|{PHONE}"
    return [
        field_rule(table, field, "valid", says, Q(**{f"{field}__regex": form})) for field in fields
    ]


def email(table: str, *fields: str) -> list[FieldRule]:
    """Make a rule per field: an e-mail address."""
    says = "An e-mail address has the form name@example.com."
    return [
        field_rule(table, field, "valid", says, Q(**{f"{field}__regex": EMAIL})) for field in fields
    ]


def not_negative(table: str, *fields: str) -> list[FieldRule]:
    """Make a rule per field: zero or more."""
    return [
        field_rule(table, field, "not_negative", "Not less than zero.", Q(**{f"{field}__gte": 0}))
        for field in fields
    ]


def amounts(table: str, *fields: str, most: Decimal = MOST_MONEY) -> list[FieldRule]:
    """Make a rule per field: zero or more, and a number.

    `most` is all that the column can hold: only NaN, which PostgreSQL takes for greater than every
    number, is more.
    """
    return [
        field_rule(
            table,
            field,
            "not_negative",
            "Not less than zero.",
            Q(**{f"{field}__range": (0, most)}),
        )
        for field in fields
    ]


def between(table: str, field: str, least: float, most: float, unit: str = "") -> FieldRule:
    """Make a rule: from `least` to `most`, both allowed."""
    says = f"Between {least} and {most}{' ' if unit else ''}{unit}."
    return field_rule(table, field, "in_range", says, Q(**{f"{field}__range": (least, most)}))


def in_order(table: str, first: str, last: str) -> FieldRule:
    """Make a rule: `last` is not before `first`."""
    says = f"{last.replace('_', ' ').capitalize()} is not before {first.replace('_', ' ')}."
    return field_rule(table, last, "in_order", says, Q(**{f"{last}__gte": F(first)}))


def after(table: str, first: str, last: str) -> FieldRule:
    """Make a rule: `last` is later than `first`."""
    says = f"{last.replace('_', ' ').capitalize()} is after {first.replace('_', ' ')}."
    return field_rule(table, last, "in_order", says, Q(**{f"{last}__gt": F(first)}))


def one_of(table: str, field: str, values: Iterable[str]) -> FieldRule:
    """Make a rule: one of the listed words. For lists that grow; closed ones are enum types."""
    allowed = list(values)
    says = f"One of: {', '.join(allowed)}."
    return field_rule(table, field, "known", says, Q(**{f"{field}__in": allowed}))


def present(table: str, *fields: str) -> list[FieldRule]:
    """Make a rule per field: not blank. An unknown text is NULL where it may be unknown."""
    return [
        field_rule(table, field, "present", "Not blank.", Q(**{f"{field}__regex": r"\S"}))
        for field in fields
    ]


def time_zone(table: str, field: str) -> FieldRule:
    """Make a rule: a zone that PostgreSQL knows. It refuses another with SQLSTATE 22023."""
    midnight = Value(datetime(2000, 1, 1, tzinfo=UTC))
    # An unknown zone raises; the comparison only makes it a condition.
    known = IsNull(LocalDate(midnight, F(field)), False)
    return field_rule(table, field, "valid", "A time zone that PostgreSQL knows.", known)


def json_lists(table: str, *fields: str) -> list[FieldRule]:
    """Make a rule per field: the JSON is an array."""
    return [_json(table, field, "array") for field in fields]


def json_objects(table: str, *fields: str) -> list[FieldRule]:
    """Make a rule per field: the JSON is an object."""
    return [_json(table, field, "object") for field in fields]


def faultless(table: str, field: str, says: str) -> NoFault:
    """Make a rule: the function `clinic.field_fault` finds nothing wrong; what it finds a form tells."""
    return NoFault(
        field,
        function=f"clinic.{field}_fault",
        says=says,
        field=field,
        name=f"{table}_{field}_fits",
    )


def _json(table: str, field: str, shape: str) -> FieldRule:
    kind = Func(F(field), function="jsonb_typeof", output_field=CharField())
    says = f"JSON that is an {shape}."
    return field_rule(table, field, f"is_{shape}", says, Exact(kind, Value(shape)))


def _escaped(says: str) -> str:
    return says.replace("%", "%%")  # Django puts the rule's name into it
