"""What a worker tells of itself: a line of JSON for each thing that happens, without a word of any payload."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

from postgres.errors import DatabaseUnusableError
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError

logger = logging.getLogger(__name__)


class JSONLines(logging.Formatter):
    """A line of JSON with the time, the level, what happened, and what is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        head = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
        }
        return json.dumps(head | getattr(record, "known", {}), default=str)


def tell(what: str, event: WebhookEvent | None = None, **known: Any) -> None:
    """Log what happened, of an event its names alone."""
    level = logging.WARNING if "error" in known else logging.INFO
    logger.log(level, what, extra={"known": (_names(event) if event else {}) | known})


def describe(error: BaseException) -> str:
    """Say of an error what holds nothing of a payload: its type, PostgreSQL's code and constraint, and the place.

    What a handler says of itself in a HandlerError is given in its words.
    """
    if isinstance(error, (HandlerError, DatabaseUnusableError)):
        # PostgreSQL takes neither a NUL nor half of a character.
        return str(error).replace("\0", "").encode(errors="replace").decode()
    parts = [type(error).__name__]
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None and diagnosis.sqlstate:
        parts.append(diagnosis.sqlstate)
        if diagnosis.constraint_name:
            parts.append(diagnosis.constraint_name)
    if error.__traceback__:
        place = _place(error)
        parts.append(f"({place})")
    return " ".join(parts)


def _place(error: BaseException) -> str:
    """Name the handler's line, as deep as it is not a library's."""
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{Path(own[-1].filename).name}, line {own[-1].lineno}"


def _names(event: WebhookEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "clinic": event.clinic_id,
        "source": event.source,
        "type": event.event_type,
        "attempt": event.attempts,
    }
