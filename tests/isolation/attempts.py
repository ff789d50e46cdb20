"""Attempts of SQL in a person's role and context, by the run-time logins, each rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.world import World

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Acting:
    """Who acts, and in which clinic; what is None is not set."""

    role: str
    user_id: UUID | None = None
    clinic_id: UUID | None = None

    def without_user(self) -> "Acting":
        """Give the same, but nobody."""
        return replace(self, user_id=None)

    def without_clinic(self) -> "Acting":
        """Give the same, but nowhere."""
        return replace(self, clinic_id=None)


@dataclass(frozen=True)
class Logins:
    """Connections of the two logins of run time."""

    app: Connection
    worker: Connection

    @contextmanager
    def acting(self, who: Acting) -> Iterator[Connection]:
        """Give a connection on which `who` acts; what it does is rolled back."""
        connection = self.worker if who.role == "worker" else self.app
        with connection.transaction(force_rollback=True):
            connection.execute(
                sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(f"clinic_{who.role}"))
            )
            for name, value in (("user", who.user_id), ("clinic", who.clinic_id)):
                connection.execute(
                    "SELECT set_config(%s, %s, true)",
                    [f"app.current_{name}_id", str(value or "")],
                )
            yield connection


def acting_in_a(world: World, role: str) -> Acting:
    """Give the person of a role who acts in clinic A: a superadmin chose it, the worker is nobody."""
    people = world.a.logins | {"superadmin": world.superadmin}
    return Acting(role, people[role].pk if role in people else None, world.a.clinic.pk)


def acting_in_b(world: World, role: str) -> Acting:
    """Give the person of a role in clinic B."""
    return Acting(role, world.b.logins[role].pk, world.b.clinic.pk)
