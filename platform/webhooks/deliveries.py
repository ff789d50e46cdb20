"""What a sender has sent, read no further than it may be long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


class DeliveryError(Exception):
    """A delivery that is not taken: the HTTP status says so, and these words."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Delivery:
    """What was posted where. Its representation holds none of it, since that ends up in logs."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"<Delivery of {len(self.body)} bytes>"

    @classmethod
    def read(cls, request: HttpRequest) -> "Delivery":
        """Read a request; raise DeliveryError for one that is too long, or does not say how long it is."""
        return cls(request.build_absolute_uri(), request.headers, _body(request))


def _body(request: HttpRequest) -> bytes:
    most: int = settings.WEBHOOK_MAX_BODY
    declared = _declared_length(request)
    if declared > most:
        raise _too_long(most)
    body: bytes = _stream(request).read(most + 1)
    if len(body) > most:
        raise _too_long(most)
    if len(body) < declared:
        raise DeliveryError(400, "The body is shorter than its Content-Length.")
    return body


def _declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise DeliveryError(400, "The Content-Length is no number.") from None


def _stream(request: HttpRequest) -> Any:
    """Give what the body is read from: of one in chunks, Django itself would read nothing."""
    if "HTTP_TRANSFER_ENCODING" not in request.META or "wsgi.input" not in request.META:
        return request
    if not request.META.get("wsgi.input_terminated"):
        raise DeliveryError(411, "Send a Content-Length.")
    return request.META["wsgi.input"]


def _too_long(most: int) -> DeliveryError:
    return DeliveryError(413, f"An event has at most {most} bytes.")
