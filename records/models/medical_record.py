from django.db import models
from django.db.models import F, Func, Q

from clinical.models.body import body_mass_index
from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.fields import JSONListField, JSONObjectField
from records.models.attachment import ATTACHMENTS_HELP, attachments_rule
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import (
    ColumnGranted,
    SoftDeleted,
    TenantModel,
    Timestamped,
    tenant_key,
    time_ordered_key,
)


class MedicalRecord(ColumnGranted, TenantModel, Timestamped, SoftDeleted):
    """What a doctor found at one visit, and what is to be done."""

    id = time_ordered_key()
    patient = tenant_key("clinical.Patient", related_name="medical_records")
    doctor = tenant_key("clinical.Doctor", null=True, blank=True, related_name="medical_records")
    appointment = tenant_key(
        "scheduling.Appointment", null=True, blank=True, related_name="medical_records"
    )
    record_number = models.CharField(max_length=50)
    record_date = models.DateField()
    temperature_celsius = models.DecimalField(
        "temperature (°C)", max_digits=4, decimal_places=2, null=True, blank=True
    )
    blood_pressure_systolic = models.IntegerField(null=True, blank=True, help_text="mmHg")
    blood_pressure_diastolic = models.IntegerField(null=True, blank=True, help_text="mmHg")
    heart_rate_bpm = models.IntegerField("heart rate (bpm)", null=True, blank=True)
    respiratory_rate_bpm = models.IntegerField(
        "respiratory rate (breaths a minute)", null=True, blank=True
    )
    oxygen_saturation_percent = models.IntegerField("oxygen saturation (%)", null=True, blank=True)
    height_cm = models.DecimalField(
        "height (cm)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        "weight (kg)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    bmi = body_mass_index()
    chief_complaint = models.TextField(null=True, blank=True)
    history_of_present_illness = models.TextField(null=True, blank=True)
    review_of_systems = JSONObjectField()
    physical_examination = JSONObjectField()
    primary_diagnosis = models.CharField(max_length=255, null=True, blank=True)
    primary_diagnosis_code = models.CharField(
        max_length=20, null=True, blank=True, help_text="ICD-10, as J06.9."
    )
    secondary_diagnoses = JSONListField()
    differential_diagnoses = JSONListField()
    treatment_plan = models.TextField(null=True, blank=True)
    medications_prescribed = JSONListField()
    procedures_performed = JSONListField()
    follow_up_required = models.BooleanField(default=False, db_default=False)
    follow_up_date = models.DateField(null=True, blank=True)
    follow_up_instructions = models.TextField(null=True, blank=True)
    referral_required = models.BooleanField(default=False, db_default=False)
    referral_to = models.CharField(max_length=255, null=True, blank=True)
    referral_reason = models.TextField(null=True, blank=True)
    referral_letter_url = models.TextField("referral letter URL", null=True, blank=True)
    mc_required = models.BooleanField(
        "MC required", default=False, db_default=False, help_text="MC: medical certificate."
    )
    mc_start_date = models.DateField("MC start date", null=True, blank=True)
    mc_end_date = models.DateField("MC end date", null=True, blank=True)
    mc_days = models.IntegerField(
        "MC days", null=True, blank=True, help_text="First and last day both count."
    )
    mc_number = models.CharField("MC number", max_length=50, null=True, blank=True)
    attachments = JSONListField(help_text=ATTACHMENTS_HELP)
    is_sensitive = models.BooleanField(default=False, db_default=False)
    access_restricted = models.BooleanField(
        default=False,
        db_default=False,
        help_text="For the treating doctor and the patient alone.",
    )

    named_by = ("record_number",)

    class Meta:
        db_table = "medical_records"
        db_table_comment = "What was found at each visit, and what is to be done."
        ordering = ["-record_date"]
        indexes = [
            models.Index(fields=["clinic", "record_date"], name="medical_records_date_idx"),
            models.Index(
                fields=["clinic", "patient", "record_date"], name="medical_records_patient_idx"
            ),
            models.Index(
                fields=["clinic", "doctor", "record_date"], name="medical_records_doctor_idx"
            ),
            models.Index(
                fields=["clinic", "appointment"],
                condition=Q(appointment__isnull=False),
                name="medical_appointment_idx",
            ),
        ]
        constraints = [
            TenantKey(name="medical_records_tenant_key"),
            # What prescriptions and results copy from it.
            models.UniqueConstraint(
                fields=["clinic", "id", "patient", "access_restricted"],
                name="medical_records_restriction_key",
            ),
            TenantForeignKey("patient", "clinical.Patient", name="medical_records_patient_fk"),
            TenantForeignKey("doctor", "clinical.Doctor", name="medical_records_doctor_fk"),
            TenantForeignKey(
                "appointment", "scheduling.Appointment", name="medical_records_appointment_fk"
            ),
            UniqueUnlessDeleted(
                fields=["clinic", "appointment"],
                condition=NOT_DELETED,
                name="medical_records_appointment_key",
                violation_error_message="The appointment has a record.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "record_number"], name="medical_records_record_number_key"
            ),
            models.UniqueConstraint(
                fields=["clinic", "mc_number"], name="medical_records_mc_number_key"
            ),
            *rules.present("medical_records", "record_number", "mc_number"),
            rules.between("medical_records", "temperature_celsius", 25, 45, "°C"),
            rules.between("medical_records", "blood_pressure_systolic", 40, 300, "mmHg"),
            rules.between("medical_records", "blood_pressure_diastolic", 0, 200, "mmHg"),
            rules.rule(
                "medical_records_diastolic_below_systolic",
                "The diastolic pressure is below the systolic one.",
                Q(blood_pressure_diastolic__lt=F("blood_pressure_systolic")),
            ),
            rules.between("medical_records", "heart_rate_bpm", 20, 300, "bpm"),
            rules.between("medical_records", "respiratory_rate_bpm", 4, 120, "breaths a minute"),
            rules.between("medical_records", "oxygen_saturation_percent", 0, 100, "%"),
            rules.between("medical_records", "height_cm", 20, 300, "cm"),
            rules.between("medical_records", "weight_kg", 0.2, 500, "kg"),
            rules.field_rule(
                "medical_records",
                "primary_diagnosis_code",
                "valid",
                "An ICD-10 code, as J06.9.",
                Q(primary_diagnosis_code__regex=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$"),
            ),
            rules.in_order("medical_records", "record_date", "follow_up_date"),
            rules.rule(
                "medical_records_mc_complete",
                "A medical certificate has a first and a last day and says how many days; without one"
                " there is none of that, and no certificate's number.",
                Q(
                    mc_required=True,
                    mc_start_date__isnull=False,
                    mc_end_date__isnull=False,
                    mc_days__isnull=False,
                )
                | Q(
                    mc_required=False,
                    mc_start_date__isnull=True,
                    mc_end_date__isnull=True,
                    mc_days__isnull=True,
                    mc_number__isnull=True,
                ),
            ),
            rules.in_order("medical_records", "mc_start_date", "mc_end_date"),
            rules.rule(
                "medical_records_mc_days_add_up",
                "MC days are counted from the first day to the last, both included.",
                Q(
                    mc_days=Func(
                        "mc_end_date",
                        "mc_start_date",
                        arg_joiner=" - ",
                        template="(%(expressions)s + 1)",
                        output_field=models.IntegerField(),
                    )
                ),
            ),
            attachments_rule("medical_records"),
            *rules.json_objects("medical_records", "review_of_systems", "physical_examination"),
            *rules.json_lists(
                "medical_records",
                "secondary_diagnoses",
                "differential_diagnoses",
                "medications_prescribed",
                "procedures_performed",
            ),
        ]

    def __str__(self) -> str:
        return self.record_number
