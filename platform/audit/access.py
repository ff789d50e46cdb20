"""Looking at a patient is recorded, so that they can be told who looked."""

from typing import Any

from django.db import connection

LOOK = "SELECT audit.record_access(%s::regclass, %s)"
REVEAL = "SELECT audit.record_reveal(%s::regclass, %s, %s, %s)"


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


def record_reveal(row: Any, column: str, reason: str) -> None:
    """Record that the person who acts has an encrypted value shown, and why; of a patient's row a look too.

    Raises as `record_access` does, and IntegrityError (23514) without a reason.
    """
    with connection.cursor() as cursor:
        cursor.execute(REVEAL, [row._meta.db_table, row.pk, column, reason])
    if getattr(row, "patient_id", None):
        record_access(row)
