"""docs/schema.md, which people look at, shows the tables that were specified."""

import csv
import re
from collections import defaultdict
from pathlib import Path

from django.db import connection

from postgres.diagrams import EVERYWHERE, diagrams
from tests.scratch import ROOT, refuse, start_manage

COMMITTED = ROOT / "docs" / "schema.md"
BOX = re.compile(r"^    (\w+) \{\n(.*?)^    \}", re.MULTILINE | re.DOTALL)
LINE = re.compile(
    r"erDiagram|    \w+ \{|    \}|        [A-Za-z]\w* \w+( PK| FK)?|    \w+ (\|\||\|o)--o\{ \w+ : \w+"
)
"""A line of a diagram as Mermaid reads it."""


def drawn(page: str) -> list[str]:
    return re.findall(r"```mermaid\n(.*?)```", page, re.DOTALL)


def test_the_page_is_what_the_models_are() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == diagrams(connection)


def test_every_specified_column_is_in_its_box() -> None:
    boxes = {
        table: {line.split()[1] for line in inside.splitlines()}
        for diagram in drawn(diagrams(connection))
        for table, inside in BOX.findall(diagram)
    }
    specified = defaultdict(set)
    with (ROOT / "tests" / "spec" / "columns.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            specified[line["table"]].add(line["column"])
    missing = {
        table: columns - EVERYWHERE - boxes[table]
        for table, columns in specified.items()
        if table in boxes
    }
    assert len(boxes) > 25
    assert {table: columns for table, columns in missing.items() if columns} == {}


def test_every_line_is_one_that_mermaid_reads() -> None:
    lines = [line for diagram in drawn(diagrams(connection)) for line in diagram.splitlines()]
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_the_check_shows_what_is_out_of_date(tmp_path: Path) -> None:
    stale = tmp_path / "schema.md"
    page = COMMITTED.read_text(encoding="utf-8")
    stale.write_text(page.replace("        citext email\n", "", 1))
    complaint = refuse(start_manage("dump_diagrams", "--check", str(stale))).splitlines()
    assert [line for line in complaint if line.startswith(("- ", "+ "))] == [
        "+        citext email"
    ]
