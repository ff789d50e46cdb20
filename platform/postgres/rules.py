"""CHECK constraints in the words of the field, so that each table reads as its rules.

Every rule's name starts with its table's; its message is what a person is told who breaks it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, CheckConstraint, F, Func, Q, Value
from django.db.models.lookups import Exact, IsNull

from postgres.expressions import LocalDate

# Digits with the usual separators, E.164's leading plus allowed; at most its 15 digits by length.
PHONE = r"^\+?[0-9][0-9 ()-]{5,18}$"
# One @, something on both sides, a dot in the domain: the rest only a message sent can tell.
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


def rule(name: str, says: str, condition: Any) -> CheckConstraint:
    """Make a CHECK: `condition` holds, or the person is told what it `says`."""
    message = says.replace("%", "%%")  # Django puts the rule's name into it
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def phone(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: a telephone number."""
    says = "A telephone number has 6 to 19 digits, spaces and dashes; a plus may lead."
    return [
        rule(f"{table}_{field}_valid", says, Q(**{f"{field}__regex": PHONE})) for field in fields
    ]


def email(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: an e-mail address."""
    says = "An e-mail address has the form name@example.com."
    return [
        rule(f"{table}_{field}_valid", says, Q(**{f"{field}__regex": EMAIL})) for field in fields
    ]


def not_negative(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: zero or more."""
    return [
        rule(f"{table}_{field}_not_negative", "Not less than zero.", Q(**{f"{field}__gte": 0}))
        for field in fields
    ]


def amounts(
    table: str, *fields: str, most: Decimal = Decimal("99999999.99")
) -> list[CheckConstraint]:
    """Make a rule per field: zero or more, and a number.

    `most` is all that the column can hold: only NaN, which PostgreSQL takes for greater than every
    number, is more.
    """
    return [
        rule(
            f"{table}_{field}_not_negative",
            "Not less than zero.",
            Q(**{f"{field}__range": (0, most)}),
        )
        for field in fields
    ]


def between(table: str, field: str, least: float, most: float, unit: str = "") -> CheckConstraint:
    """Make a rule: from `least` to `most`, both allowed."""
    says = f"Between {least} and {most}{' ' if unit else ''}{unit}."
    return rule(f"{table}_{field}_in_range", says, Q(**{f"{field}__range": (least, most)}))


def in_order(table: str, first: str, last: str) -> CheckConstraint:
    """Make a rule: `last` is not before `first`."""
    says = f"{last.replace('_', ' ').capitalize()} is not before {first.replace('_', ' ')}."
    return rule(f"{table}_{last}_in_order", says, Q(**{f"{last}__gte": F(first)}))


def after(table: str, first: str, last: str) -> CheckConstraint:
    """Make a rule: `last` is later than `first`."""
    says = f"{last.replace('_', ' ').capitalize()} is after {first.replace('_', ' ')}."
    return rule(f"{table}_{last}_in_order", says, Q(**{f"{last}__gt": F(first)}))


def one_of(table: str, field: str, values: Iterable[str]) -> CheckConstraint:
    """Make a rule: one of the listed words. For lists that grow; closed ones are enum types."""
    allowed = list(values)
    says = f"One of: {', '.join(allowed)}."
    return rule(f"{table}_{field}_known", says, Q(**{f"{field}__in": allowed}))


def present(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: not blank. An unknown text is NULL where it may be unknown."""
    return [
        rule(f"{table}_{field}_present", "Not blank.", Q(**{f"{field}__regex": r"\S"}))
        for field in fields
    ]


def time_zone(table: str, field: str) -> CheckConstraint:
    """Make a rule: a zone that PostgreSQL knows. It refuses another with SQLSTATE 22023."""
    midnight = Value(datetime(2000, 1, 1, tzinfo=UTC))
    # An unknown zone raises; the comparison only makes it a condition.
    known = IsNull(LocalDate(midnight, F(field)), False)
    return rule(f"{table}_{field}_valid", "A time zone that PostgreSQL knows.", known)


def json_lists(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: the JSON is an array."""
    return [_json(table, field, "array") for field in fields]


def json_objects(table: str, *fields: str) -> list[CheckConstraint]:
    """Make a rule per field: the JSON is an object."""
    return [_json(table, field, "object") for field in fields]


def _json(table: str, field: str, shape: str) -> CheckConstraint:
    kind = Func(F(field), function="jsonb_typeof", output_field=CharField())
    says = f"JSON that is an {shape}."
    return rule(f"{table}_{field}_is_{shape}", says, Exact(kind, Value(shape)))
