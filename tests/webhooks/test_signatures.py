"""What senders have signed is known as theirs, and nothing else is.

The signatures are others': of Standard Webhooks' and Twilio's published examples, of Stripe's and Twilio's own
libraries, and for Daily of `openssl dgst -sha256 -mac HMAC`.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hmac import digest
from urllib.parse import parse_qsl

import pytest
from django.http.request import HttpHeaders

from tests.webhooks.senders import Daily, Stripe, Twilio
from webhooks import signatures
from webhooks.deliveries import Delivery
from webhooks.signatures import is_genuine

HERE = "https://clinic.example/webhooks/"
FORM = (
    b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
    b"&To=%2B18005551212"
)
MY_COMPANY = "https://mycompany.com/myapp.php?foo=1&bar=2"
DIGEST = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"


@dataclass(frozen=True)
class Vector:
    scheme: str
    secret: str
    headers: Mapping[str, str]
    body: bytes
    url: str = HERE
    at: int = 1_700_000_000

    def delivery(self) -> Delivery:
        environ = {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in self.headers.items()}
        return Delivery(self.url, HttpHeaders(environ), self.body)

    def with_header(self, name: str, value: str) -> "Vector":
        return replace(self, headers={**self.headers, name: value})


STANDARD = Vector(
    "standard_webhooks",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    b'{"test": 2432232314}',
    at=1_614_265_330,
)
STRIPE = Vector(
    "stripe",
    "whsec_test_secret",
    {
        "Stripe-Signature": "t=1700000000,"
        "v1=f90eeaeacf93607a7ed5c21693db2c62187ea574178757524f3a68aecc3148ae"
    },
    b'{"id":"evt_1","type":"charge.refunded","data":{"object":{"id":"ch_1"}}}',
)
DAILY = Vector(
    "daily",
    "ZGFpbHkgc2VjcmV0IG9mIDMyIGJ5dGVzLCBpbiBhbGwh",
    {
        "X-Webhook-Timestamp": "1700000000",
        "X-Webhook-Signature": "10UadJrDaDCQ4v8zRuXRxlqfes7OjYOyWAkskj+BbE4=",
    },
    b'{"id":"met-1","type":"meeting.started"}',
)
TWILIO = Vector(
    "twilio", "12345", {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, FORM, MY_COMPANY
)

GENUINE = {
    "Standard Webhooks": STANDARD,
    "Svix": replace(
        STANDARD,
        headers={
            name.replace("webhook", "svix"): value for name, value in STANDARD.headers.items()
        },
    ),
    "one of several signatures": STANDARD.with_header(
        "webhook-signature",
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
        " v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    "Stripe": STRIPE,
    "Stripe with another secret's signature": STRIPE.with_header(
        "Stripe-Signature",
        STRIPE.headers["Stripe-Signature"].replace(",v1=", f",v1={'0' * 64},v0=abc,v1="),
    ),
    "Daily": DAILY,
    "Twilio's form": TWILIO,
    "Twilio's form by SHA-256": replace(
        TWILIO,
        headers={
            "X-Twilio-Signature": "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=",
            "X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
        },
    ),
    "Twilio's address with a port": TWILIO.with_header(
        "X-Twilio-Signature", "kvajT1Ptam85bY51eRf/AJRuM3w="
    ),
    "Twilio where a proxy added a port": replace(
        TWILIO, url=MY_COMPANY.replace(".com", ".com:1234")
    ),
    "Twilio's names given twice": replace(
        TWILIO,
        headers={"X-Twilio-Signature": "IK+Dwps556ElfBT0I3Rgjkr1wJU="},
        body=b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
    ),
    "Twilio's body": Vector(
        "twilio",
        "12345",
        {"X-Twilio-Signature": "a9nBmqA0ju/hNViExpshrM61xv4="},
        b'{"property": "value", "boolean": true}',
        f"{MY_COMPANY}&bodySHA256={DIGEST}",
    ),
}

TIMED = {"Standard Webhooks": STANDARD, "Stripe": STRIPE, "Daily": DAILY}


Freeze = Callable[[float], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Freeze:
    """Let it be a certain time, in seconds since 1970."""

    def freeze(seconds: float) -> None:
        class Then(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> "Then":
                return cls.fromtimestamp(seconds, tz)

        monkeypatch.setattr(signatures, "time", lambda: float(seconds))
        monkeypatch.setattr("standardwebhooks.webhooks.datetime", Then)

    return freeze


@pytest.mark.parametrize("vector", GENUINE.values(), ids=GENUINE)
def test_what_a_sender_has_signed_is_its_own(vector: Vector, at: Freeze) -> None:
    at(vector.at)
    assert is_genuine(vector.scheme, vector.delivery(), vector.secret)


@pytest.mark.parametrize("vector", GENUINE.values(), ids=GENUINE)
def test_another_body_is_not(vector: Vector, at: Freeze) -> None:
    at(vector.at)
    other = replace(vector, body=vector.body.replace(b"1", b"2"))
    if other.body == vector.body:
        other = replace(vector, body=vector.body + b" ")
    assert not is_genuine(vector.scheme, other.delivery(), vector.secret)


@pytest.mark.parametrize("vector", GENUINE.values(), ids=GENUINE)
def test_another_secret_is_not(vector: Vector, at: Freeze) -> None:
    at(vector.at)
    assert not is_genuine(vector.scheme, vector.delivery(), vector.secret.swapcase() + "AAAA")


@pytest.mark.parametrize(
    ("vector", "off", "is_known"),
    [
        pytest.param(vector, off, is_known, id=f"{name}, {off} s")
        for name, vector in TIMED.items()
        for off, is_known in ((-301, False), (-299, True), (299, True), (301, False))
    ],
)
def test_what_is_stale_or_ahead_is_not(
    vector: Vector, off: int, is_known: bool, at: Freeze
) -> None:
    at(vector.at + off)
    assert is_genuine(vector.scheme, vector.delivery(), vector.secret) is is_known


def test_twilios_address_is_signed(at: Freeze) -> None:
    other = replace(TWILIO, url=MY_COMPANY.replace("foo=1", "foo=2"))
    assert not is_genuine("twilio", other.delivery(), "12345")


def test_daily_may_count_milliseconds(at: Freeze) -> None:
    """`printf '1700000000000.{"id":1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:...`."""
    vector = replace(
        DAILY,
        headers={
            "X-Webhook-Timestamp": "1700000000000",
            "X-Webhook-Signature": "cFtJxZ3el4pqbmk6o6EYscfgH685JxUJnQ/qa/sKVMI=",
        },
        body=b'{"id":1}',
    )
    at(vector.at)
    assert is_genuine("daily", vector.delivery(), vector.secret)
    at(vector.at + 301)
    assert not is_genuine("daily", vector.delivery(), vector.secret)


@pytest.mark.parametrize(
    ("vector", "name", "value"),
    [
        (STANDARD, "webhook-id", ""),
        (STANDARD, "webhook-timestamp", "nan"),
        (STANDARD, "webhook-signature", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        (STANDARD, "webhook-signature", "v1,\xff"),
        (STRIPE, "Stripe-Signature", ""),
        (STRIPE, "Stripe-Signature", "t=1700000000"),
        (STRIPE, "Stripe-Signature", "t=one,v1=two"),
        (STRIPE, "Stripe-Signature", f"{STRIPE.headers['Stripe-Signature']},t=1700000000"),
        (
            STRIPE,
            "Stripe-Signature",
            STRIPE.headers["Stripe-Signature"].replace("v1=", "v0="),
        ),
        (DAILY, "X-Webhook-Timestamp", ""),
        (DAILY, "X-Webhook-Signature", "\xff"),
        (TWILIO, "X-Twilio-Signature", ""),
        (TWILIO, "X-Twilio-Webhooks-Signature-Settings", "algorithm=NONE"),
        (TWILIO, "X-Twilio-Webhooks-Signature-Settings", "algorithm"),
    ],
)
def test_what_is_no_signature_is_refused_without_a_fuss(
    vector: Vector, name: str, value: str, at: Freeze
) -> None:
    at(vector.at)
    assert not is_genuine(vector.scheme, vector.with_header(name, value).delivery(), vector.secret)


NO_TIMES: dict[str, Callable[[str], str]] = {
    "more than a float holds": lambda _: "9" * 400,
    "less than a float holds": lambda _: "-" + "9" * 400,
    "more digits than Python reads": lambda _: "9" * 5000,
    "no number": lambda _: "nan",
    "without end": lambda _: "inf",
    "below zero": lambda now: f"-{now}",
    "nothing": lambda _: "",
    "a fraction": lambda now: f"{now}.0",
    "an exponent": lambda now: f"{now}e0",
    "a sign": lambda now: f"+{now}",
    "a blank": lambda now: f" {now}",
    "an underscore": lambda now: f"{now[0]}_{now[1:]}",
    "digits of Arabic": lambda now: "".join(chr(0x660 + int(digit)) for digit in now),
    "a superscript": lambda now: f"{now}\xb2",
}


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("write", NO_TIMES.values(), ids=NO_TIMES)
def test_what_is_no_time_is_refused_whoever_has_signed_it(
    name: str, write: Callable[[str], str], at: Freeze
) -> None:
    """Where it says a time at all, the signature is good: by whoever knows the secret."""
    vector = TIMED[name]
    at(vector.at)
    time = write(str(vector.at))
    signed = f"{time}.".encode() + vector.body
    stripes = digest(STRIPE.secret.encode(), signed, "sha256").hex()
    dailys = b64encode(digest(b64decode(DAILY.secret), signed, "sha256")).decode()
    headers = {
        # Its library signs the number that it has read.
        "Standard Webhooks": {**STANDARD.headers, "webhook-timestamp": time},
        "Stripe": {"Stripe-Signature": f"t={time},v1={stripes}"},
        "Daily": {"X-Webhook-Timestamp": time, "X-Webhook-Signature": dailys},
    }[name]
    delivery = replace(vector, headers=headers).delivery()
    assert not is_genuine(vector.scheme, delivery, vector.secret)


@pytest.mark.parametrize(
    "url", [f"{MY_COMPANY}:port", "https://[clinic.example/", f"{MY_COMPANY}&bodySHA256=%ff"]
)
@pytest.mark.parametrize("signature", ["\xe9", "x" * 100_000, "\ud800"])
def test_what_is_no_address_is_refused_without_a_fuss(url: str, signature: str) -> None:
    vector = replace(TWILIO.with_header("X-Twilio-Signature", signature), url=url)
    assert not is_genuine(vector.scheme, vector.delivery(), vector.secret)


@pytest.mark.parametrize("vector", [STANDARD, DAILY], ids=["Standard Webhooks", "Daily"])
@pytest.mark.parametrize("secret", ["not base64!", "whsec_", "é"])
def test_a_secret_that_is_none_makes_nothing_genuine(
    vector: Vector, secret: str, at: Freeze
) -> None:
    at(vector.at)
    assert not is_genuine(vector.scheme, vector.delivery(), secret)


def test_a_body_that_is_not_utf_8_is_not_genuine(at: Freeze) -> None:
    for vector in (STANDARD, TWILIO):
        at(vector.at)
        other = replace(vector, body=b"\xff")
        assert not is_genuine(vector.scheme, other.delivery(), vector.secret)


def test_a_delivery_does_not_show_what_it_holds() -> None:
    assert "evt_1" not in repr(STRIPE.delivery())


def test_the_senders_of_other_tests_sign_as_these_do() -> None:
    body = STRIPE.body
    assert Stripe(HERE, STRIPE.secret).sign(body, STRIPE.at) == STRIPE.headers
    assert Daily(HERE, DAILY.secret).sign(DAILY.body, DAILY.at) == DAILY.headers
    signature = Twilio(MY_COMPANY, "12345").signature(dict(parse_qsl(FORM.decode())))
    assert signature == TWILIO.headers["X-Twilio-Signature"]
