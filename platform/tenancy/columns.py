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


def indented(value: Any, most: int | None = None) -> str:
    """Give JSON as a person would write it: on one line what fits there, the rest line by line.

    Of that the first `most` characters, where that is given: what comes after them is not even written.
    """
    written: list[str] = []
    length = 0
    for line in _indented(value):
        written.append(line)
        length += len(line) + 1
        if most is not None and length > most:
            break
    return "\n".join(written)[:most]


def _indented(value: Any, margin: str = "", name: str = "", end: str = "") -> Iterator[str]:
    line = _on_a_line(value, WIDTH - len(margin))
    if line is not None:
        yield f"{margin}{name}{line}{end}"
        return
    inner = f"{margin}  "
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield f"{margin}{name}{opening}"
    parts = (
        [(f"{json.dumps(key, ensure_ascii=False)}: ", part) for key, part in value.items()]
        if isinstance(value, dict)
        else [("", part) for part in value]
    )
    for number, (key, part) in enumerate(parts, start=1):
        yield from _indented(part, inner, key, "," if number < len(parts) else "")
    yield f"{margin}{closing}{end}"


def _on_a_line(value: Any, room: int) -> str | None:
    """Give JSON on one line; of an object or a list, None where it does not fit, and no more of it is read than that."""
    if not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    line = ""
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(value) if room > 1 else ():
        line += piece
        if len(line) > room:
            return None
    return line or None


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
