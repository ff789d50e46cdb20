"""Settings and feature flags, as the person who acts has them."""

import json
from typing import Any

from django.db import connection


def setting(category: str, key: str) -> Any:
    """Give the clinic's value of a setting, or else the one that holds everywhere; None for neither.

    Encrypted settings are not given. Outside `acting_as` it raises ProgrammingError (42501).
    """
    value = _ask("SELECT clinic.setting(%s, %s)", category, key)
    return None if value is None else json.loads(value)


def flag_enabled(name: str) -> bool:
    """Say whether a feature is on for the person who acts; no, for a flag that is not there.

    Outside `acting_as` it raises ProgrammingError (42501).
    """
    return bool(_ask("SELECT clinic.flag_enabled(%s)", name))


def _ask(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
