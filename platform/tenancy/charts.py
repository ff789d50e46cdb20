"""Charts of days, drawn by the page itself: a bar a day, of parts in the colours of what they are."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Count = int | Decimal


@dataclass(frozen=True)
class Bar:
    """A day of a chart: how much of what there was."""

    day: date
    counts: Mapping[str, Count]
    most: Count
    show: Callable[[Any], str] = str

    @property
    def total(self) -> Count:
        return sum(self.counts.values())

    @property
    def told(self) -> str:
        """Give the day's figures in words: the whole and, where there are several, its parts."""
        parts = [f"{self.show(count)} {word}" for word, count in self.counts.items() if count]
        return ", ".join([self.show(self.total), *(parts if len(self.counts) > 1 else ())])

    @property
    def parts(self) -> Iterator[tuple[str, float]]:
        """Give each part's class and its height, in hundredths of the chart's."""
        for word, count in self.counts.items():
            yield as_class(word), round(100 * float(count / self.most), 1)


@dataclass(frozen=True)
class Chart:
    """Days side by side, with a title and a key to their colours."""

    title: str
    bars: list[Bar]

    @property
    def keys(self) -> list[tuple[str, str]]:
        return [(word, as_class(word)) for word in self.bars[0].counts]


def chart(
    title: str, days: Iterable[tuple[date, Mapping[str, Count]]], show: Callable[[Any], str] = str
) -> Chart:
    """Draw days, of which the tallest fills the chart; raise IndexError where there are none."""
    drawn = list(days)
    most = max([Decimal(1), *(sum(counts.values()) for _, counts in drawn)])
    return Chart(title, [Bar(day, counts, most, show) for day, counts in drawn])


def as_class(word: str) -> str:
    return word.replace(" ", "-")
