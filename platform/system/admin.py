from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from system.models import FeatureFlag, SystemSetting
from tenancy.admin import RoleAdmin


@admin.register(SystemSetting)
class SystemSettingAdmin(RoleAdmin):
    list_display = ("category", "key", "value", "whose", "is_public", "updated_at")
    list_filter = ("category", "is_public", "is_encrypted")
    search_fields = ("category", "key")
    search_help_text = "Category or key"
    shows_rows_of_no_clinic = True

    @admin.display(description="Of", ordering="clinic")
    def whose(self, setting: SystemSetting) -> str:
        return "the clinic" if setting.clinic_id else "the platform"

    def save_model(self, request: HttpRequest, obj: SystemSetting, form: Any, change: bool) -> None:
        if form.changed_data:
            # A superadmin belongs to no clinic: the audit log has the name.
            obj.updated_by_id = request.user.pk if request.user.clinic_id else None  # type: ignore[union-attr]
            form.changed_data.append("updated_by")
        super().save_model(request, obj, form, change)


@admin.register(FeatureFlag)
class FeatureFlagAdmin(RoleAdmin):
    list_display = ("name", "description", "is_enabled", "rollout_percentage")
    list_filter = ("is_enabled",)
    search_fields = ("name", "description")
    search_help_text = "Name or description"
