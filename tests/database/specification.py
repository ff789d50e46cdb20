"""The specification of every table and column, as the project was given it."""

import csv
from pathlib import Path
from typing import NamedTuple

SPEC = Path(__file__).parents[1] / "spec" / "columns.csv"


class Spec(NamedTuple):
    """One column: its type and default in the specification's words."""

    app: str
    schema: str
    table: str
    column: str
    type: str
    presence: str
    default: str
    references: str
    unique: str


def specification() -> list[Spec]:
    """Read every column."""
    with SPEC.open(encoding="utf-8", newline="") as file:
        return [Spec(**line) for line in csv.DictReader(file)]
