"""Grant each role the commands it has at all, and tell the planner nothing of what people are.

Plan 011. Locks each table for a moment.
"""

from django.db import migrations

from postgres.operations import HideFromPlanner, SQLFile


class Migration(migrations.Migration):
    dependencies = [("clinical", "0003_keep_updated_at")]

    operations = [
        SQLFile("functions/clinic.current_patient_id", version=1),
        SQLFile("functions/clinic.current_doctor_id", version=1),
        SQLFile("policies/clinic.patients", version=1),
        SQLFile("policies/clinic.doctors", version=1),
        SQLFile("policies/clinic.staff", version=1),
        HideFromPlanner(
            "clinic.patients",
            [
                "patient_number",
                "full_name",
                "phone",
                "email",
                "nric_encrypted",
                "nric_hash",
                "passport_number_encrypted",
                "date_of_birth",
                "nationality",
                "race",
                "marital_status",
                "occupation",
                "employer",
                "address",
                "postal_code",
                "emergency_contact_name",
                "emergency_contact_phone",
                "emergency_contact_relationship",
                "blood_type",
                "allergies",
                "chronic_conditions",
                "current_medications",
                "medical_history",
                "family_medical_history",
                "chas_card_number_encrypted",
                "chas_card_expiry",
                "insurance_provider",
                "insurance_policy_number_encrypted",
                "insurance_expiry",
                "tags",
                "notes",
                "risk_factors",
            ],
        ),
        HideFromPlanner(
            "clinic.doctors",
            ["full_name", "medical_registration_number", "notification_preferences", "bio"],
        ),
        HideFromPlanner("clinic.staff", ["full_name", "permissions"]),
    ]
