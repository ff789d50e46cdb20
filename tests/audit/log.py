"""What a block adds to the audit log, read by somebody who may."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from audit.models import AuditLog
from tenancy import acting_as
from tests.world import OWNER, World

Entries = list[AuditLog]


@contextmanager
def recorded(world: World) -> Iterator[Entries]:
    """Give the entries that the block adds, in their order, once it is over; a superadmin reads them."""
    with acting_as(world.superadmin):
        before = _last("default")
    entries: Entries = []
    yield entries
    with acting_as(world.superadmin):
        entries += AuditLog.objects.filter(pk__gt=before).order_by("pk")


@contextmanager
def recorded_by_owner() -> Iterator[Entries]:
    """Give the same of what the owner's connection does."""
    before = _last(OWNER)
    entries: Entries = []
    yield entries
    entries += AuditLog.objects.using(OWNER).filter(pk__gt=before).order_by("pk")


def _last(using: str) -> int:
    return AuditLog.objects.using(using).order_by("-pk").values_list("pk", flat=True).first() or 0


def told(entry: AuditLog) -> tuple[str, str, Any, Any]:
    """Give what an entry says of a change."""
    return entry.table_name, entry.action, entry.old_values, entry.new_values
