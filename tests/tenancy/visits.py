"""Open pages as somebody who has signed in; as a program, in a process with settings of its own."""

import json
import sys
from collections.abc import Iterable
from typing import Any

import django

Visits = dict[str, list[Any]]
"""By address: the answer's status, the fields of its form, and whether it is in the theme."""


def visit(user_id: str, addresses: Iterable[str]) -> Visits:
    """Open pages, and change nothing."""
    from django.contrib.auth import get_backends
    from django.db import transaction
    from django.test import Client

    client = Client()
    (backend,) = get_backends()
    user = backend.get_user(user_id)
    assert user is not None
    with transaction.atomic():
        client.force_login(user)
        visits = {address: _told(client.get(address)) for address in addresses}
        transaction.set_rollback(True)
    return visits


def _told(answer: Any) -> list[Any]:
    form = answer.context and answer.context.get("adminform")
    fields = sorted(form.form.fields) if form else []
    return [answer.status_code, fields, b"unfold/css" in answer.content]


if __name__ == "__main__":
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    print(json.dumps(visit(*json.load(sys.stdin))))  # noqa: T201
