"""Looking at a patient is recorded, so that they can be told who looked."""

from typing import Any

from django.db import connection

LOOK = "SELECT audit.record_access(%s::regclass, %s)"


def record_access(row: Any) -> None:
    """Record that the person who acts has looked at a row, in the transaction of the look.

    Whoever looks at what is a patient's has looked at the patient too: then there are two entries. Raises
    ProgrammingError (42501) where nobody acts, DataError (22023) for a table that is not audited.
    """
    looked_at = [[row._meta.db_table, row.pk]]
    if patient_id := getattr(row, "patient_id", None):
        looked_at.append(["patients", patient_id])
    with connection.cursor() as cursor:
        cursor.executemany(LOOK, looked_at)
