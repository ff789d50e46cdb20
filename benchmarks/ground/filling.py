"""Fill tables with millions of rows in a minute or two."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from benchmarks.ground.clinics import SQL


@contextmanager
def unhindered(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """Take keys, indexes and triggers away while a block fills the tables, and bring them back.

    Keys are then checked for all rows at once. Exclusion constraints do not come back.
    """
    hindrances = owner.execute(SQL["what_slows_filling"]).fetchall()
    owner.execute("SET maintenance_work_mem = '512MB'")
    for take_away, _, _ in hindrances:
        owner.execute(take_away)
    yield
    owner.execute("ANALYZE")
    for _, bring_back, _ in sorted(hindrances, key=lambda hindrance: hindrance[2]):
        if bring_back:
            owner.execute(bring_back)
    owner.execute("VACUUM (ANALYZE)")
