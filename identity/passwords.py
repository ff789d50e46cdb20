"""Password hashes: written by one function alone, and only over the hash one knows."""

from uuid import UUID

from django.db import connection

from tenancy import as_login


def store_password_hash(user_id: UUID, current: str | None, new: str) -> None:
    """Replace a user's password hash.

    Raises PermissionError when `current` is not what is stored: somebody changed it meanwhile, or
    the caller never knew it.
    """
    with as_login(), connection.cursor() as cursor:
        cursor.execute("SELECT clinic.set_password_hash(%s, %s, %s)", [user_id, current, new])
        (stored,) = cursor.fetchone()
    if not stored:
        raise PermissionError("the password was changed meanwhile: sign in again")
