"""The admin site: sign-in with a clinic code, the domains in the order of the house, who is acting."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.views.decorators.http import require_POST

from config.today import today
from identity.forms import SignInForm
from identity.models import Clinic
from scheduling.models import Appointment
from system.models import PatientSummary
from tenancy.middleware import ACTING_CLINIC
from tenancy.theme import AdminSite

DAY: dict[str, Any] = {
    "model": Appointment,
    "name": "The day",
    "object_name": "Day",
    "admin_url": reverse_lazy("day:day"),
    "add_url": None,
    "view_only": True,
    "perms": {},
}
"""The page of the day, among the tables of its section."""


class ClinicAdminSite(AdminSite):
    """What people at a clinic see of it before an application is built."""

    site_title = site_header = "Clinic Bedrock"
    index_title = "Overview"
    site_url = None
    login_form = SignInForm

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Give the sections in the order of INSTALLED_APPS, and what is in them in their own."""
        apps_in_order, models_in_order = list(apps.app_configs), list(self._registry)
        sections = super().get_app_list(request, app_label)
        for section in sections:
            section["models"].sort(key=lambda entry: models_in_order.index(entry["model"]))
            if section["app_label"] == "scheduling":
                section["models"].insert(0, DAY)
        _move(sections, PatientSummary, to="clinical")
        sections = [section for section in sections if section["models"]]
        return sorted(sections, key=lambda section: apps_in_order.index(section["app_label"]))

    def get_urls(self) -> list[Any]:
        act_in = path("act-in/", self.admin_view(require_POST(self.act_in)), name="act_in")
        return [act_in, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Say on every page who is acting, where; let a superadmin choose the clinic."""
        named = {"site_title": self.site_title, "site_header": self.site_header}
        acting = self._acting(request) if request.user.is_authenticated else {}
        return super().each_context(request) | named | acting

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Show the clinic's day."""
        return super().index(request, today(request) | (extra_context or {}))

    def act_in(self, request: HttpRequest) -> HttpResponse:
        """Let a superadmin act in one clinic, or in none; nobody else has a choice."""
        chosen = request.POST.get("clinic", "")
        if request.user.clinic_id is not None:  # type: ignore[union-attr]
            messages.error(request, "You act in your own clinic.")
        elif not chosen:
            request.session.pop(ACTING_CLINIC, None)
        elif _is_clinic(chosen):
            request.session[ACTING_CLINIC] = chosen
        else:
            messages.error(request, "There is no such clinic.")
        return HttpResponseRedirect(reverse("admin:index"))

    def _acting(self, request: HttpRequest) -> dict[str, Any]:
        own = request.user.clinic_id  # type: ignore[union-attr]
        return {
            "acting_clinic": request.acting_clinic,  # type: ignore[attr-defined]
            "clinics_to_act_in": Clinic.objects.filter(deleted_at=None) if own is None else (),
        }


def _move(sections: list[Any], model: type[Model], to: str) -> None:
    """Show a model in another section than that of its app, if both are there."""
    entries = {section["app_label"]: section["models"] for section in sections}
    here = entries.get(model._meta.app_label, [])
    for entry in [entry for entry in here if entry["model"] is model and to in entries]:
        here.remove(entry)
        entries[to].append(entry)


def _is_clinic(chosen: str) -> bool:
    try:
        return Clinic.objects.filter(pk=UUID(chosen), deleted_at=None).exists()
    except ValueError:
        return False
