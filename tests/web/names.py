"""Which texts of one clinic are on a page: names, numbers, addresses, keys; by their words."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from html import unescape
from urllib.parse import unquote

from django.apps import apps

from tests.web.rows import Rows, texts

WORDS = 6
"""How many words of a text tell it apart: pages cut long ones short."""
SHORTEST = 5
COMMON = re.compile(r"[^\W\d]*|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*")
"""Single words, dates and times: they name nobody."""

Words = tuple[str, ...]


class Names:
    """Texts that belong to some rows and to no others."""

    def __init__(self, texts: Iterable[Words]) -> None:
        self.texts = frozenset(texts)

    @cached_property
    def _lengths(self) -> dict[str, set[int]]:
        lengths = defaultdict(set)
        for text in self.texts:
            lengths[text[0]].add(len(text))
        return lengths

    def within(self, page: str) -> frozenset[Words]:
        """Find them in a page's source, links and values included."""
        there = words(page)
        found = (
            there[place : place + length]
            for place, word in enumerate(there)
            for length in self._lengths.get(word, ())
        )
        return self.texts.intersection(found)

    def __sub__(self, known: Iterable[Words]) -> "Names":
        return Names(self.texts.difference(known))


def names_of(rows: Rows, others: Rows) -> Names:
    """Give the texts of some rows that are in none of the others."""
    candidates = (words(text)[:WORDS] for text in _texts(rows) if not COMMON.fullmatch(text))
    names = Names(text for text in candidates if sum(map(len, text)) >= SHORTEST)
    return names - names.within("\n".join({*_texts(others), *_choices()}))


def words(text: str) -> Words:
    """Cut a text, or a page's source, into its words."""
    return tuple(re.findall(r"\w+", unquote(unescape(text)).casefold()))


def _choices() -> set[str]:
    """Give the words that every form offers."""
    return {
        str(word)
        for model in apps.get_models()
        for each in model._meta.fields
        for choice in each.flatchoices
        for word in choice
    }


def _texts(rows: Rows) -> set[str]:
    return {text for row in rows.values() for text in texts(row)}
