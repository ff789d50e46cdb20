"""Events as providers send them, handled one after the other as the worker would handle them."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from itertools import permutations
from typing import Any, Self
from uuid import UUID

from tenancy import acting_as_worker
from tests.rows import NOON
from webhooks.models import WebhookEvent
from webhooks.registry import autodiscover, registry
from webhooks.worker import line

Handle = Callable[..., list[str | None]]


def event(
    source: str, event_type: str | None, payload: Any, received_at: datetime = NOON
) -> WebhookEvent:
    """Give an event that was received."""
    return WebhookEvent(
        source=source, event_type=event_type, payload=payload, received_at=received_at
    )


def orders(*events: WebhookEvent) -> Iterable[tuple[WebhookEvent, ...]]:
    """Give all orders in which events may come; and everything twice, from the first and from the last."""
    return [*permutations(events), (*events, *events), (*events[::-1], *events[::-1])]


class Receiver:
    """A thread on the worker's connection, in which handlers have events, a transaction each."""

    def __enter__(self) -> Self:
        autodiscover()
        self._thread = ThreadPoolExecutor(1)
        self._stack = self._thread.submit(_at_work).result()
        return self

    def __exit__(self, *exception: object) -> None:
        self._thread.submit(self._stack.close).result()
        self._thread.shutdown()

    def handle(self, clinic_id: UUID | None, *events: WebhookEvent) -> list[str | None]:
        """Give what handlers say, raise what they raise."""
        return self._thread.submit(_handle, clinic_id, events).result()


def _at_work() -> ExitStack:
    with ExitStack() as stack:
        stack.enter_context(line.working())
        return stack.pop_all()


def _handle(clinic_id: UUID | None, events: tuple[WebhookEvent, ...]) -> list[str | None]:
    said = []
    for each in events:
        handler = registry.find(each.source, each.event_type)
        assert handler
        with acting_as_worker(clinic_id, using=line.ALIAS):
            said.append(handler.handle(each))
    return said
