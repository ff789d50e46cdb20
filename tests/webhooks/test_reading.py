"""A body is read as far as it may be long, whatever is said of its length; nothing of it gets into logs."""

import json
import logging
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory, override_settings

from tests.webhooks.senders import Stripe
from webhooks import receiving
from webhooks.deliveries import Delivery, DeliveryError
from webhooks.models import Scheme
from webhooks.receiving import Sender

MOST = 1_048_576
SECRET, PAYLOAD = "whsec_ofTheSource", "Tan Ah Kow"


class Endless(BytesIO):
    """A body that never ends; it knows how much was read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size >= 0, "read it all, and it never ends"
        self.taken += size
        return b"x" * size


def in_chunks(body: BytesIO, **environ: Any) -> WSGIRequest:
    """Give a request as a server makes it that undoes chunks itself."""
    request = RequestFactory().post("/webhooks/", **{"HTTP_TRANSFER_ENCODING": "chunked"} | environ)
    request.META.pop("CONTENT_LENGTH")
    request.META["wsgi.input"] = body
    return request


def test_a_body_in_chunks_is_read() -> None:
    request = in_chunks(BytesIO(b'{"id": 1}'), **{"wsgi.input_terminated": True})
    assert Delivery.read(request).body == b'{"id": 1}'


def test_a_body_in_chunks_is_read_no_further_than_it_may_be_long() -> None:
    body = Endless()
    with pytest.raises(DeliveryError) as refusal:
        Delivery.read(in_chunks(body, **{"wsgi.input_terminated": True}))
    assert (refusal.value.status, body.taken) == (413, MOST + 1)


def test_a_body_in_chunks_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(DeliveryError) as refusal:
        Delivery.read(in_chunks(BytesIO(b"{}")))
    assert refusal.value.status == 411


@pytest.mark.parametrize(
    ("length", "status"), [(str(MOST + 1), 413), ("9" * 30, 413), ("many", 400)]
)
def test_a_length_is_believed_before_anything_is_read(length: str, status: int) -> None:
    request = RequestFactory().post("/webhooks/")
    body = Endless()
    request.META |= {"CONTENT_LENGTH": length, "wsgi.input": body}
    request._stream = body
    with pytest.raises(DeliveryError) as refusal:
        Delivery.read(request)
    assert (refusal.value.status, body.taken) == (status, 0)


@override_settings(WEBHOOK_MAX_BODY=10)
def test_how_long_it_may_be_is_a_setting() -> None:
    factory = RequestFactory()
    assert Delivery.read(factory.post("/", b"x" * 10, content_type="a/b")).body == b"x" * 10
    with pytest.raises(DeliveryError):
        Delivery.read(factory.post("/", b"x" * 11, content_type="a/b"))


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Stripe:
    """Give a sender whose source is there, without a database."""
    source_id = uuid4()
    monkeypatch.setattr(
        receiving, "open_source", lambda given: Sender(given, Scheme.STRIPE, (SECRET,))
    )
    return Stripe(f"/webhooks/{source_id}/", SECRET)


def post(client: Client, sender: Stripe, body: bytes) -> Any:
    headers = sender.sign(body)
    return client.post(sender.address, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("body", [PAYLOAD, json.dumps({"name": PAYLOAD}), PAYLOAD * 100_000])
@pytest.mark.parametrize("is_genuine", [True, False])
def test_nothing_of_what_is_refused_is_logged(
    sender: Stripe,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    body: str,
    is_genuine: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    known = sender if is_genuine else Stripe(sender.address, "whsec_another")
    answer = post(client, known, body.encode())
    assert answer.status_code in {400, 401, 413}
    assert sender.address.split("/")[2] in caplog.text
    for secret in (PAYLOAD, SECRET):
        assert secret not in caplog.text + answer.content.decode()


@override_settings(DEBUG=True)
@pytest.mark.parametrize(
    "where",
    [
        "webhooks.receiving.transaction.atomic",
        "webhooks.receiving.read_event",
        "webhooks.events.NUL",
        "webhooks.events._required",
        "webhooks.signatures.digest",
        "webhooks.signatures._same",
    ],
)
def test_an_error_shows_neither_secret_nor_payload(
    sender: Stripe,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    """Not even to a developer, whose error pages have the variables of every call."""

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"the disk is full, of {PAYLOAD}")

    monkeypatch.setattr(where, SimpleNamespace(search=fail) if where.endswith("NUL") else fail)
    body = json.dumps({"id": "evt_1", "type": "x", "name": PAYLOAD}).encode()
    answer = post(Client(raise_request_exception=False), sender, body)
    assert answer.status_code == 500
    assert answer.json() == {"error": "It could not be kept: send it again."}
    assert "RuntimeError" in caplog.text
    assert "in receive" in caplog.text
    for secret in (PAYLOAD, SECRET):
        assert secret not in caplog.text
