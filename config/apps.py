from django.contrib.admin import apps


class AdminConfig(apps.AdminConfig):
    """Django's admin, at this project's own site."""

    default_site = "config.admin.ClinicAdminSite"
