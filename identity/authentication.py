"""Sign in by e-mail, and by clinic code where one address exists in several clinics."""

from ipaddress import ip_address
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, verify_password
from django.db.models import Model
from django.http import HttpRequest

from identity.attempts import record_failure, record_sign_in
from identity.models import User
from identity.two_factor import matching_step
from tenancy import as_login
from tenancy.privileges import may


class ClinicBackend(BaseBackend):
    """Reads logins through two definer functions; permissions are what PostgreSQL grants."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        clinic_code: str | None = None,
        one_time_code: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """Give the one user whose credentials these are, unless their account is locked.

        Every attempt costs one hash and the same queries, whether the address is known or not, so
        that the time tells nothing. One that fails counts against the account it was for; where
        the address is of several clinics and no code says which, no password was tried, and none
        is counted.
        """
        email = username or credentials.get(User.USERNAME_FIELD)
        if not email or password is None:
            return None
        user = _user_of(email, clinic_code)
        user_id, stored, secret = (
            (user.pk, user.password, user.two_factor_secret) if user else (None, None, None)
        )
        correct, outdated = verify_password(password, stored or UNUSABLE_PASSWORD_PREFIX)
        step = matching_step(secret, one_time_code)
        if not record_sign_in(user_id if correct else None, _address_of(request), step):
            record_failure(user_id, request)
            return None
        if user and outdated:
            user.check_password(password)  # This renews the hash.
        return user

    def get_user(self, user_id: UUID) -> User | None:
        """Give the user of a session, as long as they may sign in; a lock ends no session."""
        with as_login():
            rows = User.objects.raw("SELECT * FROM clinic.login_by_id(%s)", [user_id])
            return next(iter(rows), None)

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Say whether PostgreSQL grants the acting role this: view, add, change or delete."""
        return user_obj.is_active and may(perm)


def logins_of(email: str, clinic_code: str | None = None) -> list[User]:
    """Give who may sign in with an address: at each clinic, or at the one with this code."""
    with as_login():
        return list(
            User.objects.raw(
                "SELECT * FROM clinic.login_by_email(%s, %s)", [email, clinic_code or None]
            )
        )


def _user_of(email: str, clinic_code: str | None) -> User | None:
    """Give the one user who is meant; without a code a superadmin, who has none to give, is first."""
    logins = logins_of(email, clinic_code)
    meant = [user for user in logins if user.clinic_id is None] or logins
    return meant[0] if len(meant) == 1 else None


def _address_of(request: HttpRequest | None) -> str | None:
    """Give the address that the request came from: a proxy's, unless it passes on the client's."""
    given = request.META.get("REMOTE_ADDR") if request else None
    try:
        return str(ip_address((given or "").partition("%")[0]))
    except ValueError:
        return None
