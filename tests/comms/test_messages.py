"""What people are told, by which channel, and whether it reached them."""

import pytest
from psycopg.errors import CheckViolation, InvalidTextRepresentation

from tests.refusals import refused
from tests.rows import NOON, make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])

MESSAGES = ["sms_messages", "whatsapp_messages", "email_messages"]


@pytest.mark.parametrize("table", MESSAGES)
def test_a_message_carries_a_notification_or_stands_alone(table: str, world: World) -> None:
    told = make("notifications", world.a)
    assert make(table, world.a, notification=told).notification_id == told.pk
    assert make(table, world.a).notification_id is None


@pytest.mark.parametrize("table", MESSAGES)
def test_a_message_begins_in_the_queue(table: str, world: World) -> None:
    row = make(table, world.a)
    row.refresh_from_db()
    assert row.status == "queued"


@pytest.mark.parametrize("channel", ["email", "sms", "whatsapp", "push", "in_app"])
def test_a_notification_goes_by_one_of_five_channels(channel: str, world: World) -> None:
    assert make("notifications", world.a, channel=channel).channel == channel


def test_there_is_no_other_channel(world: World) -> None:
    with refused(InvalidTextRepresentation, OWNER):
        make("notifications", world.a, channel="pigeon")


def test_a_walk_in_without_a_login_is_told_too(world: World) -> None:
    assert make("notifications", world.a, user=None).user_id is None


def test_a_template_message_names_its_template(world: World) -> None:
    with refused(CheckViolation, OWNER, "whatsapp_messages_template_named"):
        make("whatsapp_messages", world.a, message_type="template")


def test_an_email_has_a_body_as_text_or_as_html(world: World) -> None:
    make("email_messages", world.a, text_body=None, html_body="<p>At 09:00.</p>")
    with refused(CheckViolation, OWNER, "email_messages_body_present"):
        make("email_messages", world.a, text_body=None)


def test_a_bounce_says_when(world: World) -> None:
    make("email_messages", world.a, bounce_type="hard", bounced_at=NOON)
    with refused(CheckViolation, OWNER, "email_messages_bounce_has_time"):
        make("email_messages", world.a, bounce_type="hard")
