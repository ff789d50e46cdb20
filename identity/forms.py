"""How people sign in, and how an admin lets them."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

from identity import two_factor
from identity.attempts import refuse_wrong_password
from identity.authentication import logins_of
from identity.models import User
from tenancy.admin import RoleForm

postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postman")
"""Looks for logins and sends e-mail beside the request: how long the page takes tells nothing."""


def code_field(help_text: str, required: bool = True) -> forms.CharField:
    """Make the field for a one-time code."""
    return forms.CharField(
        label="One-time code",
        required=required,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=help_text,
    )


class SignInForm(AdminAuthenticationForm):
    """E-mail and password; a clinic's code and a one-time code for those who need them."""

    clinic_code = forms.CharField(
        label="Clinic code",
        required=False,
        max_length=20,
        help_text="Only if you use the same address and password at several clinics.",
    )
    one_time_code = code_field("Only if you have switched on two-factor sign-in.", required=False)

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": (
            "No sign-in with this. If you use the address at several clinics, give the clinic code"
            " too; with two-factor sign-in, a code that you have not used yet. After several failed"
            " attempts an account is locked for a while."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail"

    def clean(self) -> dict[str, Any]:
        """Sign in, or raise ValidationError with the same words whatever was wrong."""
        credentials = {
            name: self.cleaned_data.get(name)
            for name in ("username", "password", "clinic_code", "one_time_code")
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


class ClinicPasswordResetForm(PasswordResetForm):
    """Sends a link to each login that an address has, and says nothing where it has none."""

    def get_users(self, email: str) -> Iterable[User]:
        return logins_of(email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        postman.submit(self._save, *args, **kwargs)

    def _save(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().save(*args, **kwargs)
        finally:
            connection.close()


class OwnPasswordChangeForm(AdminPasswordChangeForm):
    """The person's password, and twice the new one."""

    def clean_old_password(self) -> str:
        """Raise ValidationError for a wrong password."""
        password: str = self.cleaned_data["old_password"]
        refuse_wrong_password(self.user, password)
        return password


class OwnPasswordForm(forms.Form):
    """The person's password, so that an open browser alone changes nothing."""

    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Raise ValidationError for a wrong password."""
        password: str = self.cleaned_data["password"]
        refuse_wrong_password(self.user, password)
        return password


class SwitchOnForm(OwnPasswordForm):
    """A first code too, which shows that the person's telephone has the secret."""

    one_time_code = code_field("The six digits that the app shows now.")

    def __init__(self, user: User, secret: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.secret = secret

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError for a code that is not the secret's."""
        code = self.cleaned_data.get("one_time_code")
        self.step = two_factor.matching_step(self.secret, code)
        if code and self.step is None:
            self.add_error("one_time_code", "Not the code: wait for the next one.")
        return self.cleaned_data

    def save(self) -> None:
        if self.step is not None:
            two_factor.switch_on(self.user.pk, self.user.password, self.secret, self.step)


class SwitchOffForm(OwnPasswordForm):
    """What switches the second factor off."""

    def save(self) -> None:
        two_factor.switch_off(self.user.pk, self.user.password)


class UserForm(RoleForm):
    """A user's row, and what an admin may do for who cannot sign in."""

    new_password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="A first password, or another for who has forgotten theirs. Empty: as it is.",
    )
    remove_two_factor = forms.BooleanField(
        required=False,
        label="Switch off two-factor sign-in",
        help_text="For who has lost their telephone.",
    )

    def clean_new_password(self) -> str:
        """Raise ValidationError for a password that is too easy to guess."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password
