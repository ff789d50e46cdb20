"""The hash chains over the audit log, and their heads, which are worth keeping elsewhere."""

import json
import os
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.core.management.base import CommandError
from django.db import connections, transaction

from audit.statements import statement
from postgres.management.owner import OWNER


class Fault(NamedTuple):
    """What is wrong: with whose chain or which table, in which period, with which entry."""

    place: str
    number: int | None
    entry: int | None
    what: str

    def __str__(self) -> str:
        where = [self.place]
        if self.number is not None:
            where.append(f"period {self.number}")
        if self.entry is not None:
            where.append(f"entry {self.entry}")
        return f"{', '.join(where)}: {self.what}"


class Head(NamedTuple):
    """The newest seal of a chain: of a clinic, or of the platform (None)."""

    clinic: str | None
    number: int
    digest: str


def faults(kept: list[Head]) -> list[Fault]:
    """Verify every chain, and that it still holds the heads that were kept; give what is wrong.

    Names the audited tables whose changes leave no entry, too. Raises OperationalError (55000) where the
    database has moved to another server since its last seal.
    """
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        # No month is moved while they are read one after another.
        cursor.execute("LOCK TABLE audit.audit_logs IN ACCESS SHARE MODE")
        cursor.execute(statement("faults"))
        altered = [Fault(*row) for row in cursor.fetchall()]
        cursor.execute(statement("unrecorded"))
        unrecorded = [Fault(table, None, None, what) for table, what in cursor.fetchall()]
    return [*altered, *lost(kept), *unrecorded]


def lost(kept: list[Head]) -> list[Fault]:
    """Name the kept heads that the chains hold no longer."""
    with connections[OWNER].cursor() as cursor:
        clinics, numbers, digests = ([head[n] for head in kept] for n in range(len(Head._fields)))
        cursor.execute(statement("lost"), [clinics, numbers, digests])
        return [Fault(*row) for row in cursor.fetchall()]


def heads() -> list[Head]:
    """Give the head of each chain."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement("heads"))
        return [Head(*row) for row in cursor.fetchall()]


def read_heads(path: Path) -> list[Head]:
    """Read heads that were kept in a file; raise CommandError for anything else."""
    try:
        kept = [_head(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CommandError(f"{path} holds no heads of chains: {error}") from error
    if not kept:
        raise CommandError(f"{path} holds no heads of chains: it is empty")
    return kept


def write_heads(path: Path) -> None:
    """Keep the heads in a file, a line of JSON each; it is the old one or the new one, never half.

    Where nothing is sealed there is nothing to keep. Raises CommandError where the file cannot be written.
    """
    lines = [f"{json.dumps(head._asdict())}\n" for head in heads()]
    if not lines:
        return
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise CommandError(f"The heads are not kept: {error}") from error


def _head(line: str) -> Head:
    head = Head(**json.loads(line))
    return Head(
        head.clinic and str(UUID(head.clinic)), int(head.number), bytes.fromhex(head.digest).hex()
    )
