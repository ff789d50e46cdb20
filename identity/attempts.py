"""Attempts with a password: who succeeds is let in, and who fails is counted."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest

from identity.models import User
from tenancy import as_login


def record_sign_in(
    user_id: UUID | None,
    address: str | None,
    step: int | None,
    request: HttpRequest | None = None,
) -> bool:
    """Let in who gave the right password; say no for a locked account and for a code not good.

    `step` is the time step of the one-time code, and None for no code.
    """
    with as_login(request), connection.cursor() as cursor:
        cursor.execute("SELECT clinic.record_sign_in(%s, %s, %s)", [user_id, address, step])
        (signed_in,) = cursor.fetchone()
    return bool(signed_in)


def record_failure(user_id: UUID | None, request: HttpRequest | None) -> None:
    """Count a failed attempt: after the request, where there is one, so that no rollback undoes it."""
    pending: list[UUID | None] | None = getattr(request, "failed_sign_ins", None)
    if pending is None:
        _record_failed_sign_in(user_id, request)
    else:
        pending.append(user_id)


def refuse_wrong_password(user: User, password: str) -> None:
    """Raise ValidationError unless it is the password of who is signed in.

    A wrong one counts as sign-in's do, and in a locked account none is right: an open browser is no
    place to guess.
    """
    with as_login(), connection.cursor() as cursor:
        cursor.execute("SELECT clinic.is_locked(%s)", [user.pk])
        (locked,) = cursor.fetchone()
    if locked:
        raise ValidationError("Too many wrong passwords: wait a quarter of an hour.")
    if not user.check_password(password):
        _record_failed_sign_in(user.pk)
        raise ValidationError("Not your password.")


def record_failures(request: HttpRequest) -> None:
    """Count what failed during a request, once its transaction is over."""
    for user_id in request.failed_sign_ins:  # type: ignore[attr-defined]
        _record_failed_sign_in(user_id, request)


def _record_failed_sign_in(user_id: UUID | None, request: HttpRequest | None = None) -> None:
    with as_login(request), connection.cursor() as cursor:
        cursor.execute("SELECT clinic.record_failed_sign_in(%s)", [user_id])
