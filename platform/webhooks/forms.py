"""What the admin asks of who sets up sources, and of who replays what they sent."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tenancy.admin import RoleForm
from webhooks import secrets

KEEP = {"24": "for a day", "1": "for an hour", "168": "for a week", "0": "no longer"}
"""In hours: how long the secrets that a source had are accepted beside a new one."""


class SecretForm(RoleForm):
    """A secret that is given or, left empty, made; nobody is shown it again."""

    new_secret = forms.CharField(
        label="Secret",
        required=False,
        max_length=150,  # more would not fit, sealed
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="As the provider shows it. Empty: one is made, for Standard Webhooks and Daily.",
    )
    made_secret = ""

    def clean(self) -> Any:
        super().clean()
        scheme, secret = self.scheme(), self.cleaned_data.get("new_secret", "")
        if scheme and secret and (fault := secrets.fault(scheme, secret)):
            self.add_error("new_secret", fault)
        if scheme and not secret and secrets.may_make(scheme):
            self.made_secret = secrets.make(scheme)
        return self.cleaned_data

    def scheme(self) -> str:
        """Give how the source signs."""
        source = self.cleaned_data.get("source")
        return source.scheme if source else ""

    def secret(self) -> str:
        """Give the secret that was asked for, or made."""
        given: str = self.cleaned_data.get("new_secret", "")
        return given or self.made_secret


class NewSecretForm(SecretForm):
    """Another secret for a source that has one."""

    keep_others = forms.ChoiceField(
        label="Accept the others",
        choices=list(KEEP.items()),
        help_text="Until the provider signs with the new one. No longer, where others know the old.",
    )

    def clean(self) -> Any:
        super().clean()
        if self.scheme() and not self.secret() and "new_secret" not in self.errors:
            self.add_error("new_secret", "The provider gives the secret: copy it from there.")
        return self.cleaned_data

    def keep(self) -> timedelta:
        """Give how long the others are accepted."""
        return timedelta(hours=int(self.cleaned_data["keep_others"]))


class SourceForm(SecretForm):
    """A source, with its first secret where there is one yet."""

    def scheme(self) -> str:
        return str(self.cleaned_data.get("scheme") or "")


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"})


class ReplayForm(forms.Form):
    """Which dead letters are replayed: all that is chosen must fit."""

    source = forms.ChoiceField(required=False)
    received_from = forms.DateTimeField(required=False, widget=_moment())
    received_until = forms.DateTimeField(
        required=False, widget=_moment(), help_text="What came before then."
    )

    def __init__(self, sources: list[str], *args: Any) -> None:
        super().__init__(*args)
        choices = [("", "Any"), *((name, name) for name in sources)]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> Any:
        """Raise ValidationError where nothing is chosen: that would be all there are."""
        if not any(self.cleaned_data.values()) and not self.errors:
            raise ValidationError("Choose a source or a time.")
        return self.cleaned_data
