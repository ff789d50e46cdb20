"""Two-factor sign-in: a one-time code by RFC 6238 (TOTP), from an app on the person's telephone.

The secret is stored encrypted, bound to the user's row: a copy of the database makes no codes.
"""

from hmac import compare_digest
from time import time
from uuid import UUID

import pyotp
from django.db import connection

from identity.models import User
from tenancy import as_login

ISSUER = "Clinic Bedrock"
DRIFT = 1
"""By how many steps of 30 seconds a telephone's clock may be ahead or behind."""


def new_secret() -> str:
    """Make a secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """Give the otpauth:// address by which an app takes the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def matching_step(secret: str | None, code: str | None) -> int | None:
    """Give the time step, in 30 seconds since 1970, whose code this is; None for none near now."""
    if not secret or not code:
        return None
    totp = pyotp.TOTP(secret)
    given = "".join(code.split()).encode()
    now = int(time()) // totp.interval
    steps = range(now + DRIFT, now - DRIFT - 1, -1)
    matches = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), given)]
    return matches[0] if matches else None


def switch_on(user_id: UUID, password_hash: str | None, secret: str, step: int) -> None:
    """Ask this person for a code from now on; that of `step` confirmed the secret, and is used.

    Raises PermissionError when the password was changed meanwhile, or a secret is there already.
    """
    _set(user_id, password_hash, secret, step)


def switch_off(user_id: UUID, password_hash: str | None) -> None:
    """Ask this person for no more codes.

    Raises PermissionError when the password was changed meanwhile.
    """
    _set(user_id, password_hash, None, None)


def remove_two_factor(user_id: UUID) -> None:
    """Switch it off for somebody else, as an admin of their clinic or as a superadmin.

    Raises ProgrammingError (42501) for anybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clinic.remove_two_factor(%s)", [user_id])


def _set(user_id: UUID, password_hash: str | None, secret: str | None, step: int | None) -> None:
    sealed = (
        None if secret is None else User._meta.get_field("two_factor_secret").seal(secret, user_id)
    )
    with as_login(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT clinic.set_two_factor(%s, %s, %s, %s)", [user_id, password_hash, sealed, step]
        )
        (stored,) = cursor.fetchone()
    if not stored:
        raise PermissionError("two-factor sign-in was changed meanwhile: sign in again")
