"""Django's connections to the project's own PostgreSQL, which starts with the first of them."""

import functools
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from postgres.backend.base import DatabaseWrapper as BedrockWrapper
from postgres.embedded.server import Address, default_server, environment
from postgres.errors import DatabaseUnusableError


@functools.cache
def address() -> Address:
    """Return the server's address, and start it first if need be: once in a process."""
    return default_server().ensure_running()


class DatabaseClient(PostgresClient):
    """`manage.py dbshell`, with the server's own psql."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str]]:
        psql = default_server().program(cls.executable_name)
        (_, *arguments), variables = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(psql), *arguments], (variables or {}) | environment(psql)

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(BedrockWrapper):
    """A connection whose host, port and password are the embedded server's."""

    client_class = DatabaseClient

    @property
    def encryption_key(self) -> str:
        """The master key that was generated with the server's data, and lives as long."""
        return address().encryption_key

    def get_connection_params(self) -> dict[str, Any]:
        """Fill the settings from the running server, where dbshell and test databases look too."""
        server = address()
        self.settings_dict["HOST"] = server.host
        self.settings_dict["PORT"] = str(server.port)
        self.settings_dict["PASSWORD"] = server.passwords[self.settings_dict["USER"]]
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; if the server was stopped meanwhile, start it again and try once more."""
        try:
            return super().get_new_connection(conn_params)
        except (psycopg.OperationalError, DatabaseUnusableError):
            address.cache_clear()
            return super().get_new_connection(self.get_connection_params())
