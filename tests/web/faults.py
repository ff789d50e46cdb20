"""What is wrong with a page, whoever looks at it."""

import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps

from tests.web.tab import Sheet

SNAKE_CASE = re.compile(r"\w+_\w+:?")
FOR_PROGRAMMERS = re.compile(
    r"<__proxy__|<function|<bound method| object at 0x|<QuerySet|\{\{|\{%|\[object |\bundefined\b"
    r"|\bNaN\b|Decimal\(|UUID\(|datetime\.|^[\[{]+'"
)

NAMES_OF_SOURCES = {"stripe", "twilio", "daily"}
"""What people call senders, as the database calls their schemes."""


def faults(sheet: Sheet) -> list[str]:
    """Name the faults of a page, each with where it is."""
    return [f"{sheet.address}: {fault}" for fault in _faults(sheet)]


def _faults(sheet: Sheet) -> Iterator[str]:
    if sheet.status != 200:
        yield f"status {sheet.status}"
    yield from (f"the console says {complaint}" for complaint in sheet.complaints)
    labels = {
        "column": sheet.headers,
        "button": sheet.buttons,
        "field": [label for _, label in sheet.controls],
        "choice": [text for _, text in sheet.options],
    }
    texts = labels | {"heading": sheet.headings, "link": [text for _, text in sheet.links]}
    named = {"field": sheet.controls, "link": sheet.links, "choice": sheet.options}
    for what in texts:
        if "" in texts[what]:
            yield f"an empty {what}: {[name for name, text in named.get(what, ()) if not text]}"
    for what, text in ((kind, text) for kind, words in labels.items() for text in words):
        if SNAKE_CASE.fullmatch(text) or FOR_PROGRAMMERS.search(text) or text == "None:":
            yield f"{what} {text!r} is no label"
    for field, text in sheet.values:
        if FOR_PROGRAMMERS.search(text):
            yield f"{field} shows {text!r}"
    section = sheet.path.split("/")[2]
    for field, text in (*sheet.values, *sheet.options, *(("", text) for _, text in sheet.links)):
        if text in _stored(section, field.rpartition("-")[2]):
            yield f"{field or 'a link'} shows its stored {text!r}"


@cache
def _stored(section: str, field: str) -> set[str]:
    """Give the words that the database keeps for a field's choices, and that no person should read.

    Where no field is named, those of all fields of the section.
    """
    choices = [
        choice
        for model in apps.get_models()
        for each in model._meta.fields
        if model._meta.app_label == section and field in {"", each.name}
        for choice in each.flatchoices
    ]
    labels = {str(label) for _, label in choices}
    return {str(value) for value, _ in choices} - labels - NAMES_OF_SOURCES
