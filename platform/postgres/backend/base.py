from typing import Any

import psycopg
from django.db import NotSupportedError
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from psycopg_pool import PoolTimeout

from postgres.backend.features import DatabaseFeatures
from postgres.backend.operations import DatabaseOperations
from postgres.errors import DatabaseUnusableError
from postgres.statements import statement

URL_NAMES = {
    "owner": "DATABASE_URL",
    "default": "APP_DATABASE_URL",
    "worker": "WORKER_DATABASE_URL",
}


class DatabaseWrapper(PostgresWrapper):
    """A connection that says in one sentence why a server cannot be used."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    acting_role = "none"
    """The role in which this connection acts, as SET LOCAL ROLE made it; none: the login's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hidden: dict[str, frozenset[tuple[str, str]]] = {"none": frozenset()}

    def hidden_columns(self) -> frozenset[tuple[str, str]]:
        """Give the columns, by table, that the acting role may not read of what it may read.

        Asked of PostgreSQL once a connection and role.
        """
        if self.acting_role not in self._hidden:
            with self.cursor() as cursor:
                cursor.execute(statement("hidden_columns"))
                self._hidden[self.acting_role] = frozenset(cursor.fetchall())
        return self._hidden[self.acting_role]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or raise DatabaseUnusableError for a server that is down or refuses the login."""
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout as error:
            raise DatabaseUnusableError(
                f"The pool gave no connection in time ({error}): start the server, let requests end"
                " sooner, or raise pool_max_size."
            ) from error
        except psycopg.OperationalError as error:
            raise DatabaseUnusableError(self._advice(conn_params, error)) from error

    def check_database_version_supported(self) -> None:
        """Raise DatabaseUnusableError on a server older than the project's least version."""
        try:
            super().check_database_version_supported()
        except NotSupportedError as error:
            raise DatabaseUnusableError(
                f"{error} Upgrade the server, or name another one."
            ) from error

    def _advice(self, conn_params: dict[str, Any], error: psycopg.OperationalError) -> str:
        place = f"{conn_params.get('host', 'localhost')}:{conn_params.get('port', 5432)}"
        url = URL_NAMES.get(self.alias, "the database URL")
        reason = str(error).strip().splitlines()[-1].removeprefix("connection failed: ")
        return (
            f"PostgreSQL at {place} does not let {conn_params.get('user')} into the database "
            f"{conn_params.get('dbname')}: start the server or correct {url} ({reason})."
        )
