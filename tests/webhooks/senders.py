"""Senders as they are out there: they sign by their own rules, and speak HTTP."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1, sha256
from hmac import digest
from http.client import HTTPConnection
from time import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from standardwebhooks import Webhook

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What a sender is told."""

    status: int
    said: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Sender:
    """A source as its sender knows it: an address, and a secret."""

    address: str
    secret: str

    def send(
        self, body: bytes, headers: Mapping[str, str], address: str = "", patience: float = 60
    ) -> Answer:
        """Post a body with its signature."""
        parts = urlsplit(address or self.address)
        connection = HTTPConnection(parts.netloc, timeout=patience)
        try:
            connection.request(
                "POST",
                parts._replace(scheme="", netloc="").geturl(),
                body,
                {"Content-Type": "application/json", **headers},
            )
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, _parsed(text), dict(response.getheaders()))
        finally:
            connection.close()

    def deliver(self, body: bytes, at: float | None = None) -> Answer:
        """Post a body, signed as of a time: now, unless another is given."""
        return self.send(body, self.sign(body, at))

    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        raise NotImplementedError


class Stripe(Sender):
    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        timestamp = _seconds(at)
        signed = digest(self.secret.encode(), f"{timestamp}.".encode() + body, sha256)
        return {"Stripe-Signature": f"t={timestamp},v1={signed.hex()}"}


class Resend(Sender):
    """Signs by the library of Standard Webhooks, under Svix's names."""

    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        message, timestamp = f"msg_{sha1(body).hexdigest()}", _seconds(at)  # noqa: S324 (a name)
        moment = datetime.fromtimestamp(timestamp, UTC)
        return {
            "svix-id": message,
            "svix-timestamp": str(timestamp),
            "svix-signature": Webhook(self.secret).sign(message, moment, body.decode()),
        }


class Daily(Sender):
    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        timestamp = _seconds(at)
        signed = digest(b64decode(self.secret), f"{timestamp}.".encode() + body, sha256)
        return {
            "X-Webhook-Timestamp": str(timestamp),
            "X-Webhook-Signature": b64encode(signed).decode(),
        }


class Twilio(Sender):
    """Signs the address and its form, and no time."""

    def signature(self, fields: Mapping[str, str]) -> str:
        signed = self.address + "".join(name + fields[name] for name in sorted(fields))
        return b64encode(digest(self.secret.encode(), signed.encode(), sha1)).decode()

    def post(self, fields: Mapping[str, str], signature: str = "") -> Answer:
        headers = {"X-Twilio-Signature": signature or self.signature(fields), "Content-Type": FORM}
        return self.send(urlencode(fields).encode(), headers)


def _seconds(at: float | None) -> int:
    return int(time() if at is None else at)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
