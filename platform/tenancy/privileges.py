"""What may the acting role do? PostgreSQL is asked; there is no second permission system."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models

from tenancy.acting import current_context

PRIVILEGE = {"view": "SELECT", "add": "INSERT", "change": "UPDATE", "delete": "DELETE"}

WITHOUT_A_CLINIC = {"clinics", "users", "system_settings", "feature_flags"}
"""What a superadmin sees before they have chosen a clinic; every other table needs one."""

TABLE_PRIVILEGES = """
    SELECT c.relname, privilege
    FROM pg_catalog.pg_class AS c
    CROSS JOIN unnest(%s::text[]) AS privilege
    WHERE c.relnamespace = ANY (current_schemas(false)::regnamespace[])
        AND c.relkind = ANY ('{r,p,v,m}')
        AND CASE privilege
            WHEN 'DELETE' THEN has_table_privilege(c.oid, privilege)
            ELSE has_any_column_privilege(c.oid, privilege)
        END
"""

COLUMN_PRIVILEGES = """
    SELECT a.attname
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = %s::regclass
        AND a.attnum > 0
        AND NOT a.attisdropped
        AND has_column_privilege(a.attrelid, a.attnum, %s)
"""


def may(user: Any, perm: str) -> bool:
    """Say whether the acting role holds a permission, written as "app_label.action_model".

    False for a model that does not exist, for an action that PostgreSQL has no word for, and for a
    clinic's table where no clinic is acted in.
    """
    app_label, _, codename = perm.partition(".")
    action, _, model_name = codename.partition("_")
    try:
        table = apps.get_model(app_label, model_name)._meta.db_table
        privilege = PRIVILEGE[action]
    except (LookupError, ValueError):
        return False
    if not current_context(connection).clinic_id and table not in WITHOUT_A_CLINIC:
        return False
    return privilege in _table_privileges(user).get(table, ())


def may_call(function: str) -> bool:
    """Say whether the acting role may call a function, written as schema.name(argument types)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege(%s, 'EXECUTE')", [function])
        (granted,) = cursor.fetchone()
    return bool(granted)


def columns(model: type[models.Model], privilege: str) -> set[str]:
    """Give the names of a table's columns on which the acting role holds a privilege."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMN_PRIVILEGES, [model._meta.db_table, privilege])
        return {name for (name,) in cursor.fetchall()}


def _table_privileges(user: Any) -> Mapping[str, set[str]]:
    # Kept on the user, who is loaded anew for each request; a role's answer is that role's alone.
    known: dict[str, dict[str, set[str]]] = user.__dict__.setdefault("_table_privileges", {})
    role = current_context(connection).role
    if role not in known:
        granted: dict[str, set[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(TABLE_PRIVILEGES, [list(PRIVILEGE.values())])
            for table, privilege in cursor.fetchall():
                granted.setdefault(table, set()).add(privilege)
        known[role] = granted
    return known[role]
