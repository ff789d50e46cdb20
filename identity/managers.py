"""How users are made."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from identity.models import User


class UserManager(BaseUserManager["User"]):
    """Makes users, with a password or without: who has none can't sign in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user of `fields["clinic"]`, in the role `fields["role"]`.

        Raises IntegrityError when the clinic has that address already.
        """
        user = self.model(email=self.normalize_email(email), **fields)
        if password is not None:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a superadmin: a user of the platform, of no clinic."""
        return self.create_user(email, password, role="superadmin", clinic=None, **fields)
