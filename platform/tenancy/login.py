"""The web process refuses to work on a login that could pass the policies by."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

from postgres.errors import DatabaseUnusableError

POWERS = """
    SELECT array_remove(
        ARRAY[
            CASE WHEN rolsuper THEN 'is a superuser' END,
            CASE WHEN rolbypassrls THEN 'bypasses row security' END,
            CASE WHEN rolcreaterole THEN 'may create roles' END,
            CASE WHEN EXISTS (
                SELECT FROM pg_catalog.pg_auth_members
                WHERE member = login.oid AND pg_has_role(login.oid, roleid, 'USAGE')
            ) THEN 'inherits the rights of other roles' END,
            CASE WHEN EXISTS (
                SELECT FROM pg_catalog.pg_class
                WHERE relnamespace = to_regnamespace('clinic') AND pg_has_role(login.oid, relowner, 'MEMBER')
            ) THEN 'owns tables' END
        ],
        NULL
    )
    FROM pg_catalog.pg_roles AS login
    WHERE rolname = session_user
"""


def refuse_powerful_login(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Look at each new connection of the web process.

    Raises DatabaseUnusableError for a login that is a superuser, bypasses row security, makes roles,
    inherits, or owns tables.
    """
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        (powers,) = cursor.fetchone()
    if powers:
        login = connection.settings_dict["USER"]
        connection.close()
        raise DatabaseUnusableError(
            f"The login {login} {' and '.join(powers)}: row security would not hold it. Let"
            " APP_DATABASE_URL name clinic_app, as `manage.py migrate` makes it."
        )
