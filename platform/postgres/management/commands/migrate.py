"""`migrate`, as the owner, and with the run-time logins' passwords set at the end."""

from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, connections
from psycopg import errors, sql

from postgres.management.owner import OWNER, OwnerCommand

REFUSALS = (errors.InsufficientPrivilege, errors.FeatureNotSupported)


class Command(OwnerCommand, Migrate):
    help = "Brings the database's schema up to date, as its owner."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then let the run-time logins in.

        Raises CommandError, in the server's own words, where it lacks something or the owner may
        not do something; with the exact SQL for an administrator where roles or their passwords
        are concerned.
        """
        try:
            super().handle(*args, **options)
        except DatabaseError as error:
            if not isinstance(error.__cause__, REFUSALS):
                raise
            raise CommandError(error.__cause__.diag.message_primary) from error
        if options["database"] == OWNER and not (options["plan"] or options["check_unapplied"]):
            runtime = (connections[alias] for alias in connections if alias != OWNER)
            refused = [self._let_in(login.get_connection_params()) for login in runtime]
            if statements := [f"{statement};" for statement in refused if statement]:
                raise CommandError(
                    "The owner may not set the passwords of run-time logins. Have an administrator"
                    " run:\n" + "\n".join(statements)
                )

    def _let_in(self, runtime: dict[str, Any]) -> str:
        """Give a login its password, where it does not get in; give the SQL where the owner may not."""
        owner = connections[OWNER]
        owner.ensure_connection()
        login, password = runtime["user"], runtime.get("password")
        with owner.cursor() as cursor:
            cursor.execute("SELECT to_regrole(%s) IS NULL", [login])
            (missing,) = cursor.fetchone()
        here = runtime | {"dbname": owner.settings_dict["NAME"]}
        if not password or missing or _lets_in(here):
            return ""
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
        except DatabaseError as error:
            if _lets_in(here):  # another database was migrated at the same time, and did it
                return ""
            if not isinstance(error.__cause__, errors.InsufficientPrivilege):
                raise
            return statement
        return ""


def _lets_in(parameters: dict[str, Any]) -> bool:
    try:
        psycopg.connect(**{"connect_timeout": 5} | parameters).close()
    except psycopg.OperationalError:
        return False
    return True
