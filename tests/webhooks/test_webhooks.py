"""Events that come in are kept once; deliveries go to addresses with TLS alone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation, ForeignKeyViolation, UniqueViolation

from tenancy import acting_as
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, World
from webhooks.models import WebhookLog

pytestmark = pytest.mark.django_db(databases=["owner", "default"])


@pytest.mark.parametrize(
    "given",
    [
        {"source": "stripe"},
        {"source": None},
        {"source": "stripe", "clinic": None},
        {"source": None, "clinic": None},
    ],
    ids=["a sender's", "nobody's", "the platform's", "nobody's to the platform"],
)
def test_an_event_is_kept_once_whatever_of_it_is_unknown(
    given: dict[str, Any], world: World
) -> None:
    make("webhook_events", world.a, event_id="evt", **given)
    with refused(UniqueViolation, OWNER, "webhook_events_event_id_key"):
        make("webhook_events", world.a, event_id="evt", **given)


def test_two_senders_and_two_clinics_may_use_one_name(world: World) -> None:
    make("webhook_events", world.a, event_id="evt", source="stripe")
    make("webhook_events", world.a, event_id="evt")
    make("webhook_events", world.b, event_id="evt", source="stripe")


def test_an_event_waits_until_it_is_processed(world: World) -> None:
    event = make("webhook_events", world.a)
    event.refresh_from_db()
    assert (event.status, event.attempts, event.processed_at) == ("pending", 0, None)
    assert event.received_at is not None


def test_a_webhook_goes_over_tls_alone(world: World) -> None:
    with refused(CheckViolation, OWNER, "integration_webhooks_url_valid"):
        make("integration_webhooks", world.a, url="http://example.com/hooks")


def test_a_webhooks_name_is_given_once_in_a_clinic(world: World) -> None:
    make("integration_webhooks", world.a, name="CRM")
    make("integration_webhooks", world.b, name="CRM")
    with refused(UniqueViolation, OWNER, "integration_webhooks_name_key"):
        make("integration_webhooks", world.a, name="CRM")


WEBHOOK_WITH_LOG = """
WITH webhook AS (
    INSERT INTO clinic.integration_webhooks (id, clinic_id, name, url)
    VALUES (%s, %s, 'CRM', 'https://example.com/hooks')
    RETURNING id, clinic_id
)
INSERT INTO clinic.webhook_logs (clinic_id, webhook_id, event_type, payload, status)
SELECT clinic_id, id, 'appointment.created', '{}', 'success' FROM webhook
"""


def test_a_webhook_that_has_a_log_stays_and_so_does_the_log(
    world: World, as_owner: Callable[..., None]
) -> None:
    key = uuid4()
    undo = (
        "WITH logs AS (DELETE FROM clinic.webhook_logs WHERE webhook_id = %s AND clinic_id = %s"
        " RETURNING webhook_id)"
        " DELETE FROM clinic.integration_webhooks USING logs WHERE id = logs.webhook_id"
    )
    as_owner(WEBHOOK_WITH_LOG, undo, key, world.a.clinic.pk)
    with acting_as(world.a.admin_login):
        logs = WebhookLog.objects.filter(webhook=key)
        with refused():
            logs.delete()
        with refused(ForeignKeyViolation, by="webhook_logs_webhook_fk"):
            raw = "DELETE FROM clinic.integration_webhooks WHERE id = %s"
            with connection.cursor() as cursor:
                cursor.execute(raw, [key])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert logs.count() == 1
        transaction.set_rollback(True)  # so that the owner need not wait to undo


def test_a_setting_is_unique_for_the_platform_too(world: World) -> None:
    for at in (world.a.clinic, world.b.clinic, None):
        given = {"category": "test", "key": "one", "clinic": at}
        make("system_settings", world.a, **given)
        with refused(UniqueViolation, OWNER, "system_settings_key_key"):
            make("system_settings", world.a, **given)
