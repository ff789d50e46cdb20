from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from identity.forms import UserForm
from identity.models import Clinic, User
from identity.two_factor import remove_two_factor
from tenancy.admin import RoleAdmin
from tenancy.privileges import may_call


@admin.register(Clinic)
class ClinicAdmin(RoleAdmin):
    list_display = ("name", "code", "branch_name", "phone", "timezone", "is_active")
    list_filter = ("is_active", "subscription_tier")
    search_fields = ("name", "code", "registration_number")
    search_help_text = "Name, code or registration number"
    fieldsets = (
        (None, {"fields": ("code", "name", "branch_name", "registration_number", "is_active")}),
        ("Contact", {"fields": ("address", "postal_code", "phone", "email", "website")}),
        ("Place and time", {"fields": ("timezone", "operating_hours", "latitude", "longitude")}),
        ("Offer", {"fields": ("services", "facilities")}),
        ("Subscription", {"fields": ("subscription_tier", "subscription_expires_at", "settings")}),
    )


@admin.register(User)
class UserAdmin(RoleAdmin):
    form = UserForm
    list_display = ("full_name", "email", "role", "is_active", "last_login_at")
    list_filter = ("role", "is_active")
    search_fields = ("full_name", "email")
    search_help_text = "Name or e-mail"
    fieldsets = (
        (None, {"fields": ("clinic", "full_name", "display_name", "email", "phone", "role")}),
        (
            "Signing in",
            {
                "fields": (
                    *("is_active", "is_verified", "new_password", "remove_two_factor"),
                    *("two_factor_enabled", "last_login_at", "last_login_ip"),
                    *("password_changed_at", "email_verified_at", "phone_verified_at"),
                )
            },
        ),
        ("Preferences", {"fields": ("language", "timezone", "notification_preferences")}),
    )
    readonly_fields = (
        "email_verified_at",
        "phone_verified_at",
        "two_factor_enabled",
        "last_login_at",
        "last_login_ip",
        "password_changed_at",
    )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), dict.fromkeys(self._withheld(request, obj)))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_exclude(request, obj), *self._withheld(request, obj)]

    def _withheld(self, request: HttpRequest, obj: User | None) -> Iterator[str]:
        """Name what the person may not do for this user."""
        own = obj is not None and obj.pk == request.user.pk
        if own or not may_call("clinic.give_password_hash(uuid, text)"):
            yield "new_password"
        if own or not (
            obj and obj.two_factor_enabled and may_call("clinic.remove_two_factor(uuid)")
        ):
            yield "remove_two_factor"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if password := form.cleaned_data.get("new_password"):
            obj.set_password(password)
            obj.save(update_fields=["password"])
        if form.cleaned_data.get("remove_two_factor"):
            remove_two_factor(obj.pk)
