from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from clinical.search import MOST, search_patients
from privacy.admin import RevealsSealed
from system.models import FeatureFlag, PatientSummary, SystemSetting
from tenancy.admin import RoleAdmin
from tenancy.views import ViewAdmin


@admin.register(SystemSetting)
class SystemSettingAdmin(RevealsSealed):
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


@admin.register(PatientSummary)
class PatientSummaryAdmin(ViewAdmin):
    list_display = (
        "full_name",
        "patient_number",
        "phone",
        "total_appointments",
        "last_visit_date",
        "next_appointment_at",
        "total_medical_records",
        "outstanding_balance",
    )
    list_filter = ("gender",)
    search_fields = ("full_name", "patient_number", "phone", "email")
    search_help_text = "Name, number, phone or e-mail"
    sortable_by = ("full_name", "patient_number", "date_of_birth")

    def address_of(self, row: PatientSummary) -> str:
        """Lead to the patient."""
        return reverse("admin:clinical_patient_change", args=[row.pk])

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find patients by `search_patients`, which has indexes for it."""
        if not (sought := search_term.strip()):
            return queryset, False
        found = [match.patient_id for match in search_patients(sought, MOST)]
        return queryset.filter(pk__in=found), False
