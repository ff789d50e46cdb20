"""A system check that asks the server, as `migrate` does before its work."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections

from postgres.statements import statement


@register(Tags.database)
def check_large_objects(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where every login may make large objects: a superuser alone can take that away."""
    return [
        Caution(
            f"In the database of {alias!r} every login may make large objects.",
            hint=f"Have a superuser run there:\n{statement('no_large_objects').rstrip()};",
            id="postgres.W001",
        )
        for alias in databases or ()
        if _makes_large_objects(alias)
    ]


def _makes_large_objects(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement("makes_large_objects"))
        (makes,) = cursor.fetchone()
    return bool(makes)
