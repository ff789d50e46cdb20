"""Encrypted fields in the admin: masked, and revealed to who says why."""

# mypy: disable-error-code="type-arg"
# The admin's classes take type arguments in the stubs alone.

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from audit.access import record_reveal
from privacy.errors import KeyMissingError, UnreadableError
from privacy.fields import Encrypted, Sealed
from tenancy import privileges
from tenancy.admin import RoleAdmin
from tenancy.columns import Column, indented, prose


class ReasonForm(forms.Form):
    """Why somebody wants to see what is hidden."""

    reason = forms.CharField(
        max_length=255, help_text="What you need it for, as: to fill in a referral letter."
    )


class SealedInput(forms.Widget):
    """An input with a button beside it; mixed into the theme's own."""

    inner = ""
    reveal_url = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"inner": self.inner, "reveal_url": self.reveal_url}
        return context


class SealedColumn(Column):
    """A field as pages show it to who may not change it: masked, with the button."""

    def __init__(self, field: Encrypted) -> None:
        super().__init__(field, prose)
        self._field = field

    def __call__(self, row: models.Model) -> str:
        if not isinstance(row.__dict__.get(self._attribute), Sealed):
            return super().__call__(row)
        return format_html(
            '<span class="sealed">{}<a class="reveal" href="{}">Reveal</a></span>',
            self._field.value_from_object(row),
            reveal_url(row, self._field.name),
        )


class RevealsSealed(RoleAdmin):
    """Pages of rows that hold encrypted values: masked to who may read them, in full to who says why.

    The reason and who gave it go into the audit log, in the transaction that shows the value.
    """

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_reveal"
        view = self.admin_site.admin_view(self.reveal_view)
        return [path("<path:object_id>/reveal/<str:field>/", view, name=name), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, Encrypted):
            kind = type(field.widget)
            members = {"inner": kind.template_name, "template_name": "privacy/sealed.html"}
            field.widget.__class__ = type(kind.__name__, (SealedInput, kind), members)
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        return field

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        for name, field in form.base_fields.items():
            if obj and isinstance(obj.__dict__.get(name), Sealed):
                field.widget.reveal_url = reveal_url(obj, name)
        return form

    def reveal_view(self, request: HttpRequest, object_id: str, field: str) -> HttpResponse:
        """Ask why, record it, and show the value.

        Raises PermissionDenied for who may not read the column, Http404 where there is nothing to show.
        """
        row = self.get_object(request, unquote(object_id))
        sealed = next((each for each in self.opts.fields if each.name == field), None)
        if row is None or not isinstance(sealed, Encrypted):
            raise Http404
        if sealed.column not in privileges.columns(self.model, "SELECT"):
            raise PermissionDenied
        if not isinstance(row.__dict__.get(sealed.attname), Sealed):
            raise Http404
        form = ReasonForm(request.POST or None)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        context = self.admin_site.each_context(request) | {
            "title": f"{capfirst(sealed.verbose_name)} of {row}",
            "opts": self.opts,
            "row": row,
            "form": form,
            "back": back,
            "value": None,
            "said": "It is shown to you once, and the audit log keeps that it was, and why.",
            "button": "Reveal",
        }
        if form.is_valid():
            try:
                value = getattr(row, sealed.attname)
            except (KeyMissingError, UnreadableError):
                self.message_user(
                    request, "It cannot be read: ask who runs the system.", messages.ERROR
                )
                return HttpResponseRedirect(back)
            record_reveal(row, sealed.column, form.cleaned_data["reason"])
            context["value"] = value if isinstance(value, str) else indented(value)
        return TemplateResponse(request, "privacy/ask.html", context)

    def _shown(self, names: Iterable[Any]) -> list[Any]:
        sealed = {each.name: each for each in self.opts.fields if isinstance(each, Encrypted)}
        return super()._shown(SealedColumn(sealed[n]) if n in sealed else n for n in names)


def reveal_url(row: models.Model, field: str) -> str:
    """Give the address of the page that reveals a row's field."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_reveal", args=[row.pk, field])
