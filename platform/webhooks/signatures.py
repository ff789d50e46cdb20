"""Is it genuine? What each scheme signs, compared in constant time."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from hashlib import sha1, sha256
from hmac import compare_digest, digest
from time import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

from webhooks.deliveries import Delivery
from webhooks.models import Scheme

TOLERANCE = 300
"""How many seconds old, or ahead, a delivery may be: what the library of Standard Webhooks allows."""

MOST_DIGITS = 16
"""Of a time, in seconds or milliseconds. Python takes more of them than a float holds, and refuses still more."""

Check = Callable[[Delivery, str], bool]


def is_genuine(scheme: str, delivery: Delivery, secret: str) -> bool:
    """Say whether a delivery was signed with this secret; False too where the secret is none of the scheme's."""
    try:
        return CHECKS[Scheme(scheme)](delivery, secret)
    except ValueError:  # not base64, not UTF-8, no number
        return False


def _standard_webhooks(delivery: Delivery, secret: str) -> bool:
    headers = {name: _header(delivery, name) for name in ("id", "timestamp", "signature")}
    _time(headers["timestamp"])
    try:
        Webhook(secret).verify(
            delivery.body,
            {f"webhook-{name}": value for name, value in headers.items()},
            json_parse=False,
        )
    except (WebhookVerificationError, EmptyWebhookSecretError):
        return False
    return True


def _header(delivery: Delivery, name: str) -> str:
    """Give one of the headers of Standard Webhooks; Svix, and so Resend, has names of its own."""
    return delivery.headers.get(f"webhook-{name}") or delivery.headers.get(f"svix-{name}") or ""


def _stripe(delivery: Delivery, secret: str) -> bool:
    """Check by https://docs.stripe.com/webhooks#verify-manually."""
    parts = [
        part.partition("=") for part in delivery.headers.get("Stripe-Signature", "").split(",")
    ]
    (timestamp,) = (value for name, _, value in parts if name == "t")
    signed = f"{timestamp}.".encode() + delivery.body
    expected = digest(secret.encode(), signed, sha256).hex()
    return _is_fresh(_time(timestamp)) and any(
        _same(value, expected) for name, _, value in parts if name == "v1"
    )


def _twilio(delivery: Delivery, secret: str) -> bool:
    """Check by https://www.twilio.com/docs/usage/security: the address, and what a form holds or a body's digest.

    No time is signed, so that there is no saying how old a delivery is.
    """
    hashes = {"HMAC_SHA1": sha1, "HMAC_SHA256": sha256}
    settings = dict(
        part.strip().split("=", 1)
        for part in delivery.headers.get("X-Twilio-Webhooks-Signature-Settings", "").split(",")
        if part
    )
    algorithm = hashes.get(settings.get("algorithm", "HMAC_SHA1"))
    if algorithm is None:
        return False
    digests = parse_qs(urlsplit(delivery.url).query).get("bodySHA256")
    if digests:
        form, is_whole = "", _same(digests[0], sha256(delivery.body).hexdigest())
    else:
        form, is_whole = _form(delivery.body.decode()), True
    given = delivery.headers.get("X-Twilio-Signature", "")
    # Twilio itself is not of one mind whether an address has its port.
    matches = [
        _same(given, b64encode(digest(secret.encode(), (url + form).encode(), algorithm)).decode())
        for url in _with_and_without_port(delivery.url)
    ]
    return is_whole and any(matches)


def _form(body: str) -> str:
    pairs = parse_qsl(body, keep_blank_values=True)
    return "".join(name + value for name, value in sorted(set(pairs)))


def _with_and_without_port(url: str) -> list[str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return [parts._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}")]


def _daily(delivery: Delivery, secret: str) -> bool:
    """Check by https://docs.daily.co/reference/rest-api/webhooks: like Stripe's, in base 64."""
    timestamp = delivery.headers.get("X-Webhook-Timestamp", "")
    signed = f"{timestamp}.".encode() + delivery.body
    expected = b64encode(digest(b64decode(secret, validate=True), signed, sha256)).decode()
    given = delivery.headers.get("X-Webhook-Signature", "")
    return _is_fresh(_seconds(_time(timestamp))) and _same(given, expected)


def _time(written: str) -> int:
    """Read a time as senders write it, in digits alone; raise ValueError for anything else."""
    if not (written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS):
        raise ValueError
    return int(written)


def _seconds(timestamp: int) -> int:
    """Give seconds where it may be milliseconds: as seconds they would be thousands of years ahead."""
    return timestamp // 1000 if timestamp > 100_000_000_000 else timestamp


def _is_fresh(timestamp: int) -> bool:
    return abs(time() - timestamp) <= TOLERANCE


def _same(given: str, expected: str) -> bool:
    return compare_digest(given.encode(), expected.encode())


CHECKS: Mapping[Scheme, Check] = {
    Scheme.STANDARD_WEBHOOKS: _standard_webhooks,
    Scheme.STRIPE: _stripe,
    Scheme.TWILIO: _twilio,
    Scheme.DAILY: _daily,
}
