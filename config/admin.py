"""The admin site: sign-in with a clinic code, and the domains in the order of the house."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from identity.forms import SignInForm


class ClinicAdminSite(admin.AdminSite):
    """What people at a clinic see of it before an application is built."""

    site_title = site_header = "Clinic Bedrock"
    index_title = "Overview"
    login_form = SignInForm

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Give the sections in the order of INSTALLED_APPS: from who exists to what was said."""
        order = list(apps.app_configs)
        sections = super().get_app_list(request, app_label)
        return sorted(sections, key=lambda section: order.index(section["app_label"]))
