"""Find patients, among those that the person who acts may see."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection

MOST = 200
"""How many patients one search gives at most."""


class Match(NamedTuple):
    """A patient found; the score is 1 for the very thing sought, and less for what is like it."""

    patient_id: UUID
    score: float


def search_patients(query: str, limit: int = 20) -> list[Match]:
    """Give patients by name, number, e-mail or telephone, the best match first.

    Raises DataError (22023) for a limit that is not from 1 to 200, and outside `acting_as`
    ProgrammingError (42501).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id, score FROM clinic.search_patients(%s, %s)",
            [query.replace("\0", ""), limit],  # PostgreSQL's text holds no NUL
        )
        return [Match(*row) for row in cursor.fetchall()]
