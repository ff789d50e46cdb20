"""Pages for who signs in: their password, their second factor, and a forgotten password."""

# mypy: disable-error-code="type-arg"
# Django's views take type arguments in the stubs alone.

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, auth, messages
from django.contrib.auth import views
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.http import urlsafe_base64_decode
from django.views.generic import FormView

from identity.forms import (
    ClinicPasswordResetForm,
    OwnPasswordChangeForm,
    SwitchOffForm,
    SwitchOnForm,
)
from identity.models import User
from identity.two_factor import new_secret, provisioning_uri

SECRET = "two_factor_secret"  # noqa: S105 (where the session keeps it until a code confirms it)


class TwoFactorView(FormView):
    """Where a person switches two-factor sign-in on and off for themself."""

    template_name = "identity/two_factor.html"
    success_url = reverse_lazy("two_factor")

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    @property
    def secret(self) -> str:
        """Give the secret that is on offer, the same until it is confirmed."""
        secret: str = self.request.session.setdefault(SECRET, new_secret())
        return secret

    def get_form(self, form_class: Any = None) -> forms.Form:
        if self.user.two_factor_enabled:
            return SwitchOffForm(self.user, **self.get_form_kwargs())
        return SwitchOnForm(self.user, self.secret, **self.get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs) | admin.site.each_context(self.request)
        if not self.user.two_factor_enabled:
            uri = provisioning_uri(self.secret, self.user.email)
            page |= {"secret": self.secret, "uri": uri}
        return page | {"title": "Two-factor sign-in"}

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        self.request.session.pop(SECRET, None)
        messages.success(self.request, "Two-factor sign-in is switched over.")
        return super().form_valid(form)


class PasswordChangeView(views.PasswordChangeView):
    """Where a person changes their own password: the admin's page, with a form that counts."""

    form_class = OwnPasswordChangeForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | admin.site.each_context(self.request)


class PasswordResetView(views.PasswordResetView):
    """Asks for an address, and gives the same answer for each."""

    form_class = ClinicPasswordResetForm


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    """Takes a new password from who followed the link."""

    def get_user(self, uidb64: str) -> Any:
        """Give the link's user, as long as they may sign in."""
        try:
            user_id = UUID(urlsafe_base64_decode(uidb64).decode())
        except ValueError:
            return None
        (backend,) = auth.get_backends()
        return backend.get_user(user_id)
