"""The dates by which a list can be cut, without looking which of them have rows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.timezone import localdate

register = template.Library()

YEARS = 5
"""How many years are offered, beside the next; the address takes any."""

Choice = dict[str, str]


@register.inclusion_tag("admin/date_hierarchy.html")
def periods(cl: Any) -> dict[str, Any]:
    """Offer a list's days, months and years: the near days first, then what is inside the chosen."""
    parts = ("year", "month", "day")
    names = {part: f"{cl.date_hierarchy}__{part}" for part in parts}
    chosen = [int(cl.params[names[part]]) for part in parts if names[part] in cl.params]

    def link(*values: int) -> str:
        given = dict(zip(names.values(), values, strict=False))
        return str(cl.get_query_string(given, [cl.date_hierarchy]))

    def choice(title: str, *values: int) -> Choice:
        return {"title": title, "link": link(*values)}

    match chosen:
        case []:
            back = None
            today = localdate()
            choices = [
                choice(title, day.year, day.month, day.day)
                for title, day in (
                    ("Yesterday", today - timedelta(days=1)),
                    ("Today", today),
                    ("Tomorrow", today + timedelta(days=1)),
                )
            ]
            years = range(today.year + 1, today.year - YEARS, -1)
            choices += [choice(str(year), year) for year in years]
        case [year]:
            back = choice("All dates")
            choices = [choice(str(name), year, month) for month, name in MONTHS.items()]
        case [year, month]:
            back = choice(str(year), year)
            choices = [choice(str(day.day), year, month, day.day) for day in _days(year, month)]
        case [year, month, day]:
            back = choice(date_format(date(year, month, 1), "YEAR_MONTH_FORMAT"), year, month)
            choices = [{"title": date_format(date(year, month, day), "l, j F Y")}]
    return {"show": True, "back": back, "choices": choices}


def _days(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += timedelta(days=1)
