"""Follow the admin's links, breadth first, to a page of every kind."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.web.faults import faults
from tests.web.names import Names, Words
from tests.web.tab import Asked, Sheet, Tab

START = "/admin/"
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CARRIED_ALONG = {"_changelist_filters", "_to_field", "_popup"}
SAME_AGAIN = {"_facets", "all"}
"""What shows the same rows once more."""
HISTORY, AUDIT_LOG = "/history/", "/admin/audit/auditlog/"
"""What leads elsewhere, and where to."""
OPENED, ASKED = 3, 12
"""How many pages are opened while so many others are asked for."""

Kind = tuple[str, ...]
"""A path without its keys, and what its query is about."""


@dataclass
class Walk:
    """A way through the admin: where it leads, what is wrong there, and whose names are seen.

    In sight, the browser lays out a page of each kind and runs its scripts; out of sight it only reads
    what the server sends, three times as fast. Who acts in no clinic may read every clinic's audit log.
    """

    tab: Tab
    own: Names
    foreign: Names
    in_sight: bool = True
    reads_every_log: bool = False
    visits: Counter[Kind] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seen: set[Words] = field(default_factory=set)

    def take(self) -> None:
        """Open a page of each kind; ask for what else a link or a query makes of it."""
        pages, others = deque([START]), deque[str]()
        known = Counter({kind(START): 1})
        while pages or others:
            answers = self.tab.begin(map(Asked, _some(others, ASKED)))
            opened = [self._open(page) for page in _some(pages, OPENED)]
            for sheet in (*opened, *answers()):
                self._judge(sheet)
                for address in _leads(sheet):
                    to = kind(address)
                    known[to] += 1
                    if known[to] <= _enough(to):
                        is_page = self.in_sight and len(to) == 1 and known[to] == 1
                        is_page |= to[0].endswith(HISTORY)
                        (pages if is_page else others).append(address)

    def _open(self, address: str) -> Sheet:
        sheet = self.tab.open(address)
        path = urlsplit(address).path
        if sheet.path != (AUDIT_LOG if path.endswith(HISTORY) else path):
            self.faults.append(f"{address}: leads to {sheet.address}")
        return sheet

    def _judge(self, sheet: Sheet) -> None:
        self.visits[kind(sheet.address)] += 1
        names = self._everybody.within(sheet.source)
        self.seen |= names & self.own.texts
        self.faults += faults(sheet)
        if self.reads_every_log and sheet.path.startswith(AUDIT_LOG):
            return
        self.faults += (
            f"{sheet.address}: foreign {' '.join(name)}" for name in names & self.foreign.texts
        )

    @cached_property
    def _everybody(self) -> Names:
        return Names(self.own.texts | self.foreign.texts)


def kind(address: str) -> Kind:
    """Name the kind of page that an address leads to; each autocomplete is a kind of its own."""
    parts = urlsplit(address)
    query = parse_qs(parts.query, keep_blank_values=True)
    path = KEY.sub("*", parts.path)
    if path.endswith("/autocomplete/"):
        return (path, *(value for values in query.values() for value in values))
    return (path, *sorted({name.split("__")[0] for name in query.keys() - CARRIED_ALONG}))


def _enough(to: Kind) -> int:
    """Say how many pages of a kind are enough; none where a list is cut in two ways at once."""
    path, *about = to
    if path.endswith(("/autocomplete/", HISTORY)):
        return 1
    if len(about) > 1 or SAME_AGAIN.intersection(about):
        return 0
    return 2 if "*" in path else 1


def _leads(sheet: Sheet) -> Iterator[str]:
    here = urlsplit(sheet.address)
    for address, _ in sheet.links:
        to = urlsplit(address)
        if to.netloc == here.netloc and to.path.startswith(START):
            yield to._replace(fragment="").geturl()
    yield from sheet.choices
    if "q" in dict(sheet.controls):
        first = next((text for _, text in sheet.values if text), "a")
        yield here._replace(query=urlencode({"q": first.split()[0]})).geturl()


def _some(queue: deque[str], most: int) -> list[str]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]
