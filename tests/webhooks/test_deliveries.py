"""What senders may rely on, by HTTP: a server process as people start it, and clients that know nothing of it."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from time import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import namedtuple_row

from tests.scratch import Database, wait_for
from tests.seeds.seeded import copy_of
from tests.web.server import served
from tests.webhooks.senders import Answer, Daily, Resend, Sender, Stripe, Twilio

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD, EXPIRED = "whsec_b2xkIHNlY3JldA==", "whsec_ZXhwaXJlZA=="
DAILYS = "ZGFpbHkgc2VjcmV0IG9mIDMyIGJ5dGVzLCBpbiBhbGwh"

SET_UP = f"""
from datetime import timedelta
from django.utils import timezone
from identity.models import Clinic
from webhooks.models import WebhookSecret, WebhookSource

clinic = Clinic.objects.using("owner").create(
    code="ALPHA", name="Alpha", registration_number="REG-A", address="1 Example Street",
    postal_code="018956", phone="+65 6123 4567", email="hello@alpha.example",
)
now = timezone.now()
for name, scheme, home, secrets in (
    ("stripe", "stripe", clinic, {{
        {SECRET!r}: None, {OLD!r}: now + timedelta(hours=1), {EXPIRED!r}: now - timedelta(seconds=1)
    }}),
    ("twilio", "twilio", clinic, {{"12345": None}}),
    ("resend", "standard_webhooks", clinic, {{{SECRET!r}: None, {OLD!r}: now + timedelta(hours=1)}}),
    ("daily", "daily", clinic, {{{DAILYS!r}: None}}),
    ("off", "stripe", clinic, {{{SECRET!r}: None}}),
    ("billing", "stripe", None, {{{SECRET!r}: None}}),
):
    source = WebhookSource.objects.using("owner").create(
        clinic=home, name=name, scheme=scheme, is_active=name != "off"
    )
    for secret, until in secrets.items():
        WebhookSecret.objects.using("owner").create(
            clinic=home, source=source, secret=secret, expires_at=until
        )
"""


@dataclass(frozen=True)
class Inbox:
    """The server's address, and what it has stored."""

    address: str
    database: Database
    owner: psycopg.Connection[Any]

    def source(self, name: str, of_platform: bool = False) -> str:
        """Give the address of a source."""
        (row,) = self.owner.execute(
            "SELECT id FROM clinic.webhook_sources WHERE name = %s AND (clinic_id IS NULL) = %s",
            [name, of_platform],
        ).fetchall()
        return f"{self.address}/webhooks/{row.id}/"

    def events(self, event_id: str) -> list[Any]:
        return self.owner.execute(
            "SELECT * FROM clinic.webhook_events WHERE event_id = %s", [event_id]
        ).fetchall()

    def count(self) -> int:
        (row,) = self.owner.execute("SELECT count(*) FROM clinic.webhook_events").fetchall()
        return int(row.count)


@pytest.fixture(scope="module")
def inbox(migrated: Database) -> Iterator[Inbox]:
    with copy_of(migrated) as made:
        made.manage("shell", "-v0", "-c", SET_UP)
        with (
            served(made) as address,
            psycopg.connect(
                made.url(made.owner), autocommit=True, row_factory=namedtuple_row
            ) as owner,
        ):
            yield Inbox(address, made, owner)


@pytest.fixture(scope="module")
def stripe(inbox: Inbox) -> Stripe:
    return Stripe(inbox.source("stripe"), SECRET)


@pytest.fixture(scope="module")
def resend(inbox: Inbox) -> Resend:
    return Resend(inbox.source("resend"), SECRET)


@pytest.fixture(scope="module")
def daily(inbox: Inbox) -> Daily:
    return Daily(inbox.source("daily"), DAILYS)


@pytest.fixture(scope="module")
def twilio(inbox: Inbox) -> Twilio:
    return Twilio(inbox.source("twilio"), "12345")


def charge(event_id: str, **more: Any) -> bytes:
    """Give an event as Stripe sends it."""
    about = {"id": "ch_1", "amount": 1000}
    event = {"id": event_id, "type": "charge.refunded", "data": {"object": about}}
    return json.dumps(event | more).encode()


def new_id() -> str:
    return f"evt_{uuid4().hex}"


