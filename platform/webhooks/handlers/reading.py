"""What handlers read: fields of a payload, and the row that an event is about."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from tenancy.acting import current_context
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)


def field(event: WebhookEvent, path: str, kind: type[T]) -> T:
    """Give a field of the payload, as `data.object.id` or `data.0.id`.

    Raises PermanentError where it is not of that kind.
    """
    value = _at(event, path)
    # To Python true and false are numbers.
    if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        return value
    raise PermanentError(f"the payload has no {path}")


def optional(event: WebhookEvent, path: str) -> str | None:
    """Give a text of the payload where there is one."""
    value = _at(event, path)
    return value or None if isinstance(value, str) else None


def number(event: WebhookEvent, path: str) -> float:
    """Give a number of the payload."""
    value = _at(event, path)
    return field(event, path, int if isinstance(value, int) else float)


def moment(event: WebhookEvent, path: str) -> datetime:
    """Give a time of the payload: seconds since 1970, or as ISO 8601 writes it."""
    try:
        if written := optional(event, path):
            given = datetime.fromisoformat(written)
            return given if given.tzinfo else given.replace(tzinfo=UTC)
        return datetime.fromtimestamp(number(event, path), UTC)
    except (ValueError, OverflowError, OSError):
        raise PermanentError(f"{path} is no time") from None


def first(rows: QuerySet[Row]) -> Row:
    """Give the first of the rows that an event may be about, locked until the transaction ends.

    Raises HandlerError where there is none: an event may be faster than whoever writes the provider's
    reference down. PermanentError where no clinic is acted in: there will never be one.
    """
    if not current_context(connection).clinic_id:
        raise PermanentError("it came to the platform, and is of a clinic")
    row = rows.select_for_update(no_key=True).first()
    if row is None:
        raise HandlerError(f"no {rows.model._meta.verbose_name} has this reference")
    return row


def the_one(rows: QuerySet[Row]) -> Row:
    """Give the one row that an event is about, locked; raise PermanentError where there are several."""
    row = first(rows.order_by("pk"))
    if rows.exclude(pk=row.pk).exists():
        raise PermanentError(f"more than one {rows.model._meta.verbose_name} has this reference")
    return row


def earlier(kept: datetime | None, given: datetime) -> datetime:
    """Give the first of two times."""
    return min(kept or given, given)


def later(kept: datetime | None, given: datetime) -> datetime:
    """Give the last of two times."""
    return max(kept or given, given)


def _at(event: WebhookEvent, path: str) -> Any:
    value: Any = event.payload
    for name in path.split("."):
        if isinstance(value, list) and name.isdecimal():
            value = next(iter(value[int(name) :]), None)
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value
