"""How people sign in, and how an admin lets them."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from identity.models import User
from tenancy.admin import RoleForm


class SignInForm(AdminAuthenticationForm):
    """E-mail and password; the clinic's code too, for who signs in at several clinics."""

    clinic_code = forms.CharField(
        label="Clinic code",
        required=False,
        max_length=20,
        help_text="Only if you use the same address and password at several clinics.",
    )

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": (
            "No sign-in with this e-mail address and password. If you use them at several clinics,"
            " give the clinic code too."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail"

    def clean(self) -> dict[str, Any]:
        """Sign in, or raise ValidationError with the same words whatever was wrong."""
        credentials = {
            name: self.cleaned_data.get(name) for name in ("username", "password", "clinic_code")
        }
        if credentials["username"] and credentials["password"]:
            user = authenticate(self.request, **credentials)
            if not isinstance(user, User):
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(user)
            self.user_cache = user
        return self.cleaned_data

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class UserForm(RoleForm):
    """A user's row, and a password for them from whoever may give one."""

    new_password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="A first password, or another for who has forgotten theirs. Empty: as it is.",
    )

    def clean_new_password(self) -> str:
        """Raise ValidationError for a password that is too easy to guess."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password