def test_an_event_is_kept_before_it_is_answered(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    answer = stripe.deliver(charge(event_id, note="é"))
    assert (answer.status, answer.said) == (200, {"status": "received"})
    (event,) = inbox.events(event_id)
    assert (event.source, event.event_type, event.ordering_key, event.status) == (
        *("stripe", "charge.refunded", "ch_1"),
        "pending",
    )
    assert event.payload == json.loads(charge(event_id, note="é"))
    assert event.signature.startswith("t=")
    assert event.webhook_id == UUID(urlsplit(stripe.address).path.split("/")[2])
    assert event.place >= 0
    ((code,),) = inbox.owner.execute(
        "SELECT code FROM clinic.clinics WHERE id = %s", [event.clinic_id]
    ).fetchall()
    assert code == "ALPHA"


def test_what_was_charged_is_ordered_with_its_payment(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    about = {"id": "ch_2", "payment_intent": "pi_2"}
    stripe.deliver(charge(event_id, data={"object": about}))
    assert inbox.events(event_id)[0].ordering_key == "pi_2"


def test_an_event_that_comes_again_is_kept_once(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    stripe.deliver(charge(event_id))
    answer = stripe.deliver(charge(event_id, changed=True), at=time() - 60)
    assert (answer.status, answer.said) == (200, {"status": "known"})
    (event,) = inbox.events(event_id)
    assert "changed" not in event.payload


def test_an_event_of_the_platform_is_of_no_clinic(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    platform = Stripe(inbox.source("billing", of_platform=True), SECRET)
    for sender in (stripe, platform):
        assert sender.deliver(charge(event_id)).said == {"status": "received"}
    assert {event.clinic_id is None for event in inbox.events(event_id)} == {True, False}


def test_events_may_come_in_any_order(inbox: Inbox, resend: Resend) -> None:
    """They are taken as they come; those of one message are processed one after the other."""
    about = {"email_id": str(uuid4())}
    kept = []
    for number, kind in enumerate(("email.delivered", "email.sent")):
        body = json.dumps(
            {"type": kind, "created_at": f"2026-03-02T04:00:0{1 - number}Z", "data": about}
        )
        headers = resend.sign(body.encode())
        assert resend.send(body.encode(), headers).status == 200
        kept += inbox.events(headers["svix-id"])
    assert [event.event_type for event in kept] == ["email.delivered", "email.sent"]
    assert {event.ordering_key for event in kept} == {about["email_id"]}
    assert [event.ordering_number for event in kept] == [1, 2]
    assert [event.place < 0 for event in kept] == [False, True]


def test_an_event_of_a_meeting(inbox: Inbox, daily: Daily) -> None:
    event_id = new_id()
    payload = {"room": "room-7", "meeting_id": "m1", "start_ts": 1700000000.5}
    body = json.dumps(
        {"version": "1.0.0", "type": "meeting.started", "id": event_id, "payload": payload}
    )
    assert daily.deliver(body.encode()).said == {"status": "received"}
    (event,) = inbox.events(event_id)
    assert (event.source, event.event_type, event.ordering_key) == (
        "daily",
        "meeting.started",
        "room-7",
    )


def test_daily_asks_whether_anybody_is_there(inbox: Inbox, daily: Daily, stripe: Stripe) -> None:
    """It does so before there is a secret that it could sign with."""
    before = inbox.count()
    assert daily.send(b'{"test": "test"}', {}).status == 200
    assert stripe.send(b'{"test": "test"}', {}).status == 401
    assert inbox.count() == before


def test_what_becomes_of_a_message_is_a_form(inbox: Inbox, twilio: Twilio) -> None:
    """Each state is an event, and comes again as often as Twilio likes: it signs no time."""
    message = f"SM{uuid4().hex}"
    fields = {"MessageSid": message, "To": "+6581234567", "Body": "Caf\u00e9 & more", "Empty": ""}
    for status, said in (("sent", "received"), ("delivered", "received"), ("sent", "known")):
        answer = twilio.post(fields | {"MessageStatus": status})
        assert (answer.status, answer.said) == (200, {"status": said})
    (event,) = inbox.events(f"{message}:delivered")
    assert (event.event_type, event.ordering_key) == ("message.delivered", message)
    assert event.payload == fields | {"MessageStatus": "delivered"}


def test_twilio_signs_the_address(inbox: Inbox, twilio: Twilio) -> None:
    """What it has signed for one address is worth nothing at another."""
    fields = {"MessageSid": new_id(), "MessageStatus": "sent"}
    asked = replace(twilio, address=f"{twilio.address}?from=elsewhere")
    assert asked.post(fields).status == 200
    assert twilio.post(fields, signature=asked.signature(fields)).status == 401


@pytest.mark.parametrize("time", ["9" * 400, "-" + "9" * 400, "9" * 5000, "nan", "\xb2", ""])
def test_a_stranger_who_writes_nonsense_is_refused_as_any_other(
    inbox: Inbox, stripe: Stripe, resend: Resend, daily: Daily, twilio: Twilio, time: str
) -> None:
    before = inbox.count()
    body = charge(new_id())
    stranger = {"X-Twilio-Webhooks-Signature-Settings": f"algorithm={time}"}
    refused_as_not_genuine(
        inbox,
        [
            stripe.send(body, {"Stripe-Signature": f"t={time},v1=00"}),
            resend.send(body, resend.sign(body) | {"svix-timestamp": time}),
            daily.send(body, daily.sign(body) | {"X-Webhook-Timestamp": time}),
            twilio.send(body, {"X-Twilio-Signature": time} | stranger),
            twilio.send(body, {"X-Twilio-Signature": time}, f"{twilio.address}?bodySHA256=%ff"),
        ],
    )
    assert inbox.count() == before


@pytest.mark.parametrize("secret", [SECRET, OLD], ids=["the new", "the old"])
def test_while_a_secret_is_changed_both_are_good(
    inbox: Inbox, stripe: Stripe, resend: Resend, secret: str
) -> None:
    event_id = new_id()
    assert replace(stripe, secret=secret).deliver(charge(event_id)).status == 200
    body = json.dumps({"type": "email.sent", "data": {}, "n": event_id}).encode()
    assert replace(resend, secret=secret).deliver(body).status == 200
    assert len(inbox.events(event_id)) == 1


def refused_as_not_genuine(inbox: Inbox, answers: list[Answer]) -> None:
    """Hold that all are told the same."""
    assert {answer.status for answer in answers} == {401}
    assert len({json.dumps(answer.said) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.keys() - {"Date"})) for answer in answers}) == 1


def test_what_is_not_genuine_is_refused_whatever_the_reason(inbox: Inbox, stripe: Stripe) -> None:
    """Nobody learns which sources there are: an unknown one is answered as a known one is."""
    before = inbox.count()
    body = charge(new_id())
    genuine = stripe.sign(body)
    unknown = f"{inbox.address}/webhooks/{uuid4()}/"
    refused_as_not_genuine(
        inbox,
        [
            stripe.send(body, {}),
            stripe.send(body, {"Stripe-Signature": "t=1,v1=00"}),
            stripe.send(body.replace(b"1000", b"9999"), genuine),
            replace(stripe, secret="whsec_another").deliver(body),
            replace(stripe, secret=EXPIRED).deliver(body),
            stripe.deliver(body, at=time() - 301),
            stripe.deliver(body, at=time() + 301),
            stripe.send(b"not JSON", {}),
            stripe.send(body, genuine, address=unknown),
            stripe.send(body, genuine, address=inbox.source("off")),
            stripe.send(body, genuine, address=inbox.source("resend")),
        ],
    )
    assert inbox.count() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"evt"',
        b'{"id": "evt_1", "type": NaN}',
        b'{"id": "evt_1", "type": "x", "n": 1e999}',
        b'{"id": "evt_1", "type": "x", "n": 1e-999999}',
        b'{"id": "evt_1", "type": "x", "n": "\\u0000"}',
        b'{"id": "evt_1", "type": "x", "n": "\\ud800"}',
        b'{"id": "evt_1\xff", "type": "x"}',
        b'{"type": "charge.refunded"}',
        b'{"id": 7, "type": "charge.refunded"}',
        b'{"id": "", "type": "charge.refunded"}',
        b'{"id": "evt_1"}',
        b'{"id": "' + b"e" * 256 + b'", "type": "x"}',
        b"[" * 100_000,
        b'{"id": "evt_1", "type": "x", "n": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"id": "evt_1", "type": "x", "n": ' + b"7" * 5_000 + b"}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_event_is_refused_in_words(inbox: Inbox, stripe: Stripe, body: bytes) -> None:
    before = inbox.count()
    answer = stripe.deliver(body)
    assert answer.status == 400
    assert list(answer.said) == ["error"]
    assert "evt_1" not in answer.said["error"]
    assert inbox.count() == before


def test_an_event_is_a_hundred_levels_deep_and_no_deeper(inbox: Inbox, stripe: Stripe) -> None:
    """It is an object itself: within lists it is one deeper than there are lists."""
    event_id = new_id()
    for lists, status in ((100, 400), (99, 200)):
        body = b'{"id": "%s", "type": "x", "n": %s7%s}'
        answer = stripe.deliver(body % (event_id.encode(), b"[" * lists, b"]" * lists))
        assert answer.status == status
        assert status == 200 or "100 levels" in answer.said["error"]


def test_nul_that_is_only_spelled_is_kept(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    assert stripe.deliver(charge(event_id, path="C:\\u0000")).status == 200
    assert inbox.events(event_id)[0].payload["path"] == "C:\\u0000"


def test_numbers_are_kept_as_they_were_written(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    stripe.deliver(charge(event_id).replace(b"1000", b"12345678901234567.10"))
    ((amount,),) = inbox.owner.execute(
        "SELECT payload #>> '{data,object,amount}' FROM clinic.webhook_events WHERE event_id = %s",
        [event_id],
    ).fetchall()
    assert amount == "12345678901234567.10"


def test_an_event_may_be_so_long_and_no_longer(inbox: Inbox, stripe: Stripe) -> None:
    most = 1_048_576
    event_id = new_id()
    body = charge(event_id, filling="")
    whole = body.replace(b'"filling": ""', b'"filling": "' + b"x" * (most - len(body)) + b'"')
    assert len(whole) == most
    assert stripe.deliver(whole).status == 200
    assert len(inbox.events(event_id)) == 1
    answer = stripe.deliver(whole + b" ")
    assert answer.status == 413
    assert "1048576" in answer.said["error"]


def connected(inbox: Inbox) -> socket.socket:
    parts = urlsplit(inbox.address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30)


def head(sender: Sender, headers: dict[str, str]) -> bytes:
    parts = urlsplit(sender.address)
    lines = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_a_huge_body_is_refused_unread(inbox: Inbox, stripe: Stripe) -> None:
    """Ten gigabytes are announced, ten bytes are sent: the answer does not wait for more."""
    with connected(inbox) as client:
        client.sendall(head(stripe, {"Content-Length": str(10**10)}) + b"x" * 10)
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_of_unknown_length_is_refused_where_the_server_cannot_read_it(
    inbox: Inbox, stripe: Stripe
) -> None:
    with connected(inbox) as client:
        client.sendall(head(stripe, {"Transfer-Encoding": "chunked"}) + b"2\r\n{}\r\n0\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 411 ")


def test_slow_senders_keep_nobody_waiting(inbox: Inbox, stripe: Stripe) -> None:
    """Five times as many as the server has connections to the database; each is served in the end."""
    bodies = [charge(new_id()) for _ in range(40)]
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(inbox)) for _ in bodies]
        for client, body in zip(slow, bodies, strict=True):
            headers = stripe.sign(body) | {"Content-Length": str(len(body))}
            client.sendall(head(stripe, headers) + body[:10])
        event_id = new_id()
        body = charge(event_id)
        assert stripe.send(body, stripe.sign(body), patience=5).status == 200
        for client, body in zip(slow, bodies, strict=True):
            client.sendall(body[10:])
        for client in slow:
            assert client.recv(100).startswith(b"HTTP/1.1 200 ")


def test_who_hangs_up_in_the_middle_has_sent_nothing(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    body = charge(event_id)
    with connected(inbox) as client:
        headers = stripe.sign(body) | {"Content-Length": str(len(body) + 1)}
        client.sendall(head(stripe, headers) + body)
        client.shutdown(socket.SHUT_WR)
        client.recv(100)
    assert inbox.events(event_id) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_events_are_posted(inbox: Inbox, stripe: Stripe, method: str) -> None:
    with connected(inbox) as client:
        client.sendall(head(stripe, {"Content-Length": "0"}).replace(b"POST", method.encode()))
        assert client.recv(100).startswith(b"HTTP/1.1 405 ")


def test_a_session_is_not_looked_for(inbox: Inbox, stripe: Stripe) -> None:
    """Nor is a token against forged forms: what a browser would send is nothing to it."""
    body = charge(new_id())
    cookie = f"sessionid={'s' * 32}"
    headers = stripe.sign(body) | {"Cookie": cookie, "Origin": "https://evil.example"}
    with inbox.database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.django_session")
        answer = stripe.send(body, headers, patience=5)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers


def test_five_hundred_at_once_are_each_kept_once(inbox: Inbox, stripe: Stripe) -> None:
    event_ids = [new_id() for _ in range(500)]
    with ThreadPoolExecutor(500) as senders:
        answers = list(senders.map(lambda event_id: stripe.deliver(charge(event_id)), event_ids))
    assert [answer.said for answer in answers] == [{"status": "received"}] * 500
    kept = inbox.owner.execute(
        "SELECT event_id FROM clinic.webhook_events WHERE event_id = ANY (%s)", [event_ids]
    ).fetchall()
    assert sorted(row.event_id for row in kept) == sorted(event_ids)


def test_fifty_of_the_same_at_once_are_one(inbox: Inbox, stripe: Stripe) -> None:
    event_id = new_id()
    with ThreadPoolExecutor(50) as senders:
        answers = list(senders.map(lambda _: stripe.deliver(charge(event_id)), range(50)))
    said = [answer.said["status"] for answer in answers]
    assert {answer.status for answer in answers} == {200}
    assert (said.count("received"), said.count("known")) == (1, 49)
    assert len(inbox.events(event_id)) == 1


@pytest.mark.parametrize("ends", ["COMMIT", "ROLLBACK"])
def test_the_answer_waits_for_whoever_puts_in_the_same(
    inbox: Inbox, stripe: Stripe, ends: str
) -> None:
    event_id = new_id()
    stripe.deliver(charge(event_id))
    with inbox.database.connect() as other, ThreadPoolExecutor(1) as senders:
        other.execute("BEGIN")
        other.execute(
            "UPDATE clinic.webhook_events SET event_id = event_id || '!' WHERE event_id = %s",
            [event_id],
        )
        sending = senders.submit(stripe.deliver, charge(f"{event_id}!"))
        wait_for(lambda: waits_for(inbox, other.info.backend_pid))
        assert not sending.done()
        other.execute(ends)
        assert sending.result().said == {"status": "known" if ends == "COMMIT" else "received"}


def waits_for(inbox: Inbox, pid: int) -> bool:
    return bool(
        inbox.owner.execute(
            "SELECT FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))", [pid]
        ).fetchall()
    )


def test_what_cannot_be_committed_is_not_answered_as_received(inbox: Inbox, stripe: Stripe) -> None:
    """The last word is COMMIT's: here it fails, when everything before has gone well."""
    event_id = new_id()
    inbox.owner.execute(
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$BEGIN RAISE 'not today'; END$$;"
        "GRANT EXECUTE ON FUNCTION public.refuse() TO PUBLIC;"
        "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON clinic.webhook_events"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()"
    )
    try:
        answer = stripe.deliver(charge(event_id))
    finally:
        inbox.owner.execute(
            "DROP TRIGGER refuse ON clinic.webhook_events; DROP FUNCTION public.refuse()"
        )
    assert answer.status == 500
    assert event_id not in str(answer.said)
    assert inbox.events(event_id) == []
    assert stripe.deliver(charge(event_id)).said == {"status": "received"}


def test_a_source_that_is_switched_off_is_refused_from_then_on(
    inbox: Inbox, stripe: Stripe
) -> None:
    switch = "UPDATE clinic.webhook_sources SET is_active = %s WHERE name = 'stripe'"
    body = charge(new_id())
    inbox.owner.execute(switch, [False])
    try:
        assert stripe.deliver(body).status == 401
    finally:
        inbox.owner.execute(switch, [True])
    assert stripe.deliver(body).status == 200
