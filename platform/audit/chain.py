"""The hash chains over the audit log, and their heads, which are worth keeping elsewhere."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from django.db import connections

from audit.statements import statement
from postgres.management.owner import OWNER


class Fault(NamedTuple):
    """What does not agree with a seal: whose chain, which period and entry, and what is wrong."""

    chain: str
    number: int | None
    entry: int | None
    what: str

    def __str__(self) -> str:
        where = [self.chain, f"period {self.number}"]
        if self.entry is not None:
            where.append(f"entry {self.entry}")
        return f"{', '.join(where)}: {self.what}"


class Head(NamedTuple):
    """The newest seal of a chain: of a clinic, or of the platform (None)."""

    clinic: str | None
    number: int
    digest: str


def faults() -> list[Fault]:
    """Verify every chain, and give what is wrong; raise OperationalError (55000) after a move."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement("faults"))
        return [Fault(*row) for row in cursor.fetchall()]


def heads() -> list[Head]:
    """Give the head of each chain."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement("heads"))
        return [Head(*row) for row in cursor.fetchall()]


def read_heads(path: Path) -> list[Head]:
    """Read heads that were kept in a file; raise ValueError or TypeError for anything else."""
    return [Head(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write_heads(path: Path) -> None:
    """Keep the heads in a file, a line of JSON each; it is the old one or the new one, never half."""
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(head._asdict())}\n" for head in heads())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def lost(kept: list[Head]) -> list[Fault]:
    """Name the kept heads that the chains hold no longer."""
    with connections[OWNER].cursor() as cursor:
        missing = []
        for head in kept:
            cursor.execute(statement("is_held"), head)
            if cursor.fetchone() == (False,):
                chain = f"clinic {head.clinic}" if head.clinic else "the platform"
                missing.append(Fault(chain, head.number, None, "the seal that was kept is gone"))
    return missing
