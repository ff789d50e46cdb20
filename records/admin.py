from django.contrib import admin

from audit.admin import ReadsRecorded
from clinical.admin import PatientAdmin, PatientSearch
from records.models import (
    ImagingResult,
    LabResult,
    MedicalRecord,
    Prescription,
    PrescriptionItem,
    VaccinationRecord,
)
from tenancy.admin import LatestInline, PartInline


class MedicalRecordInline(LatestInline):
    model = MedicalRecord
    columns = ("record_date", "doctor", "primary_diagnosis", "follow_up_date", "record_number")


class PrescriptionInline(LatestInline):
    model = Prescription
    columns = ("prescription_date", "doctor", "status", "valid_until", "prescription_number")


PatientAdmin.inlines = (*PatientAdmin.inlines, MedicalRecordInline, PrescriptionInline)


@admin.register(MedicalRecord)
class MedicalRecordAdmin(PatientSearch, ReadsRecorded):
    list_display = (
        "record_date",
        "patient",
        "doctor",
        "primary_diagnosis",
        "primary_diagnosis_code",
        "follow_up_date",
        "record_number",
    )
    list_filter = ("follow_up_required", "referral_required", "mc_required", "doctor")
    date_hierarchy = "record_date"
    search_fields = ("record_number", "patient__full_name", "patient__patient_number")
    readonly_fields = ("bmi",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("clinic", "record_number", "record_date", "patient", "doctor"),
                    *("appointment", "is_sensitive", "access_restricted"),
                )
            },
        ),
        (
            "Vital signs",
            {
                "fields": (
                    *("temperature_celsius", "blood_pressure_systolic"),
                    *("blood_pressure_diastolic", "heart_rate_bpm", "respiratory_rate_bpm"),
                    *("oxygen_saturation_percent", "height_cm", "weight_kg", "bmi"),
                )
            },
        ),
        (
            "What the patient says",
            {"fields": ("chief_complaint", "history_of_present_illness", "review_of_systems")},
        ),
        (
            "What was found",
            {
                "fields": (
                    *("physical_examination", "primary_diagnosis", "primary_diagnosis_code"),
                    *("secondary_diagnoses", "differential_diagnoses"),
                )
            },
        ),
        (
            "What is done",
            {"fields": ("treatment_plan", "medications_prescribed", "procedures_performed")},
        ),
        (
            "What follows",
            {
                "fields": (
                    *("follow_up_required", "follow_up_date", "follow_up_instructions"),
                    *("referral_required", "referral_to", "referral_reason"),
                    "referral_letter_url",
                )
            },
        ),
        (
            "Medical certificate",
            {"fields": ("mc_required", "mc_number", "mc_start_date", "mc_end_date", "mc_days")},
        ),
        ("Attachments", {"fields": ("attachments",)}),
    )


class PrescriptionItemInline(PartInline):
    model = PrescriptionItem
    fields = (
        "medication_name",
        "dosage",
        "frequency",
        "duration",
        "quantity",
        "unit",
        "unit_price",
        "total_price",
        "dispensed_quantity",
        "remaining_quantity",
    )


@admin.register(Prescription)
class PrescriptionAdmin(PatientSearch, ReadsRecorded):
    list_display = (
        "prescription_date",
        "patient",
        "doctor",
        "status",
        "valid_until",
        "prescription_number",
    )
    list_filter = ("status", "collection_method", "is_e_prescription", "doctor")
    date_hierarchy = "prescription_date"
    search_fields = ("prescription_number", "patient__full_name", "patient__patient_number")
    inlines = (PrescriptionItemInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("clinic", "prescription_number", "prescription_date", "valid_until"),
                    *("patient", "doctor", "medical_record", "status"),
                )
            },
        ),
        (
            "Collection",
            {"fields": ("collection_method", "dispensed_by", "dispensed_at", "pharmacy_notes")},
        ),
        (
            "E-prescription",
            {
                "fields": (
                    *("is_e_prescription", "e_prescription_sent_to", "e_prescription_sent_at"),
                    "qr_code_url",
                )
            },
        ),
        ("Notes", {"fields": ("doctor_notes",)}),
    )


@admin.register(PrescriptionItem)
class PrescriptionItemAdmin(PatientSearch):
    list_display = (
        "medication_name",
        "dosage",
        "frequency",
        "quantity",
        "unit",
        "prescription",
        "patient",
    )
    list_filter = ("is_controlled_drug", "is_antibiotic")
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"


@admin.register(LabResult)
class LabResultAdmin(PatientSearch, ReadsRecorded):
    list_display = (
        "test_date",
        "patient",
        "test_category",
        "lab_name",
        "status",
        "has_critical_values",
        "reviewed_by",
    )
    list_filter = ("status", "has_critical_values")
    date_hierarchy = "test_date"
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"
    fieldsets = (
        (None, {"fields": ("clinic", "patient", "doctor", "medical_record", "status")}),
        (
            "Test",
            {
                "fields": (
                    *("test_category", "tests_ordered", "lab_name", "lab_reference_number"),
                    *("test_date", "report_date"),
                )
            },
        ),
        ("Results", {"fields": ("results", "comments", "report_url", "attachments")}),
        (
            "Critical values",
            {
                "fields": (
                    *("has_critical_values", "critical_values"),
                    *("critical_values_acknowledged_by", "critical_values_acknowledged_at"),
                )
            },
        ),
        ("Review", {"fields": ("reviewed_by", "reviewed_at")}),
    )


@admin.register(ImagingResult)
class ImagingResultAdmin(PatientSearch, ReadsRecorded):
    list_display = ("imaging_date", "patient", "imaging_type", "body_part", "status", "reviewed_by")
    list_filter = ("status", "imaging_type")
    date_hierarchy = "imaging_date"
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"


@admin.register(VaccinationRecord)
class VaccinationRecordAdmin(PatientSearch, ReadsRecorded):
    list_display = (
        "administered_date",
        "patient",
        "vaccine_name",
        "dose_number",
        "next_dose_due_date",
        "administered_by",
    )
    list_filter = ("series_complete", "side_effects_reported")
    date_hierarchy = "administered_date"
    search_fields = ("patient__full_name", "patient__patient_number")
    search_help_text = "A patient's name or number"
