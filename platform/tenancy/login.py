"""Web and worker processes refuse to work on a login that could pass the policies by."""

from typing import Any
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper

from postgres.errors import DatabaseUnusableError
from tenancy.roles import ROLE_OF, WORKER
from tenancy.statements import statement

RUN_TIME = ("default", "worker")
"""The connections on which people, and the worker, act."""

_looked_at: WeakSet[Any] = WeakSet()
"""psycopg's connections: a pool hands out the same ones again and again."""


def refuse_powerful_login(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Look at each new connection of a run-time login.

    Raises DatabaseUnusableError for a login that is a superuser, bypasses row security, makes roles,
    inherits, enters other roles than people's and the worker's, starts in one, or owns tables.
    """
    if connection.alias not in RUN_TIME or connection.connection in _looked_at:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement("powers"), [[*ROLE_OF.values(), WORKER]])
        (powers,) = cursor.fetchone()
    if powers:
        login = connection.settings_dict["USER"]
        connection.close()
        raise DatabaseUnusableError(
            f"The login {login} {' and '.join(powers)}: row security would not hold it. Let"
            " APP_DATABASE_URL name clinic_app, and WORKER_DATABASE_URL clinic_worker_app, as"
            " `manage.py migrate` makes them."
        )
    _looked_at.add(connection.connection)
