"""What sources sign with: made, looked at, and gone over from one to the next."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import timedelta
from os import urandom

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from webhooks.models import Scheme, WebhookSecret, WebhookSource

LENGTH = 32
"""Bytes of a secret of ours."""

AT_ONCE = timedelta(0)


def _base64() -> str:
    return b64encode(urandom(LENGTH)).decode()


MAKERS: Mapping[str, Callable[[], str]] = {
    Scheme.STANDARD_WEBHOOKS: lambda: f"whsec_{_base64()}",
    Scheme.DAILY: _base64,
}
"""Of schemes whose senders take a secret from us. The others give one."""

FORMS: Mapping[str, tuple[str, str]] = {
    Scheme.STANDARD_WEBHOOKS: ("whsec_", "It starts with whsec_, and goes on in base 64."),
    Scheme.STRIPE: ("whsec_", "The signing secret of an endpoint starts with whsec_."),
    Scheme.TWILIO: ("", "The auth token of an account has letters and digits."),
    Scheme.DAILY: ("", "It is in base 64."),
}
"""How a secret starts, and how it looks, by scheme."""


def may_make(scheme: str) -> bool:
    """Say whether senders of a scheme take a secret from us."""
    return scheme in MAKERS


def make(scheme: str) -> str:
    """Make a secret; raise KeyError for a scheme whose senders give one."""
    return MAKERS[scheme]()


@sensitive_variables()
def fault(scheme: str, secret: str) -> str:
    """Say why a text is no secret of a scheme; nothing where it may be one."""
    start, form = FORMS[scheme]
    rest = secret.removeprefix(start)
    in_base64 = scheme in (Scheme.STANDARD_WEBHOOKS, Scheme.DAILY)
    is_one = secret.startswith(start) and (
        _is_base64(rest) if in_base64 else re.fullmatch(r"[A-Za-z0-9_-]+", rest)
    )
    return "" if is_one else form


@sensitive_variables()
def _is_base64(text: str) -> bool:
    try:
        return bool(b64decode(text + "=" * (-len(text) % 4), validate=True))
    except (Error, ValueError):
        return False


@sensitive_variables()
def give(source: WebhookSource, secret: str, keep_others: timedelta) -> WebhookSecret:
    """Let a source sign with another secret; those it has are accepted for so long yet."""
    until = timezone.now() + keep_others
    others = WebhookSecret.objects.filter(source=source)
    with transaction.atomic():
        others.filter(Q(expires_at=None) | Q(expires_at__gt=until)).update(expires_at=until)
        return WebhookSecret.objects.create(
            clinic_id=source.clinic_id, source=source, secret=secret
        )
