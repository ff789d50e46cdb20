"""Act as a person: one transaction, in that person's database role, with that person's context.

The login `clinic_app` has no rights on tenant tables. Only inside `acting_as` does PostgreSQL answer,
and then as that person may see. Everything is SET LOCAL: it ends with the transaction, so that no
pooler can hand it to somebody else.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from ipaddress import ip_address
from typing import Protocol
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest
from psycopg import sql
from psycopg.pq import TransactionStatus

from tenancy.roles import ROLE_OF, WORKER

SETTINGS = {
    "clinic_id": "current_clinic_id",
    "user_id": "current_user_id",
    "request_id": "current_request_id",
    "client_address": "client_address",
    "session_id": "session_id",
    "user_agent": "user_agent",
}
"""Where PostgreSQL finds each part of the context, in `app`."""

SAID_BY_EVERY_BROWSER = re.compile(
    r"Mozilla/5\.0 |AppleWebKit/537\.36 |\(KHTML, like Gecko\) | Safari/537\.36|Gecko/20100101 "
    r"|; Win64; x64|\.0\.0\.0\b"
)
"""Parts of a user agent that browsers keep for ever, and that tell nothing."""


class Person(Protocol):
    """Whoever can act: a user of the project."""

    @property
    def pk(self) -> UUID: ...
    @property
    def role(self) -> str: ...
    @property
    def clinic_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What PostgreSQL knows of who is asking, and from where; the empty one is nobody, the bare login."""

    role: str = "none"
    clinic_id: str = ""
    user_id: str = ""
    request_id: str = ""
    client_address: str = ""
    session_id: str = ""
    user_agent: str = ""

    def statement(self) -> sql.Composed:
        """Give the SET LOCAL statements, as one batch: one round trip.

        All of them, each time: what somebody has set for the session holds for nobody here.
        """
        role = sql.SQL("NONE") if self.role == "none" else sql.Identifier(self.role)
        settings = [
            sql.SQL("SET LOCAL {} = {}").format(
                sql.Identifier("app", name), sql.Literal(getattr(self, attribute))
            )
            for attribute, name in SETTINGS.items()
        ]
        return sql.SQL("; ").join([sql.SQL("SET LOCAL ROLE {}").format(role), *settings])

    def from_request(self, request: HttpRequest) -> "Context":
        """Give the same, with what a request says of itself.

        An address is written in full, as the audit log reads it. Of the session's key it is a digest, and
        of the browser what tells it from others.
        """
        session_key = getattr(getattr(request, "session", None), "session_key", None) or ""
        return replace(
            self,
            request_id=getattr(request, "request_id", ""),
            client_address=_in_full(request.META.get("REMOTE_ADDR", "")),
            session_id=session_key and _digest(session_key),
            user_agent=_in_short(request.META.get("HTTP_USER_AGENT", "")),
        )


def _digest(key: str) -> str:
    return urlsafe_b64encode(sha256(key.encode()).digest()[:6]).decode()


def _in_short(user_agent: str) -> str:
    return SAID_BY_EVERY_BROWSER.sub("", user_agent).replace("\0", "")[:255]


def _in_full(address: str) -> str:
    try:
        return ip_address(address).exploded
    except ValueError:
        return ""


NOBODY = Context()


@contextmanager
def acting_as(
    user: Person,
    request: HttpRequest | None = None,
    *,
    clinic_id: UUID | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Iterator[None]:
    """Run a block in one transaction as `user`: in their role, with their clinic and id.

    Nests: the inner person acts until the inner block ends, then the outer one again. An exception
    rolls the block back and leaves the outer context as it was. `clinic_id` is the clinic a
    superadmin acts in; for anyone else it must be their own. The user is believed as given: whether
    they may still sign in is for whoever loaded them to say.

    Raises PermissionError for a role that no person has, and for a clinic that is not the user's;
    TransactionManagementError where the block has swallowed an SQL error.
    """
    if user.role not in ROLE_OF:
        raise PermissionError(f"nobody can act in the role {user.role!r}")
    if user.clinic_id is not None and clinic_id not in (None, user.clinic_id):
        raise PermissionError("a person acts in their own clinic; only a superadmin chooses one")
    connection = connections[using]
    # Whoever acts inside somebody's request does so from where that one came.
    context = replace(
        current_context(connection),
        role=ROLE_OF[user.role],
        clinic_id=str(user.clinic_id or clinic_id or ""),
        user_id=str(user.pk),
    )
    with _switched(connection, context.from_request(request) if request else context):
        yield


@contextmanager
def acting_as_worker(
    clinic_id: UUID | None = None, *, request_id: str = "", using: str = DEFAULT_DB_ALIAS
) -> Iterator[None]:
    """Run a block in one transaction as the worker, in a clinic or in none.

    The connection's login must be the worker's (`WORKER_DATABASE_URL`): PostgreSQL lets no other enter
    the role. `request_id` names what is worked on. Nests, and ends, as `acting_as` does.
    """
    context = Context(
        role=WORKER, clinic_id=str(clinic_id) if clinic_id else "", request_id=request_id
    )
    with _switched(connections[using], context):
        yield


@contextmanager
def as_login(
    request: HttpRequest | None = None, *, using: str = DEFAULT_DB_ALIAS
) -> Iterator[None]:
    """Step out of the person's role for what is the login's own: sessions and sign-in functions.

    From where somebody asked is still known, and with a request told where nobody acts.
    """
    connection = connections[using]
    current = current_context(connection)
    context = replace(current, role="none", clinic_id="", user_id="")
    if request:
        context = context.from_request(request)
    if context == current:
        yield
    else:
        with _switched(connection, context):
            yield


def current_context(connection: BaseDatabaseWrapper) -> Context:
    """Say who is acting on this connection."""
    return getattr(connection, "acting_context", NOBODY)


@contextmanager
def _switched(connection: BaseDatabaseWrapper, context: Context) -> Iterator[None]:
    previous, nested = current_context(connection), connection.in_atomic_block
    try:
        with transaction.atomic(using=connection.alias):
            _set(connection, context)
            yield
            _refuse_to_lose(connection)
            # A rollback restores the settings by itself, and a commit ends them.
            if nested and not connection.needs_rollback:
                _set(connection, previous)
    finally:
        _note(connection, previous)


def _refuse_to_lose(connection: BaseDatabaseWrapper) -> None:
    """Raise where an SQL error was swallowed: PostgreSQL would turn the COMMIT into a rollback."""
    if connection.connection is None or connection.needs_rollback:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        raise TransactionManagementError(
            "An SQL error was caught inside the transaction, and everything in it would be lost:"
            " catch it round a transaction.atomic() block of its own."
        )


def _set(connection: BaseDatabaseWrapper, context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute(context.statement().as_string(connection.connection))
    _note(connection, context)


def _note(connection: BaseDatabaseWrapper, context: Context) -> None:
    connection.acting_context = context  # type: ignore[attr-defined]
    connection.acting_role = context.role  # type: ignore[attr-defined]
