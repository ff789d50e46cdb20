"""Which function handles which events: by source and event type.

    @handles("stripe", "payment_intent.succeeded", "charge.*")
    def keep_payment(event: WebhookEvent) -> str | None:
        ...

A module `handlers` of any app that is installed is found by itself, as Django finds `admin`. A handler runs as
`clinic_worker`, in its event's clinic, in one transaction with the event's success: its effects are there and
the event is done, or neither. It may run more than once, and events may come in any order. What it returns is
kept as a note in the event's history.

An error is tried again later, at least twice as long each time, unless it is a PermanentError. What is stored and
logged of it are the type and the place, since the words of an exception may be a patient's; only those of
HandlerError and PermanentError are kept, so say nothing in them of what an event holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from webhooks.models import WebhookEvent

Handle = Callable[["WebhookEvent"], str | None]

LIMIT = timedelta(seconds=30)
"""How long a handler may take that does not say otherwise."""

WILD = frozenset("*?[")


class HandlerError(Exception):
    """It did not work, and is worth another attempt later. Its words are kept: nothing of the payload."""


class PermanentError(HandlerError):
    """It will never work: the event is a dead letter at once."""


@dataclass(frozen=True)
class Handler:
    """What handles events, and how long it may take."""

    handle: Handle
    limit: timedelta


class Registry:
    """Handlers by source and event type; a type may have wildcards, as `charge.*` has."""

    def __init__(self) -> None:
        self._handlers: dict[str, dict[str, Handler]] = {}

    def handles(
        self, source: str, *event_types: str, limit: timedelta = LIMIT
    ) -> Callable[[Handle], Handle]:
        """Register a function for events of these types.

        After `limit` it is given up, and what it has done is undone: the event is tried again. Raises
        ImproperlyConfigured for a type that is registered already.
        """

        def register(handle: Handle) -> Handle:
            handlers = self._handlers.setdefault(source, {})
            if taken := handlers.keys() & set(event_types):
                raise ImproperlyConfigured(f"{source} {min(taken)} has two handlers.")
            handlers.update(dict.fromkeys(event_types, Handler(handle, limit)))
            return handle

        return register

    def find(self, source: str | None, event_type: str | None) -> Handler | None:
        """Give what handles such an event: by its very type, else by the longest pattern that fits it."""
        handlers = self._handlers.get(source or "", {})
        name = event_type or ""
        if name in handlers:
            return handlers[name]
        fitting = [
            pattern for pattern in handlers if WILD & set(pattern) and fnmatchcase(name, pattern)
        ]
        return handlers[max(fitting, key=len)] if fitting else None

    def knows(self, source: str | None) -> bool:
        """Say whether anything handles events of a source."""
        return (source or "") in self._handlers

    def event_types(self, source: str) -> list[str]:
        """Name the types of a source's events that are handled, in order."""
        return sorted(self._handlers.get(source, {}))


registry = Registry()
"""Where `handles` puts the handlers of all apps."""

handles = registry.handles


def autodiscover() -> None:
    """Import the module `handlers` of each app that has one."""
    autodiscover_modules("handlers")
