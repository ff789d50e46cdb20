from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F, Func, IntegerField, Q, QuerySet, UUIDField, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from audit.admin import ReadsRecorded
from clinical.models import Doctor, Patient, Staff
from clinical.search import MOST, search_patients
from privacy.admin import RevealsSealed
from privacy.nric import normalised, validate_nric
from tenancy.acting import current_context
from tenancy.admin import RoleAdmin


class PatientSearch(RoleAdmin):
    """Finds what belongs to patients: by whose it is, or by a number of its own.

    Patients are found by `search_patients`, which has indexes for it; a number is sought whole.
    """

    search_help_text = "A patient's name or number, or its own"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not (sought := search_term.strip()):
            return queryset, False
        patients = [match.patient_id for match in search_patients(sought, MOST)]
        found = Q(patient__in=patients)
        for name in self.search_fields:
            if "__" not in name:
                found |= Q(**{f"{name}__in": {sought, sought.upper()}})
        return queryset.filter(found), False


class FindForm(forms.Form):
    """Whom an NRIC or FIN is asked for."""

    nric = forms.CharField(
        label="NRIC or FIN",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_nric(self) -> str:
        """Raise ValidationError for what is none."""
        number = normalised(self.cleaned_data["nric"])
        validate_nric(number)
        return number


@admin.register(Patient)
class PatientAdmin(RevealsSealed, ReadsRecorded):
    list_display = (
        "full_name",
        "patient_number",
        "date_of_birth",
        "gender",
        "phone",
        "chas_card_type",
        "last_visit_date",
    )
    list_filter = ("gender", "chas_card_type")
    search_fields = ("full_name", "patient_number", "phone", "email")
    search_help_text = "Name, number, phone or e-mail"
    change_list_template = "admin/clinical/patient/change_list.html"
    readonly_fields = (
        "first_visit_date",
        "last_visit_date",
        "total_visits",
        "no_show_count",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "clinic",
                    "patient_number",
                    "full_name",
                    "date_of_birth",
                    "gender",
                    "nric",
                    "passport_number",
                    "user",
                )
            },
        ),
        (
            "Contact",
            {
                "fields": (
                    "phone",
                    "email",
                    "address",
                    "postal_code",
                    "preferred_language",
                    "preferred_doctor",
                )
            },
        ),
        (
            "In an emergency",
            {
                "fields": (
                    "emergency_contact_name",
                    "emergency_contact_phone",
                    "emergency_contact_relationship",
                )
            },
        ),
        (
            "Person",
            {
                "fields": (
                    "nationality",
                    "race",
                    "marital_status",
                    "occupation",
                    "employer",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            "Health",
            {
                "fields": (
                    "blood_type",
                    "height_cm",
                    "weight_kg",
                    "bmi",
                    "allergies",
                    "chronic_conditions",
                    "current_medications",
                    "medical_history",
                    "family_medical_history",
                    "risk_factors",
                )
            },
        ),
        (
            "Subsidies and insurance",
            {
                "fields": (
                    "chas_card_type",
                    "chas_card_number",
                    "chas_card_expiry",
                    "insurance_provider",
                    "insurance_policy_number",
                    "insurance_expiry",
                    "medisave_authorized",
                )
            },
        ),
        (
            "Consent",
            {
                "fields": (
                    "sms_consent",
                    "email_consent",
                    "whatsapp_consent",
                    "marketing_consent",
                    "data_sharing_consent",
                    "consent_updated_at",
                )
            },
        ),
        (
            "Visits and notes",
            {
                "fields": (
                    "first_visit_date",
                    "last_visit_date",
                    "total_visits",
                    "no_show_count",
                    "tags",
                    "notes",
                )
            },
        ),
    )

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.find_view)
        return [path("find/", view, name="clinical_patient_find"), *super().get_urls()]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Lead to the patient with an NRIC or FIN, which is posted: addresses get into logs.

        Raises PermissionDenied for who sees no patients.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FindForm(request.POST or None)
        if form.is_valid():
            clinic_id = UUID(current_context(connection).clinic_id)
            index: Any = self.opts.get_field("nric_hash")
            digest = index.digest(form.cleaned_data["nric"], clinic_id)
            found = self.get_queryset(request).filter(nric_hash=digest).first()
            if found:
                return HttpResponseRedirect(
                    reverse("admin:clinical_patient_change", args=[found.pk])
                )
            form.add_error("nric", "The clinic has no patient with this NRIC or FIN.")
        context = self.admin_site.each_context(request) | {
            "title": "Find by NRIC or FIN",
            "opts": self.opts,
            "form": form,
            "value": None,
            "said": "The whole number: in the database it is encrypted, and found by a digest alone.",
            "button": "Find",
        }
        return TemplateResponse(request, "privacy/ask.html", context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep the patients found, the best first unless a column was chosen to sort by."""
        if not search_term.strip():
            return queryset, False
        found = [match.patient_id for match in search_patients(search_term, MOST)]
        queryset = queryset.filter(pk__in=found)
        if ORDER_VAR not in request.GET:
            ranked = Value(found, output_field=ArrayField(UUIDField()))
            place = Func(ranked, F("pk"), function="array_position", output_field=IntegerField())
            queryset = queryset.order_by(place)
        return queryset, False


@admin.register(Doctor)
class DoctorAdmin(RoleAdmin):
    list_display = (
        "full_name",
        "employee_id",
        "medical_registration_number",
        "license_expiry",
        "consultation_fee",
        "telemedicine_enabled",
    )
    list_filter = ("telemedicine_enabled",)
    search_fields = ("full_name", "employee_id", "medical_registration_number")
    search_help_text = "Name or number"
    readonly_fields = ("total_consultations", "average_rating", "rating_count")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("clinic", "full_name", "employee_id", "medical_registration_number"),
                    *("license_expiry", "user"),
                )
            },
        ),
        (
            "Consultations",
            {
                "fields": (
                    *("consultation_fee", "telemedicine_enabled", "telemedicine_fee"),
                    *("consultation_duration_minutes", "buffer_time_minutes"),
                    *("max_daily_appointments", "advance_booking_days"),
                    "auto_accept_appointments",
                )
            },
        ),
        ("Hours", {"fields": ("working_hours", "break_times", "blocked_dates")}),
        (
            "Profile",
            {
                "fields": (
                    *("specializations", "qualifications", "languages_spoken"),
                    *("years_of_experience", "bio", "profile_photo_url", "signature_image_url"),
                    "notification_preferences",
                )
            },
        ),
        ("So far", {"fields": ("total_consultations", "average_rating", "rating_count")}),
    )


@admin.register(Staff)
class StaffAdmin(RoleAdmin):
    list_display = ("full_name", "employee_id", "department", "position", "employment_type")
    list_filter = ("employment_type",)
    search_fields = ("full_name", "employee_id", "position")
    search_help_text = "Name, number or position"
    fieldsets = (
        (None, {"fields": ("clinic", "full_name", "employee_id", "user")}),
        (
            "Work",
            {
                "fields": (
                    *("department", "position", "employment_type", "reporting_to"),
                    *("start_date", "end_date"),
                )
            },
        ),
        ("Access", {"fields": ("permissions", "accessible_modules")}),
    )
