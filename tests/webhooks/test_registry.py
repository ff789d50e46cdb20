"""Handlers are found by source and event type: the very type first, then the longest pattern."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from webhooks.models import WebhookEvent
from webhooks.registry import LIMIT, Registry, autodiscover, registry


def one(event: WebhookEvent) -> None:
    """Do nothing."""


def other(event: WebhookEvent) -> None:
    """Do nothing either."""


@pytest.mark.parametrize(
    ("event_type", "handle"),
    [
        ("charge.refunded", one),
        ("charge.refunded.late", None),
        ("charge.dispute.created", other),
        ("charge.dispute", None),
        ("chargedispute.created", None),
        (None, None),
    ],
)
def test_a_handler_is_found_by_its_type(event_type: str | None, handle: object) -> None:
    handlers = Registry()
    handlers.handles("stripe", "charge.refunded")(one)
    handlers.handles("stripe", "charge.dispute.*")(other)
    found = handlers.find("stripe", event_type)
    assert (found and found.handle) == handle
    assert handlers.find("twilio", event_type) is None


def test_the_type_itself_goes_before_patterns_and_longer_patterns_before_shorter() -> None:
    handlers = Registry()
    handlers.handles("stripe", "*")(one)
    handlers.handles("stripe", "charge.*")(other)
    handlers.handles("stripe", "charge.refunded")(one)
    handles = [
        handlers.find("stripe", name) for name in ("customer", "charge.failed", "charge.refunded")
    ]
    assert [handler and handler.handle for handler in handles] == [one, other, one]


def test_events_without_a_type_are_handled_by_who_handles_all() -> None:
    handlers = Registry()
    handlers.handles("stripe", "*")(one)
    assert handlers.find("stripe", None)
    assert handlers.find(None, None) is None


def test_a_type_has_one_handler() -> None:
    handlers = Registry()
    handlers.handles("stripe", "a", "b")(one)
    handlers.handles("twilio", "a")(other)
    with pytest.raises(ImproperlyConfigured):
        handlers.handles("stripe", "b")(other)


def test_a_handler_says_how_long_it_may_take() -> None:
    handlers = Registry()
    handlers.handles("stripe", "a")(one)
    handlers.handles("stripe", "b", limit=timedelta(minutes=5))(other)
    limits = [handlers.find("stripe", name) for name in ("a", "b")]
    assert [handler and handler.limit for handler in limits] == [LIMIT, timedelta(minutes=5)]


def test_handlers_of_apps_are_found_by_themselves() -> None:
    autodiscover()
    assert {name for name in ("stripe", "twilio", "resend", "daily") if registry.knows(name)} == {
        *("stripe", "twilio", "resend", "daily")
    }
