"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("records", "0003_keep_updated_at")]

    operations = [
        SQLFile("policies/clinic.medical_records", version=1),
        SQLFile("policies/clinic.prescriptions", version=1),
        SQLFile("policies/clinic.prescription_items", version=1),
        SQLFile("policies/clinic.lab_results", version=1),
        SQLFile("policies/clinic.imaging_results", version=1),
        SQLFile("policies/clinic.vaccination_records", version=1),
        HideFromPlanner(
            "clinic.medical_records",
            [
                "record_number",
                "chief_complaint",
                "history_of_present_illness",
                "review_of_systems",
                "physical_examination",
                "primary_diagnosis",
                "primary_diagnosis_code",
                "secondary_diagnoses",
                "differential_diagnoses",
                "treatment_plan",
                "medications_prescribed",
                "procedures_performed",
                "follow_up_instructions",
                "referral_to",
                "referral_reason",
                "referral_letter_url",
                "mc_start_date",
                "mc_end_date",
                "mc_number",
                "attachments",
            ],
        ),
        HideFromPlanner(
            "clinic.prescriptions",
            [
                "prescription_number",
                "e_prescription_token",
                "qr_code_url",
                "pharmacy_notes",
                "doctor_notes",
            ],
        ),
        HideFromPlanner(
            "clinic.prescription_items",
            [
                "medication_name",
                "medication_code",
                "generic_name",
                "dosage",
                "frequency",
                "instructions",
                "food_instructions",
            ],
        ),
        HideFromPlanner(
            "clinic.lab_results",
            [
                "lab_reference_number",
                "tests_ordered",
                "results",
                "critical_values",
                "comments",
                "report_url",
                "attachments",
            ],
        ),
        HideFromPlanner(
            "clinic.imaging_results",
            [
                "body_part",
                "reference_number",
                "findings",
                "impression",
                "recommendations",
                "radiologist_comments",
                "images_url",
                "report_url",
            ],
        ),
        HideFromPlanner(
            "clinic.vaccination_records",
            [
                "vaccine_name",
                "vaccine_brand",
                "lot_number",
                "side_effects_details",
                "certificate_number",
                "certificate_url",
            ],
        ),
    ]
