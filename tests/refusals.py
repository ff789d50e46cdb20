"""What PostgreSQL refuses, held by its SQLSTATE and never by its words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, transaction
from psycopg import errors


@contextmanager
def refused(
    error: type[psycopg.Error] = errors.InsufficientPrivilege,
    using: str = "default",
    by: str | None = None,
) -> Iterator[None]:
    """Hold that the block fails with this error, `by` the named constraint if one is given.

    What went before it in the transaction stays.
    """
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(using=using):
        yield
    cause = refusal.value.__cause__
    assert isinstance(cause, error), cause
    assert by in {None, cause.diag.constraint_name}, cause
