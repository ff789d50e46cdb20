"""How values are shown to people: statuses as badges, amounts as money, JSON as text."""

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from postgres.fields import MoneyField

EMPTY = "-"
WIDTH = 72

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

TONES = {
    word: tone
    for tone, words in {
        "good": (
            *("active", "approved", "completed", "confirmed", "delivered", "dispensed", "paid"),
            *("read", "received", "reviewed", "sent", "success"),
        ),
        "busy": (
            *("called", "in_progress", "processing", "queued", "sending", "serving", "submitted"),
            "waiting",
        ),
        "open": ("partial", "partially_approved", "partially_dispensed", "pending", "scheduled"),
        "bad": (
            *("conflict", "dead_letter", "error", "failed", "no_show", "rejected", "undelivered"),
        ),
        "past": ("cancelled", "expired", "refunded", "rescheduled"),
    }.items()
    for word in words
}
"""How each word for a state looks, in whatever table."""


class Column:
    """A field as lists and pages show it: what the admin calls for each row."""

    def __init__(self, field: Any, show: Callable[[Any], str]) -> None:
        self.__name__ = field.name
        self.short_description = field.verbose_name
        self.admin_order_field = field.name
        self._attribute = field.attname
        self._show = show

    def __str__(self) -> str:
        return str(self.__name__)

    def __call__(self, row: models.Model) -> str:
        value = getattr(row, self._attribute)
        return EMPTY if value in (None, "", [], {}) else self._show(value)


@cache
def column(field: Any) -> Column | None:
    """Give the way to show a field, where the admin's own is not the best."""
    if field.choices and {value for value, _ in field.flatchoices} <= TONES.keys():
        labels = dict(field.flatchoices)
        return Column(field, lambda value: badge(value, labels[value]))
    if isinstance(field, models.BooleanField):
        return Column(field, answer)
    if isinstance(field, MoneyField):
        return Column(field, partial(money, places=field.decimal_places))
    if isinstance(field, models.JSONField):
        return Column(field, prose)
    return None


def badge(value: str, label: str) -> SafeString:
    """Give a state's name, in the colours of what it means."""
    return format_html('<span class="badge badge-{}">{}</span>', TONES[value], label)


def answer(value: bool) -> SafeString:
    """Give yes or no, of which neither is good or bad in itself."""
    return format_html('<span class="answer-{0}">{0}</span>', "yes" if value else "no")


def money(value: Decimal, places: int = 2) -> SafeString:
    """Give an amount, which no line breaks."""
    return format_html('<span class="money">{}</span>', amount(value, places))


def amount(value: Decimal, places: int = 2) -> str:
    """Give an amount as people write it."""
    sign = "-" if value < 0 else ""
    return f"{sign}${number_format(abs(value), places, force_grouping=True)}"


def indented(value: Any, margin: str = "") -> str:
    """Give JSON as a person would write it: on one line what fits there, the rest line by line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(margin) + len(line) <= WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = f"{margin}  "
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(name, ensure_ascii=False)}: {indented(part, inner)}"
            for name, part in value.items()
        ]
    else:
        parts = [indented(part, inner) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(f"{inner}{part}" for part in parts)
    return f"{opening}\n{lines}\n{margin}{closing}"


def prose(value: Any) -> SafeString:
    """Give JSON as lines of text: what a name holds stands beside it, or below."""
    return format_html('<span class="prose-lines">{}</span>', "\n".join(_lines(value)))


def _lines(value: Any, margin: str = "") -> Iterator[str]:
    match value:
        case dict():
            for name, inner in _in_order(value):
                if isinstance(inner, dict) or _holds_objects(inner):
                    yield f"{margin}{_words(name)}:"
                    yield from _lines(inner, f"{margin}    ")
                else:
                    yield f"{margin}{_words(name)}: {phrase(inner)}"
        case list() if _holds_objects(value):
            for inner in value:
                yield f"{margin}{phrase(inner)}"
        case _:
            yield f"{margin}{phrase(value)}"


def _in_order(value: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Give what an object holds: days as the week has them, since JSON in PostgreSQL keeps no order."""
    if value.keys() <= set(WEEK):
        return sorted(value.items(), key=lambda part: WEEK.index(part[0]))
    return value.items()


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(inner, dict) for inner in value)


def phrase(value: Any) -> str:
    """Give JSON on one line, in words."""
    match value:
        case dict():
            return ", ".join(f"{_words(name)}: {phrase(inner)}" for name, inner in _in_order(value))
        case []:
            return EMPTY
        case list():
            return ", ".join(map(_span, value))
        case bool():
            return "yes" if value else "no"
        case None | "":
            return EMPTY
        case _:
            return str(value)


def _span(value: Any) -> str:
    """Give a part of a list; of two in a list of their own, from the one to the other."""
    match value:
        case [start, end]:
            return f"{phrase(start)} to {phrase(end)}"
        case _:
            return phrase(value)


def _words(name: str) -> str:
    return capfirst(name.replace("_", " "))
