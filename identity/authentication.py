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

TRIED = 2
"""How many logins of one address are tried where no clinic code says which is meant."""


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

        Without a code the password is tried on each login of the address, a superadmin's first, as long
        as there are not more than TRIED; where it fits those of several clinics, none is meant. An
        attempt costs the same hashes whether the address is known, or of how many clinics, so that the
        time tells nothing. One that fails counts against whoever was tried.
        """
        email = username or credentials.get(User.USERNAME_FIELD)
        if not email or password is None:
            return None
        tried = logins_of(email, clinic_code)
        most = 1 if clinic_code else TRIED
        if len(tried) > most:
            tried = _superadmins(tried)
        stored = [user.password for user in tried]
        stored += [UNUSABLE_PASSWORD_PREFIX] * (most - len(tried))
        verdicts = [verify_password(password, each) for each in stored]
        outdated = {user.pk: old for user, (_, old) in zip(tried, verdicts, strict=False)}
        fitting = [user for user, (fits, _) in zip(tried, verdicts, strict=False) if fits]
        meant = _superadmins(fitting) or fitting
        user = meant[0] if len(meant) == 1 else None
        step = matching_step(user.two_factor_secret if user else None, one_time_code)
        if not record_sign_in(user.pk if user else None, _address_of(request), step, request):
            blamed: list[User] = [] if len(meant) > 1 else meant or tried
            if not blamed:
                record_failure(None, request)
            for each in blamed:
                record_failure(each.pk, request)
            return None
        if user and outdated[user.pk]:
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


def _superadmins(users: list[User]) -> list[User]:
    return [user for user in users if user.clinic_id is None]


def _address_of(request: HttpRequest | None) -> str | None:
    """Give the address that the request came from: a proxy's, unless it passes on the client's."""
    given = request.META.get("REMOTE_ADDR") if request else None
    try:
        return str(ip_address((given or "").partition("%")[0]))
    except ValueError:
        return None
