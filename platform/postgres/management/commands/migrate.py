"""`migrate`, as the owner, and with the run-time login's password set at the end."""

from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors, sql

from postgres.management.owner import OWNER, OwnerCommand


class Command(OwnerCommand, Migrate):
    help = "Brings the database's schema up to date, as its owner."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then let the run-time login in.

        Raises CommandError, with the exact SQL for an administrator, where the owner may not set
        the login's password.
        """
        super().handle(*args, **options)
        if options["database"] == OWNER:
            self._let_in_runtime_login()

    def _let_in_runtime_login(self) -> None:
        owner = connections[OWNER]
        owner.ensure_connection()
        runtime = connections[DEFAULT_DB_ALIAS].get_connection_params()
        login, password = runtime["user"], runtime.get("password")
        with owner.cursor() as cursor:
            cursor.execute("SELECT to_regrole(%s) IS NULL", [login])
            (missing,) = cursor.fetchone()
        if not password or missing or _lets_in(runtime | {"dbname": owner.settings_dict["NAME"]}):
            return
        # The server gets a digest, so that the password itself stands in no log.
        digest = owner.connection.pgconn.encrypt_password(
            password.encode(), login.encode(), b"scram-sha-256"
        ).decode()
        statement = (
            sql.SQL("ALTER ROLE {} PASSWORD {}")
            .format(sql.Identifier(login), sql.Literal(digest))
            .as_string()
        )
        try:
            with owner.cursor() as cursor:
                cursor.execute(statement)
        except Exception as error:
            if not isinstance(error.__cause__, errors.InsufficientPrivilege):
                raise
            raise CommandError(
                f"The owner may not give {login} its password. Have an administrator run:\n"
                f"{statement};"
            ) from error


def _lets_in(parameters: dict[str, Any]) -> bool:
    try:
        psycopg.connect(**parameters, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
