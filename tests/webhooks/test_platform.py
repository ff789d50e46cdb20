"""Providers tell of a clinic's payments, messages and sessions: to the platform they send nothing."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from psycopg import errors

from tests.refusals import refused
from tests.rows import make
from tests.webhooks.providers import Handle, event
from tests.world import OWNER, World
from webhooks import handlers
from webhooks.models import WebhookEvent
from webhooks.models.sources import PROVIDERS
from webhooks.registry import HandlerError, PermanentError, autodiscover, registry

ADD = reverse("admin:webhooks_webhooksource_add")

EVENTS: dict[str, tuple[str, Any]] = {
    "stripe": ("payment_intent.canceled", {"data": {"object": {"id": "pi_1"}}}),
    "twilio": ("message.sent", {"MessageSid": "SM1", "MessageStatus": "sent"}),
    "resend": ("email.sent", {"created_at": "2026-03-02T04:00:00Z", "data": {"email_id": "e1"}}),
    "daily": ("meeting.started", {"payload": {"room": "room-7", "start_ts": 1700000000}}),
}


def sent(provider: str) -> WebhookEvent:
    event_type, payload = EVENTS[provider]
    return event(provider, event_type, payload)


def test_the_providers_are_those_that_are_handled() -> None:
    autodiscover()
    modules = [
        import_module(f"webhooks.handlers.{found.name}")
        for found in iter_modules(handlers.__path__)
    ]
    handling = {
        module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "handles")
    }
    assert set(PROVIDERS) == handling == EVENTS.keys()
    assert all(registry.knows(name) for name in PROVIDERS)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("name", EVENTS)
def test_a_provider_is_a_clinics_source(name: str, world: World) -> None:
    make("webhook_sources", world.a, name=name)
    with refused(errors.CheckViolation, OWNER, "webhook_sources_name_of_clinic"):
        make("webhook_sources", world.a, name=name, clinic=None)


@pytest.mark.django_db(databases=["default", "owner"])
def test_other_senders_may_be_the_platforms(world: World) -> None:
    make("webhook_sources", world.a, name="billing", clinic=None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVENTS)
def test_who_adds_one_to_the_platform_is_told_at_its_name(
    name: str, client: Client, world: World
) -> None:
    client.force_login(world.superadmin)
    given = {"scheme": "stripe", "is_active": "on", "new_secret": ""}
    answer = client.post(ADD, {"name": name} | given)
    assert list(answer.context["adminform"].form.errors) == ["name"]
    assert client.post(ADD, {"name": "billing"} | given).status_code == 302


@pytest.mark.parametrize("name", EVENTS)
def test_what_came_to_the_platform_by_other_ways_is_not_tried_again(
    name: str, handle: Handle, world: World
) -> None:
    with pytest.raises(PermanentError):
        handle(None, sent(name))
    with pytest.raises(HandlerError) as awaited:
        handle(world.a.clinic.pk, sent(name))
    assert not isinstance(awaited.value, PermanentError)
