"""The admin's classes: the theme's where it is installed, and Django's own where it is not."""

from typing import TYPE_CHECKING

from django.apps import apps

__all__ = ["AdminSite", "ModelAdmin", "TabularInline"]

if TYPE_CHECKING or not apps.is_installed("unfold"):
    from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
else:
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.sites import UnfoldAdminSite as AdminSite
