"""Password hashes: no role may read or write them, and two functions alone store one."""

from uuid import UUID

from django.db import connection

from tenancy import as_login


def replace_password_hash(user_id: UUID, current: str, new: str) -> None:
    """Replace the hash one knows by a new one: a person changes their own password.

    Raises PermissionError when `current` is not what is stored: somebody changed it meanwhile, or
    the caller never knew it.
    """
    with as_login(), connection.cursor() as cursor:
        cursor.execute("SELECT clinic.set_password_hash(%s, %s, %s)", [user_id, current, new])
        (stored,) = cursor.fetchone()
    if not stored:
        raise PermissionError("the password was changed meanwhile: sign in again")


def give_password_hash(user_id: UUID, new: str) -> None:
    """Give somebody a password, as an admin of their clinic or as a superadmin.

    Raises ProgrammingError (42501) for anybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clinic.give_password_hash(%s, %s)", [user_id, new])
