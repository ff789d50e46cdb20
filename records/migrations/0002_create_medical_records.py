"""Make the tables medical_records, prescriptions, prescription_items, lab_results, imaging_results, vaccination_records.

Plan 006. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

from decimal import Decimal

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.fields
import postgres.operations
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinical", "0002_create_patients_doctors_and_staff"),
        ("identity", "0001_create_clinics_and_users"),
        ("records", "0001_create_types"),
        ("scheduling", "0002_create_appointments_slots_and_queue"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="MedicalRecord",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("record_number", models.CharField(max_length=50)),
                ("record_date", models.DateField()),
                (
                    "temperature_celsius",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        verbose_name="temperature (°C)",
                    ),
                ),
                (
                    "blood_pressure_systolic",
                    models.IntegerField(blank=True, help_text="mmHg", null=True),
                ),
                (
                    "blood_pressure_diastolic",
                    models.IntegerField(blank=True, help_text="mmHg", null=True),
                ),
                (
                    "heart_rate_bpm",
                    models.IntegerField(blank=True, null=True, verbose_name="heart rate (bpm)"),
                ),
                (
                    "respiratory_rate_bpm",
                    models.IntegerField(
                        blank=True, null=True, verbose_name="respiratory rate (breaths a minute)"
                    ),
                ),
                (
                    "oxygen_saturation_percent",
                    models.IntegerField(
                        blank=True, null=True, verbose_name="oxygen saturation (%)"
                    ),
                ),
                (
                    "height_cm",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="height (cm)",
                    ),
                ),
                (
                    "weight_kg",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="weight (kg)",
                    ),
                ),
                (
                    "bmi",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "height_cm", "weight_kg", function="clinic.calculate_bmi"
                        ),
                        output_field=models.DecimalField(decimal_places=2, max_digits=4),
                        verbose_name="BMI",
                    ),
                ),
                ("chief_complaint", models.TextField(blank=True, null=True)),
                ("history_of_present_illness", models.TextField(blank=True, null=True)),
                ("review_of_systems", postgres.fields.JSONObjectField()),
                ("physical_examination", postgres.fields.JSONObjectField()),
                ("primary_diagnosis", models.CharField(blank=True, max_length=255, null=True)),
                (
                    "primary_diagnosis_code",
                    models.CharField(
                        blank=True, help_text="ICD-10, as J06.9.", max_length=20, null=True
                    ),
                ),
                ("secondary_diagnoses", postgres.fields.JSONListField()),
                ("differential_diagnoses", postgres.fields.JSONListField()),
                ("treatment_plan", models.TextField(blank=True, null=True)),
                ("medications_prescribed", postgres.fields.JSONListField()),
                ("procedures_performed", postgres.fields.JSONListField()),
                ("follow_up_required", models.BooleanField(db_default=False, default=False)),
                ("follow_up_date", models.DateField(blank=True, null=True)),
                ("follow_up_instructions", models.TextField(blank=True, null=True)),
                ("referral_required", models.BooleanField(db_default=False, default=False)),
                ("referral_to", models.CharField(blank=True, max_length=255, null=True)),
                ("referral_reason", models.TextField(blank=True, null=True)),
                (
                    "referral_letter_url",
                    models.TextField(blank=True, null=True, verbose_name="referral letter URL"),
                ),
                (
                    "mc_required",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="MC: medical certificate.",
                        verbose_name="MC required",
                    ),
                ),
                (
                    "mc_start_date",
                    models.DateField(blank=True, null=True, verbose_name="MC start date"),
                ),
                (
                    "mc_end_date",
                    models.DateField(blank=True, null=True, verbose_name="MC end date"),
                ),
                (
                    "mc_days",
                    models.IntegerField(
                        blank=True,
                        help_text="First and last day both count.",
                        null=True,
                        verbose_name="MC days",
                    ),
                ),
                (
                    "mc_number",
                    models.CharField(
                        blank=True, max_length=50, null=True, verbose_name="MC number"
                    ),
                ),
                (
                    "attachments",
                    postgres.fields.JSONListField(
                        help_text='Each with its kind and place: [{"document_type": "report", "url": "https://..."}].'
                    ),
                ),
                ("is_sensitive", models.BooleanField(db_default=False, default=False)),
                (
                    "access_restricted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="For the treating doctor and the patient alone.",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medical_records",
                        to="scheduling.appointment",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medical_records",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medical_records",
                        to="clinical.patient",
                    ),
                ),
            ],
            options={
                "db_table": "medical_records",
                "db_table_comment": "What was found at each visit, and what is to be done.",
                "ordering": ["-record_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "record_date"],
                        name="medical_records_patient_idx",
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "record_date"],
                        name="medical_records_doctor_idx",
                    ),
                    models.Index(
                        condition=models.Q(("appointment__isnull", False)),
                        fields=["clinic", "appointment"],
                        name="medical_appointment_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="medical_records_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "id", "patient", "access_restricted"),
                        name="medical_records_restriction_key",
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="medical_records_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="medical_records_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "appointment",
                        "scheduling.Appointment",
                        name="medical_records_appointment_fk",
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "appointment"),
                        name="medical_records_appointment_key",
                        violation_error_message="The appointment has a record.",
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "record_number"), name="medical_records_record_number_key"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "mc_number"), name="medical_records_mc_number_key"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("record_number__regex", "\\S")),
                        field="record_number",
                        name="medical_records_record_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("mc_number__regex", "\\S")),
                        field="mc_number",
                        name="medical_records_mc_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("temperature_celsius__range", (25, 45))),
                        field="temperature_celsius",
                        name="medical_records_temperature_celsius_in_range",
                        violation_error_message="Between 25 and 45 °C.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("blood_pressure_systolic__range", (40, 300))),
                        field="blood_pressure_systolic",
                        name="medical_records_blood_pressure_systolic_in_range",
                        violation_error_message="Between 40 and 300 mmHg.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("blood_pressure_diastolic__range", (0, 200))),
                        field="blood_pressure_diastolic",
                        name="medical_records_blood_pressure_diastolic_in_range",
                        violation_error_message="Between 0 and 200 mmHg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blood_pressure_diastolic__lt", models.F("blood_pressure_systolic"))
                        ),
                        name="medical_records_diastolic_below_systolic",
                        violation_error_message="The diastolic pressure is below the systolic one.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("heart_rate_bpm__range", (20, 300))),
                        field="heart_rate_bpm",
                        name="medical_records_heart_rate_bpm_in_range",
                        violation_error_message="Between 20 and 300 bpm.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("respiratory_rate_bpm__range", (4, 120))),
                        field="respiratory_rate_bpm",
                        name="medical_records_respiratory_rate_bpm_in_range",
                        violation_error_message="Between 4 and 120 breaths a minute.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("oxygen_saturation_percent__range", (0, 100))),
                        field="oxygen_saturation_percent",
                        name="medical_records_oxygen_saturation_percent_in_range",
                        violation_error_message="Between 0 and 100 %%.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("height_cm__range", (20, 300))),
                        field="height_cm",
                        name="medical_records_height_cm_in_range",
                        violation_error_message="Between 20 and 300 cm.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("weight_kg__range", (0.2, 500))),
                        field="weight_kg",
                        name="medical_records_weight_kg_in_range",
                        violation_error_message="Between 0.2 and 500 kg.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "primary_diagnosis_code__regex",
                                "^[A-Z][0-9][0-9A-Z](\\.[0-9A-Z]{1,4})?$",
                            )
                        ),
                        field="primary_diagnosis_code",
                        name="medical_records_primary_diagnosis_code_valid",
                        violation_error_message="An ICD-10 code, as J06.9.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("follow_up_date__gte", models.F("record_date"))),
                        field="follow_up_date",
                        name="medical_records_follow_up_date_in_order",
                        violation_error_message="Follow up date is not before record date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("mc_days__isnull", False),
                                ("mc_end_date__isnull", False),
                                ("mc_required", True),
                                ("mc_start_date__isnull", False),
                            ),
                            models.Q(
                                ("mc_days__isnull", True),
                                ("mc_end_date__isnull", True),
                                ("mc_number__isnull", True),
                                ("mc_required", False),
                                ("mc_start_date__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="medical_records_mc_complete",
                        violation_error_message="A medical certificate has a first and a last day and says how many days; without one there is none of that, and no certificate's number.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("mc_end_date__gte", models.F("mc_start_date"))),
                        field="mc_end_date",
                        name="medical_records_mc_end_date_in_order",
                        violation_error_message="Mc end date is not before mc start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "mc_days",
                                models.Func(
                                    "mc_end_date",
                                    "mc_start_date",
                                    arg_joiner=" - ",
                                    output_field=models.IntegerField(),
                                    template="(%(expressions)s + 1)",
                                ),
                            )
                        ),
                        name="medical_records_mc_days_add_up",
                        violation_error_message="MC days are counted from the first day to the last, both included.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Func(
                            models.F("attachments"),
                            function="clinic.are_attachments",
                            output_field=models.BooleanField(),
                        ),
                        field="attachments",
                        name="medical_records_attachments_valid",
                        violation_error_message="Each attachment names its url and its document_type: lab_result, xray, scan, report, prescription, mc, referral, other.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("review_of_systems"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="review_of_systems",
                        name="medical_records_review_of_systems_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("physical_examination"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="physical_examination",
                        name="medical_records_physical_examination_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("secondary_diagnoses"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="secondary_diagnoses",
                        name="medical_records_secondary_diagnoses_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("differential_diagnoses"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="differential_diagnoses",
                        name="medical_records_differential_diagnoses_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("medications_prescribed"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="medications_prescribed",
                        name="medical_records_medications_prescribed_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("procedures_performed"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="procedures_performed",
                        name="medical_records_procedures_performed_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Prescription",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("prescription_number", models.CharField(max_length=50)),
                ("prescription_date", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("partially_dispensed", "Partially Dispensed"),
                            ("dispensed", "Dispensed"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                        ],
                        db_default="active",
                        default="active",
                        max_length=50,
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "is_e_prescription",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="e-prescription"
                    ),
                ),
                ("e_prescription_sent_to", models.CharField(blank=True, max_length=255, null=True)),
                ("e_prescription_sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "e_prescription_token",
                    models.CharField(blank=True, editable=False, max_length=255, null=True),
                ),
                (
                    "qr_code_url",
                    models.TextField(blank=True, null=True, verbose_name="QR code URL"),
                ),
                ("dispensed_by", models.CharField(blank=True, max_length=255, null=True)),
                ("dispensed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collection_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clinic", "Clinic"),
                            ("pharmacy", "Pharmacy"),
                            ("delivery", "Delivery"),
                        ],
                        max_length=50,
                        null=True,
                    ),
                ),
                ("pharmacy_notes", models.TextField(blank=True, null=True)),
                ("doctor_notes", models.TextField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriptions",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "medical_record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriptions",
                        to="records.medicalrecord",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriptions",
                        to="clinical.patient",
                    ),
                ),
                (
                    "access_restricted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="For the treating doctor and the patient alone, as its medical record is.",
                    ),
                ),
            ],
            options={
                "db_table": "prescriptions",
                "db_table_comment": "Medicines ordered for a patient.",
                "ordering": ["-prescription_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "prescription_date"],
                        name="prescriptions_patient_idx",
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "prescription_date"],
                        name="prescriptions_doctor_idx",
                    ),
                    models.Index(
                        fields=["clinic", "medical_record"], name="prescriptions_record_idx"
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="prescriptions_tenant_key"),
                    models.UniqueConstraint(
                        fields=("clinic", "id", "patient", "doctor", "access_restricted"),
                        name="prescriptions_people_key",
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="prescriptions_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="prescriptions_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "medical_record",
                        "records.MedicalRecord",
                        name="prescriptions_medical_record_fk",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "medical_record", "patient", "access_restricted"),
                        name="prescriptions_restriction_fk",
                        on_update="CASCADE",
                        to="records.MedicalRecord",
                        to_fields=("clinic", "id", "patient", "access_restricted"),
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "prescription_number"),
                        name="prescriptions_prescription_number_key",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("prescription_number__regex", "\\S")),
                        field="prescription_number",
                        name="prescriptions_prescription_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "active",
                                    "partially_dispensed",
                                    "dispensed",
                                    "cancelled",
                                    "expired",
                                ],
                            )
                        ),
                        field="status",
                        name="prescriptions_status_known",
                        violation_error_message="One of: active, partially_dispensed, dispensed, cancelled, expired.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("collection_method__in", ["clinic", "pharmacy", "delivery"])
                        ),
                        field="collection_method",
                        name="prescriptions_collection_method_known",
                        violation_error_message="One of: clinic, pharmacy, delivery.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("valid_until__gte", models.F("prescription_date"))),
                        field="valid_until",
                        name="prescriptions_valid_until_in_order",
                        violation_error_message="Valid until is not before prescription date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dispensed"), _negated=True),
                            ("dispensed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="prescriptions_dispensed_has_time",
                        violation_error_message="A dispensed prescription says when it was.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrescriptionItem",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("medication_name", models.CharField(max_length=255)),
                ("medication_code", models.CharField(blank=True, max_length=50, null=True)),
                ("generic_name", models.CharField(blank=True, max_length=255, null=True)),
                ("dosage", models.CharField(max_length=100)),
                ("frequency", models.CharField(max_length=100)),
                ("route", models.CharField(blank=True, max_length=50, null=True)),
                ("duration", models.CharField(blank=True, max_length=100, null=True)),
                ("quantity", models.IntegerField()),
                ("unit", models.CharField(blank=True, max_length=20, null=True)),
                ("instructions", models.TextField(blank=True, null=True)),
                ("food_instructions", models.CharField(blank=True, max_length=100, null=True)),
                ("dispensed_quantity", models.IntegerField(blank=True, null=True)),
                ("remaining_quantity", models.IntegerField(blank=True, null=True)),
                ("unit_price", postgres.fields.MoneyField(blank=True, null=True)),
                (
                    "total_price",
                    postgres.fields.MoneyField(
                        blank=True, help_text="Quantity times unit price.", null=True
                    ),
                ),
                ("subsidy_amount", postgres.fields.MoneyField(blank=True, null=True)),
                ("is_controlled_drug", models.BooleanField(db_default=False, default=False)),
                ("is_antibiotic", models.BooleanField(db_default=False, default=False)),
                ("requires_special_storage", models.BooleanField(db_default=False, default=False)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "prescription",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="items",
                        to="records.prescription",
                    ),
                ),
                (
                    "access_restricted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="For the treating doctor and the patient alone, as its prescription is.",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinical.patient",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinical.doctor",
                    ),
                ),
            ],
            options={
                "db_table": "prescription_items",
                "db_table_comment": "The medicines of a prescription.",
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient"], name="prescription_items_patient_idx"
                    ),
                    models.Index(
                        fields=["clinic", "prescription"], name="prescription_items_parent_idx"
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="prescription_items_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "prescription",
                        "records.Prescription",
                        name="prescription_items_prescription_fk",
                        on_delete="CASCADE",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "prescription", "patient", "doctor", "access_restricted"),
                        name="prescription_items_people_fk",
                        on_delete="CASCADE",
                        on_update="CASCADE",
                        to="records.Prescription",
                        to_fields=("clinic", "id", "patient", "doctor", "access_restricted"),
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("quantity__range", (1, 100000))),
                        field="quantity",
                        name="prescription_items_quantity_in_range",
                        violation_error_message="Between 1 and 100000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dispensed_quantity__gte", 0),
                            ("dispensed_quantity__lte", models.F("quantity")),
                        ),
                        name="prescription_items_dispensed_within_quantity",
                        violation_error_message="Not less than nothing is dispensed, and not more than was prescribed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "remaining_quantity",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quantity"),
                                    "-",
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("dispensed_quantity"), 0
                                    ),
                                ),
                            )
                        ),
                        name="prescription_items_remaining_adds_up",
                        violation_error_message="What remains is the quantity less what was dispensed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total_price__isnull", True),
                            models.Q(
                                (
                                    "total_price",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("quantity"), "*", models.F("unit_price")
                                    ),
                                ),
                                ("unit_price__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="prescription_items_total_price_adds_up",
                        violation_error_message="The total is quantity times unit price.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subsidy_amount__lte", models.F("total_price"))),
                        name="prescription_items_subsidy_within_total",
                        violation_error_message="The subsidy is not more than the total.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("unit_price__range", (0, Decimal("99999999.99")))),
                        field="unit_price",
                        name="prescription_items_unit_price_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("subsidy_amount__range", (0, Decimal("99999999.99")))),
                        field="subsidy_amount",
                        name="prescription_items_subsidy_amount_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabResult",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("lab_name", models.CharField(max_length=255)),
                ("lab_reference_number", models.CharField(blank=True, max_length=100, null=True)),
                ("test_date", models.DateField()),
                ("report_date", models.DateField(blank=True, null=True)),
                ("test_category", models.CharField(blank=True, max_length=100, null=True)),
                ("tests_ordered", postgres.fields.JSONListField()),
                ("results", postgres.fields.JSONObjectField()),
                ("has_critical_values", models.BooleanField(db_default=False, default=False)),
                ("critical_values", postgres.fields.JSONListField()),
                ("critical_values_acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("processing", "Processing"),
                            ("completed", "Completed"),
                            ("reviewed", "Reviewed"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="pending",
                        default="pending",
                        max_length=50,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("comments", models.TextField(blank=True, null=True)),
                ("report_url", models.TextField(blank=True, null=True, verbose_name="report URL")),
                (
                    "attachments",
                    postgres.fields.JSONListField(
                        help_text='Each with its kind and place: [{"document_type": "report", "url": "https://..."}].'
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "critical_values_acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="critical_values_acknowledged_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_results",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_results",
                        to="clinical.patient",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="reviewed_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "medical_record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_results",
                        to="records.medicalrecord",
                    ),
                ),
                (
                    "access_restricted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="For the treating doctor and the patient alone, as its medical record is.",
                    ),
                ),
            ],
            options={
                "db_table": "lab_results",
                "db_table_comment": "Laboratory tests and what they showed.",
                "ordering": ["-test_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "test_date"], name="lab_results_patient_idx"
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "test_date"], name="lab_results_doctor_idx"
                    ),
                    models.Index(
                        fields=["clinic", "medical_record"], name="lab_results_record_idx"
                    ),
                    models.Index(
                        condition=models.Q(("critical_values_acknowledged_by__isnull", False)),
                        fields=["clinic", "critical_values_acknowledged_by"],
                        name="lab_results_acknowledged_idx",
                    ),
                    models.Index(
                        condition=models.Q(("reviewed_by__isnull", False)),
                        fields=["clinic", "reviewed_by"],
                        name="lab_results_reviewed_by_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="lab_results_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="lab_results_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="lab_results_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "medical_record",
                        "records.MedicalRecord",
                        name="lab_results_medical_record_fk",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "medical_record", "patient", "access_restricted"),
                        name="lab_results_restriction_fk",
                        on_update="CASCADE",
                        to="records.MedicalRecord",
                        to_fields=("clinic", "id", "patient", "access_restricted"),
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "critical_values_acknowledged_by",
                        "identity.User",
                        name="lab_results_acknowledged_by_fk",
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "reviewed_by", "clinical.Doctor", name="lab_results_reviewed_by_fk"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                ["pending", "processing", "completed", "reviewed", "cancelled"],
                            )
                        ),
                        field="status",
                        name="lab_results_status_known",
                        violation_error_message="One of: pending, processing, completed, reviewed, cancelled.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("report_date__gte", models.F("test_date"))),
                        field="report_date",
                        name="lab_results_report_date_in_order",
                        violation_error_message="Report date is not before test date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_critical_values", True), ("critical_values", []), _connector="OR"
                        ),
                        name="lab_results_critical_values_flagged",
                        violation_error_message="Where critical values are listed, the result is marked as having them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("critical_values_acknowledged_by__isnull", True),
                            ("critical_values_acknowledged_at__isnull", False),
                            _connector="OR",
                        ),
                        name="lab_results_acknowledged_has_time",
                        violation_error_message="Who acknowledged critical values did so at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_at__isnull", False),
                            models.Q(
                                ("reviewed_by__isnull", True),
                                models.Q(("status", "reviewed"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lab_results_reviewed_complete",
                        violation_error_message="A reviewed result says when it was reviewed, and a reviewer did so at a time.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Func(
                            models.F("attachments"),
                            function="clinic.are_attachments",
                            output_field=models.BooleanField(),
                        ),
                        field="attachments",
                        name="lab_results_attachments_valid",
                        violation_error_message="Each attachment names its url and its document_type: lab_result, xray, scan, report, prescription, mc, referral, other.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("tests_ordered"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="tests_ordered",
                        name="lab_results_tests_ordered_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("critical_values"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="critical_values",
                        name="lab_results_critical_values_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("results"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="results",
                        name="lab_results_results_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImagingResult",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "imaging_type",
                    models.CharField(
                        choices=[
                            ("xray", "X-ray"),
                            ("ultrasound", "Ultrasound"),
                            ("ct", "CT"),
                            ("mri", "MRI"),
                            ("mammogram", "Mammogram"),
                            ("bone_density", "Bone Density"),
                            ("other", "Other"),
                        ],
                        max_length=50,
                    ),
                ),
                ("body_part", models.CharField(blank=True, max_length=100, null=True)),
                ("imaging_date", models.DateField()),
                ("imaging_center", models.CharField(blank=True, max_length=255, null=True)),
                ("reference_number", models.CharField(blank=True, max_length=100, null=True)),
                ("findings", models.TextField(blank=True, null=True)),
                ("impression", models.TextField(blank=True, null=True)),
                ("recommendations", models.TextField(blank=True, null=True)),
                ("radiologist_name", models.CharField(blank=True, max_length=255, null=True)),
                ("radiologist_comments", models.TextField(blank=True, null=True)),
                ("report_date", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("processing", "Processing"),
                            ("completed", "Completed"),
                            ("reviewed", "Reviewed"),
                            ("cancelled", "Cancelled"),
                        ],
                        db_default="pending",
                        default="pending",
                        max_length=50,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("images_url", postgres.fields.JSONListField(verbose_name="image URLs")),
                ("report_url", models.TextField(blank=True, null=True, verbose_name="report URL")),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imaging_results",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imaging_results",
                        to="clinical.patient",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="reviewed_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "medical_record",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imaging_results",
                        to="records.medicalrecord",
                    ),
                ),
                (
                    "access_restricted",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="For the treating doctor and the patient alone, as its medical record is.",
                    ),
                ),
            ],
            options={
                "db_table": "imaging_results",
                "db_table_comment": "X-rays, scans and their reports.",
                "ordering": ["-imaging_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "imaging_date"],
                        name="imaging_results_patient_idx",
                    ),
                    models.Index(
                        fields=["clinic", "doctor", "imaging_date"],
                        name="imaging_results_doctor_idx",
                    ),
                    models.Index(
                        fields=["clinic", "medical_record"], name="imaging_results_record_idx"
                    ),
                    models.Index(
                        condition=models.Q(("reviewed_by__isnull", False)),
                        fields=["clinic", "reviewed_by"],
                        name="imaging_results_reviewer_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="imaging_results_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="imaging_results_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "doctor", "clinical.Doctor", name="imaging_results_doctor_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "medical_record",
                        "records.MedicalRecord",
                        name="imaging_results_medical_record_fk",
                    ),
                    tenancy.constraints.CompositeForeignKey(
                        fields=("clinic", "medical_record", "patient", "access_restricted"),
                        name="imaging_results_restriction_fk",
                        on_update="CASCADE",
                        to="records.MedicalRecord",
                        to_fields=("clinic", "id", "patient", "access_restricted"),
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "reviewed_by", "clinical.Doctor", name="imaging_results_reviewed_by_fk"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "imaging_type__in",
                                [
                                    "xray",
                                    "ultrasound",
                                    "ct",
                                    "mri",
                                    "mammogram",
                                    "bone_density",
                                    "other",
                                ],
                            )
                        ),
                        field="imaging_type",
                        name="imaging_results_imaging_type_known",
                        violation_error_message="One of: xray, ultrasound, ct, mri, mammogram, bone_density, other.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "status__in",
                                ["pending", "processing", "completed", "reviewed", "cancelled"],
                            )
                        ),
                        field="status",
                        name="imaging_results_status_known",
                        violation_error_message="One of: pending, processing, completed, reviewed, cancelled.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("report_date__gte", models.F("imaging_date"))),
                        field="report_date",
                        name="imaging_results_report_date_in_order",
                        violation_error_message="Report date is not before imaging date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_at__isnull", False),
                            models.Q(
                                ("reviewed_by__isnull", True),
                                models.Q(("status", "reviewed"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="imaging_results_reviewed_complete",
                        violation_error_message="A reviewed result says when it was reviewed, and a reviewer did so at a time.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("images_url"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="images_url",
                        name="imaging_results_images_url_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VaccinationRecord",
            fields=[
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow(),
                        editable=False,
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.TimeOrderedUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vaccine_name", models.CharField(max_length=255)),
                ("vaccine_brand", models.CharField(blank=True, max_length=255, null=True)),
                ("vaccine_type", models.CharField(blank=True, max_length=100, null=True)),
                ("lot_number", models.CharField(blank=True, max_length=100, null=True)),
                ("expiry_date", models.DateField(blank=True, null=True)),
                ("dose_number", models.IntegerField(blank=True, null=True)),
                ("dose_amount", models.CharField(blank=True, max_length=50, null=True)),
                ("route_of_administration", models.CharField(blank=True, max_length=50, null=True)),
                ("injection_site", models.CharField(blank=True, max_length=100, null=True)),
                ("administered_date", models.DateField()),
                ("next_dose_due_date", models.DateField(blank=True, null=True)),
                ("series_complete", models.BooleanField(db_default=False, default=False)),
                ("side_effects_reported", models.BooleanField(db_default=False, default=False)),
                ("side_effects_details", models.TextField(blank=True, null=True)),
                ("certificate_number", models.CharField(blank=True, max_length=100, null=True)),
                (
                    "certificate_url",
                    models.TextField(blank=True, null=True, verbose_name="certificate URL"),
                ),
                (
                    "administered_by",
                    models.ForeignKey(
                        blank=True,
                        db_column="administered_by",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.user",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vaccination_records",
                        to="clinical.patient",
                    ),
                ),
            ],
            options={
                "db_table": "vaccination_records",
                "db_table_comment": "Doses of vaccines given.",
                "ordering": ["-administered_date"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "administered_date"],
                        name="vaccination_patient_idx",
                    ),
                    models.Index(
                        condition=models.Q(("administered_by__isnull", False)),
                        fields=["clinic", "administered_by"],
                        name="vaccination_administered_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="vaccination_records_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "patient", "clinical.Patient", name="vaccination_records_patient_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "administered_by",
                        "identity.User",
                        name="vaccination_records_administered_by_fk",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("dose_number__range", (1, 20))),
                        field="dose_number",
                        name="vaccination_records_dose_number_in_range",
                        violation_error_message="Between 1 and 20.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("next_dose_due_date__gt", models.F("administered_date"))
                        ),
                        field="next_dose_due_date",
                        name="vaccination_records_next_dose_due_date_in_order",
                        violation_error_message="Next dose due date is after administered date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("side_effects_reported", True),
                            ("side_effects_details__isnull", True),
                            _connector="OR",
                        ),
                        name="vaccination_records_side_effects_reported",
                        violation_error_message="Details of side effects belong to reported ones.",
                    ),
                ],
            },
        ),
    ]
