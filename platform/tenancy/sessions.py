"""Sessions are the login's own: they are read and written outside the person's role."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from tenancy.acting import as_login


class SessionStore(DatabaseStore):
    """Django's sessions in the database, for a request that acts as a person."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:
        with as_login():
            return super()._get_session_from_db()  # type: ignore[misc]

    def exists(self, session_key: str) -> bool:
        with as_login():
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        with as_login():
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        with as_login():
            super().delete(session_key)

    # In an async view, the same by way of the thread that holds the person's transaction.

    async def _aget_session_from_db(self) -> Any:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create=must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        with as_login():
            super().clear_expired()
