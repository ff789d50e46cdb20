"""The keys: master keys from the environment, and the data keys that they wrap.

A clinic has a data key for contents and one for blind indexes, and so has the platform, for what belongs
to no clinic. They stand in `clinic.data_keys`, wrapped: the database alone can read nothing, and neither
can who holds the master key alone. To destroy a clinic's keys is to destroy what they sealed.

A process keeps the keys it has unwrapped; which one is in use it asks again after FRESH seconds.
"""

import hmac
from base64 import b64decode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from os import urandom
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from privacy.envelope import KEY, Key, key_name
from privacy.errors import KeyMissingError, UnreadableError
from privacy.models import Purpose

FRESH = 60.0
"""Seconds for which a process takes a key for the one in use, without asking again."""

BY_ID = "SELECT id, clinic_id, purpose, wrapped_key FROM clinic.data_key(%s)"
IN_USE = "SELECT id, clinic_id, purpose, wrapped_key FROM clinic.data_key_in_use(%s, %s)"
ADD = "SELECT id, clinic_id, purpose, wrapped_key FROM clinic.add_data_key(%s, %s, %s)"


class Keyring:
    """The keys of one database."""

    def __init__(self, masters: Iterable[str]) -> None:
        """Take master keys, the first to wrap with; raise KeyMissingError for one that is none."""
        keys = [master_key(text) for text in masters]
        if not keys:
            raise KeyMissingError(
                "There is no master key: set ENCRYPTION_KEYS. A new system makes one by"
                " `openssl rand -base64 32`; an old one needs the key that it had."
            )
        self.master = keys[0]
        self.masters = {key.name: key for key in keys}
        self._known: dict[str, Key] = {}
        self._in_use: dict[tuple[UUID | None, Purpose], tuple[float, Key]] = {}

    def find(self, name: str, using: str = DEFAULT_DB_ALIAS) -> Key:
        """Give the data key of a name, as a ciphertext has it.

        Raises UnreadableError where there is none, and KeyMissingError where its master key is not here.
        """
        if name not in self._known:
            row = _row(using, BY_ID, int(name)) if name.isdecimal() else None
            if row is None:
                raise UnreadableError(
                    f"Nobody has the data key {name}: it was retired, or never made."
                )
            self._keep(self.unwrap(*row), using)
            return self.unwrap(*row)
        return self._known[name]

    def in_use(
        self,
        clinic_id: UUID | None,
        purpose: Purpose = Purpose.CONTENT,
        using: str = DEFAULT_DB_ALIAS,
    ) -> Key:
        """Give the key to seal with: a clinic's, or the platform's. Make it, where it is the first.

        Raises KeyMissingError where its master key is not here.
        """
        since, key = self._in_use.get((clinic_id, purpose), (0.0, None))
        if key is None or monotonic() - since > FRESH:
            asked = monotonic()
            row = _row(using, IN_USE, clinic_id, purpose) or self._make(clinic_id, purpose, using)
            key = self.unwrap(*row)
            if self._keep(key, using):
                self._in_use[clinic_id, purpose] = asked, key
        return key

    def forget_in_use(self) -> None:
        """Ask again which keys are in use."""
        self._in_use.clear()

    def wrap(self, secret: bytes, clinic_id: UUID | None, purpose: str) -> str:
        """Seal a data key with the master key in use."""
        return self.master.seal(secret, _place(clinic_id, purpose))

    def unwrap(self, number: int, clinic_id: UUID | None, purpose: str, wrapped: str) -> Key:
        """Open a data key; raise KeyMissingError where none of our master keys does."""
        name = key_name(wrapped)
        if name not in self.masters:
            raise KeyMissingError(
                f"Data key {number} was wrapped by the master key {name}, and ENCRYPTION_KEYS has"
                f" {', '.join(self.masters)}: add the one that is missing."
            )
        return Key(str(number), self.masters[name].open(wrapped, _place(clinic_id, purpose)))

    def _make(self, clinic_id: UUID | None, purpose: Purpose, using: str) -> tuple[Any, ...]:
        wrapped = self.wrap(urandom(KEY), clinic_id, purpose)
        row = _row(using, ADD, clinic_id, purpose, wrapped)
        if row is None:
            raise KeyMissingError("Somebody has made another key just now: try again.")
        if connections[using].in_atomic_block:
            uncommitted = _uncommitted(connections[using])
            uncommitted.add(row[0])
            transaction.on_commit(lambda: uncommitted.discard(row[0]), using=using)
        return row

    def _keep(self, key: Key, using: str) -> bool:
        """Remember a key, unless the transaction that has made it may still be rolled back."""
        lasting = int(key.name) not in _uncommitted(connections[using])
        if lasting:
            self._known[key.name] = key
        return lasting


def keyring(using: str = DEFAULT_DB_ALIAS) -> Keyring:
    """Give the keys of a connection's database: ENCRYPTION_KEYS, or what the embedded server generated."""
    connection = connections[using]
    generated = getattr(connection, "encryption_key", "")
    masters = tuple(settings.ENCRYPTION_KEYS) or (generated,) * bool(generated)
    place = connection.settings_dict
    return _keyring(masters, (place["HOST"], str(place["PORT"]), place["NAME"]))


def forget() -> None:
    """Forget every key, as in a process that has just started."""
    _keyring.cache_clear()


def master_key(text: str) -> Key:
    """Read a master key, 32 bytes in base64; its name is a digest of it.

    Raises KeyMissingError for anything else.
    """
    try:
        secret = b64decode(text, altchars=b"-_" if {*text} & {*"-_"} else None, validate=True)
    except ValueError:
        secret = b""
    if len(secret) != KEY:
        raise KeyMissingError(
            f"ENCRYPTION_KEYS holds what is no key: each is {KEY} bytes in base64, with commas"
            " between them, as `openssl rand -base64 32` gives it."
        )
    return Key(hmac.digest(secret, b"name of a master key", sha256).hex()[:8], secret)


@cache
def _keyring(masters: tuple[str, ...], database: tuple[str, str, str]) -> Keyring:
    return Keyring(masters)


def _place(clinic_id: UUID | None, purpose: str) -> str:
    return f"data_keys.wrapped_key|{clinic_id or '-'}|{purpose}"


def _row(using: str, statement: str, *parameters: Any) -> tuple[Any, ...] | None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _uncommitted(connection: BaseDatabaseWrapper) -> set[int]:
    """Give the numbers of the keys that were made in a transaction which may still be rolled back."""
    keys: set[int] = connection.__dict__.setdefault("_uncommitted_keys", set())
    return keys
