"""Sign in by e-mail, and by clinic code where one address exists in several clinics."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model
from django.http import HttpRequest

from identity.models import User
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
        **credentials: Any,
    ) -> User | None:
        """Give the one user whose address and password these are; None for none, or for several."""
        email = username or credentials.get(User.USERNAME_FIELD)
        if not email or password is None:
            return None
        with as_login():
            logins = list(
                User.objects.raw(
                    "SELECT * FROM clinic.login_by_email(%s, %s)", [email, clinic_code or None]
                )
            )
            matches = [user for user in logins if user.check_password(password)]
        if not logins:
            User().set_password(password)  # As slow as a real one: the time tells nothing.
        return matches[0] if len(matches) == 1 else None

    def get_user(self, user_id: UUID) -> User | None:
        """Give the user of a session, as long as they may sign in."""
        with as_login():
            rows = User.objects.raw("SELECT * FROM clinic.login_by_id(%s)", [user_id])
            return next(iter(rows), None)

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Say whether PostgreSQL grants the acting role this: view, add, change or delete."""
        return user_obj.is_active and may(user_obj, perm)
