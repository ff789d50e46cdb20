"""What may the acting role do? PostgreSQL is asked; there is no second permission system."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import sql

from tenancy.acting import current_context
from tenancy.statements import statement

Privileges = dict[str, set[str]]
"""By privilege, the tables or columns on which the acting role holds it."""

PRIVILEGE = {"view": "SELECT", "add": "INSERT", "change": "UPDATE", "delete": "DELETE"}

WITHOUT_A_CLINIC = {
    *("clinics", "users", "system_settings", "feature_flags", "audit_logs"),
    *("webhook_sources", "webhook_secrets", "webhook_events", "workers"),
}
"""What a superadmin sees before they have chosen a clinic: the platform's own. Every other table needs one."""


def may(perm: str) -> bool:
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
    return table in _known(_tables).get(privilege, ())


def may_call(function: str) -> bool:
    """Say whether the acting role may call a function, written as schema.name(argument types)."""
    return "EXECUTE" in _known(_callable, function)


def may_change(row: models.Model) -> bool:
    """Say whether the acting role may change this row: whether it can be locked against its deletion.

    The lock hinders nobody who changes the row, and ends with the transaction.
    """
    meta = row._meta
    lock = sql.SQL("SELECT FROM {table} WHERE {key} = %s FOR KEY SHARE").format(
        table=sql.Identifier(meta.db_table), key=sql.Identifier(meta.pk.column)
    )
    with connection.cursor() as cursor:
        cursor.execute(lock.as_string(), [row.pk])
        return bool(cursor.rowcount == 1)


def columns(model: type[models.Model], privilege: str) -> set[str]:
    """Give the names of a table's columns on which the acting role holds a privilege."""
    return _known(_columns, model._meta.db_table).get(privilege, set())


def _known(ask: Callable[..., Privileges], *of_what: str) -> Privileges:
    """Give an answer of the acting role's: asked of PostgreSQL once a connection and role."""
    known: dict[Any, Privileges] = connections[DEFAULT_DB_ALIAS].__dict__.setdefault(
        "_privileges", {}
    )
    question = (current_context(connection).role, ask, *of_what)
    if question not in known:
        known[question] = ask(*of_what)
    return known[question]


def _tables() -> Privileges:
    return _asked("table_privileges", list(PRIVILEGE.values()))


def _columns(table: str) -> Privileges:
    return _asked("column_privileges", list(PRIVILEGE.values())[:-1], table)


def _callable(function: str) -> Privileges:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege(%s, 'EXECUTE')", [function])
        (granted,) = cursor.fetchone()
    return {"EXECUTE": {function}} if granted else {}


def _asked(question: str, *parameters: Any) -> Privileges:
    with connection.cursor() as cursor:
        cursor.execute(statement(question), parameters)
        held: Privileges = {}
        for name, privilege in cursor.fetchall():
            held.setdefault(privilege, set()).add(name)
    return held
