from django.contrib import admin

from audit.admin import ReadsRecorded
from records.models import (
    ImagingResult,
    LabResult,
    MedicalRecord,
    Prescription,
    PrescriptionItem,
    VaccinationRecord,
)
from tenancy.admin import PartInline, RoleAdmin


@admin.register(MedicalRecord)
class MedicalRecordAdmin(ReadsRecorded):
    list_display = (
        "record_number",
        "record_date",
        "patient",
        "doctor",
        "primary_diagnosis",
        "primary_diagnosis_code",
    )
    list_filter = ("mc_required", "follow_up_required", "referral_required")
    date_hierarchy = "record_date"
    search_fields = ("record_number", "patient__full_name", "primary_diagnosis")
    autocomplete_fields = ("clinic", "patient", "doctor", "appointment")
    readonly_fields = ("bmi",)


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
class PrescriptionAdmin(ReadsRecorded):
    list_display = ("prescription_number", "prescription_date", "patient", "doctor", "status")
    list_filter = ("status", "is_e_prescription", "collection_method")
    date_hierarchy = "prescription_date"
    search_fields = ("prescription_number", "patient__full_name")
    autocomplete_fields = ("clinic", "patient", "doctor", "medical_record")
    inlines = (PrescriptionItemInline,)


@admin.register(PrescriptionItem)
class PrescriptionItemAdmin(RoleAdmin):
    list_display = ("medication_name", "dosage", "frequency", "quantity", "unit", "prescription")
    list_filter = ("is_controlled_drug", "is_antibiotic")
    search_fields = ("medication_name", "generic_name", "prescription__prescription_number")
    autocomplete_fields = ("clinic", "prescription")


@admin.register(LabResult)
class LabResultAdmin(ReadsRecorded):
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
    search_fields = ("lab_reference_number", "patient__full_name", "test_category")
    autocomplete_fields = (
        "clinic",
        "patient",
        "doctor",
        "medical_record",
        "critical_values_acknowledged_by",
        "reviewed_by",
    )


@admin.register(ImagingResult)
class ImagingResultAdmin(ReadsRecorded):
    list_display = ("imaging_date", "patient", "imaging_type", "body_part", "status", "reviewed_by")
    list_filter = ("status", "imaging_type")
    date_hierarchy = "imaging_date"
    search_fields = ("reference_number", "patient__full_name", "body_part")
    autocomplete_fields = ("clinic", "patient", "doctor", "medical_record", "reviewed_by")


@admin.register(VaccinationRecord)
class VaccinationRecordAdmin(ReadsRecorded):
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
    search_fields = ("vaccine_name", "patient__full_name", "lot_number")
    autocomplete_fields = ("clinic", "patient", "administered_by")
