"""Make the tables doctors, patients, staff.

Plan 004. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import datetime
import uuid
from decimal import Decimal

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.expressions
import postgres.fields
import postgres.operations
import privacy.constraints
import tenancy.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinical", "0001_create_types"),
        ("identity", "0001_create_clinics_and_users"),
    ]

    operations = [
        postgres.operations.InSchema(
            schema="clinic",
        ),
        postgres.operations.SQLFile("functions/clinic.calculate_bmi", version=1),
        postgres.operations.SQLFile("functions/clinic.stretch_fault", version=1),
        postgres.operations.SQLFile("functions/clinic.working_hours_fault", version=1),
        postgres.operations.SQLFile("functions/clinic.break_times_fault", version=1),
        postgres.operations.SQLFile("functions/clinic.blocked_dates_fault", version=1),
        migrations.CreateModel(
            name="Doctor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.RandomUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
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
                ("employee_id", models.CharField(max_length=50, verbose_name="employee ID")),
                ("full_name", models.CharField(max_length=255)),
                (
                    "medical_registration_number",
                    models.CharField(
                        help_text="Number in the register of the Singapore Medical Council.",
                        max_length=50,
                    ),
                ),
                ("license_expiry", models.DateField()),
                ("specializations", postgres.fields.JSONListField()),
                ("qualifications", postgres.fields.JSONListField()),
                ("languages_spoken", postgres.fields.JSONListField(initial=["English"])),
                ("years_of_experience", models.IntegerField(blank=True, null=True)),
                ("consultation_fee", postgres.fields.MoneyField(blank=True, null=True)),
                ("telemedicine_enabled", models.BooleanField(db_default=False, default=False)),
                ("telemedicine_fee", postgres.fields.MoneyField(blank=True, null=True)),
                ("consultation_duration_minutes", models.IntegerField(db_default=15, default=15)),
                (
                    "buffer_time_minutes",
                    models.IntegerField(
                        db_default=0, default=0, help_text="Kept free after each consultation."
                    ),
                ),
                ("max_daily_appointments", models.IntegerField(db_default=40, default=40)),
                (
                    "advance_booking_days",
                    models.IntegerField(
                        db_default=30,
                        default=30,
                        help_text="How many days ahead a slot can be booked.",
                    ),
                ),
                (
                    "working_hours",
                    postgres.fields.JSONObjectField(
                        help_text='By weekday: {"mon": [["08:30", "12:30"]]}.'
                    ),
                ),
                (
                    "break_times",
                    postgres.fields.JSONListField(help_text='Every day: [["10:30", "10:45"]].'),
                ),
                (
                    "blocked_dates",
                    postgres.fields.JSONListField(help_text='Days off: ["2026-12-25"].'),
                ),
                ("auto_accept_appointments", models.BooleanField(db_default=True, default=True)),
                (
                    "signature_image_url",
                    models.TextField(blank=True, null=True, verbose_name="signature image URL"),
                ),
                ("notification_preferences", postgres.fields.JSONObjectField()),
                (
                    "profile_photo_url",
                    models.TextField(blank=True, null=True, verbose_name="profile photo URL"),
                ),
                ("bio", models.TextField(blank=True, null=True)),
                ("total_consultations", models.IntegerField(db_default=0, default=0)),
                (
                    "average_rating",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True),
                ),
                ("rating_count", models.IntegerField(db_default=0, default=0)),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The doctor's login, if there is one.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doctors",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "doctors",
                "db_table_comment": "Doctors of one clinic; who works at two clinics is a row in each.",
                "ordering": ["full_name"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("user__isnull", False)),
                        fields=["clinic", "user"],
                        name="doctors_user_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="doctors_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "user", "identity.User", name="doctors_user_fk"
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "user"),
                        name="doctors_user_key",
                        violation_error_message="This login is another doctor's already.",
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "employee_id"), name="doctors_employee_id_key"
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "medical_registration_number"),
                        name="doctors_medical_registration_number_key",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("employee_id__regex", "\\S")),
                        field="employee_id",
                        name="doctors_employee_id_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("full_name__regex", "\\S")),
                        field="full_name",
                        name="doctors_full_name_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("medical_registration_number__regex", "\\S")),
                        field="medical_registration_number",
                        name="doctors_medical_registration_number_present",
                        violation_error_message="Not blank.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("average_rating__isnull", True), ("rating_count", 0)),
                            models.Q(("average_rating__isnull", False), ("rating_count__gt", 0)),
                            _connector="OR",
                        ),
                        name="doctors_rated_by_somebody",
                        violation_error_message="There is an average rating as soon as somebody has rated, and none before.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("average_rating__range", (1, 5))),
                        field="average_rating",
                        name="doctors_average_rating_in_range",
                        violation_error_message="Between 1 and 5.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("years_of_experience__range", (0, 80))),
                        field="years_of_experience",
                        name="doctors_years_of_experience_in_range",
                        violation_error_message="Between 0 and 80 years.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("consultation_duration_minutes__range", (5, 480))),
                        field="consultation_duration_minutes",
                        name="doctors_consultation_duration_minutes_in_range",
                        violation_error_message="Between 5 and 480 minutes.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("buffer_time_minutes__range", (0, 240))),
                        field="buffer_time_minutes",
                        name="doctors_buffer_time_minutes_in_range",
                        violation_error_message="Between 0 and 240 minutes.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("max_daily_appointments__range", (0, 500))),
                        field="max_daily_appointments",
                        name="doctors_max_daily_appointments_in_range",
                        violation_error_message="Between 0 and 500.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("advance_booking_days__range", (0, 730))),
                        field="advance_booking_days",
                        name="doctors_advance_booking_days_in_range",
                        violation_error_message="Between 0 and 730 days.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("consultation_fee__range", (0, Decimal("99999999.99")))
                        ),
                        field="consultation_fee",
                        name="doctors_consultation_fee_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("telemedicine_fee__range", (0, Decimal("99999999.99")))
                        ),
                        field="telemedicine_fee",
                        name="doctors_telemedicine_fee_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_consultations__gte", 0)),
                        field="total_consultations",
                        name="doctors_total_consultations_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("rating_count__gte", 0)),
                        field="rating_count",
                        name="doctors_rating_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("specializations"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="specializations",
                        name="doctors_specializations_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("qualifications"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="qualifications",
                        name="doctors_qualifications_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("languages_spoken"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="languages_spoken",
                        name="doctors_languages_spoken_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("break_times"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="break_times",
                        name="doctors_break_times_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("blocked_dates"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="blocked_dates",
                        name="doctors_blocked_dates_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("working_hours"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="working_hours",
                        name="doctors_working_hours_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("notification_preferences"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="notification_preferences",
                        name="doctors_notification_preferences_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.NoFault(
                        "working_hours",
                        field="working_hours",
                        function="clinic.working_hours_fault",
                        name="doctors_working_hours_fits",
                        says="By weekday, from mon to sun, each a list of hours.",
                    ),
                    postgres.constraints.NoFault(
                        "break_times",
                        field="break_times",
                        function="clinic.break_times_fault",
                        name="doctors_break_times_fits",
                        says="A list of two times each, the first before the second.",
                    ),
                    postgres.constraints.NoFault(
                        "blocked_dates",
                        field="blocked_dates",
                        function="clinic.blocked_dates_fault",
                        name="doctors_blocked_dates_fits",
                        says='A list of days, as "2026-12-25".',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
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
                ("patient_number", models.CharField(max_length=50)),
                ("full_name", models.CharField(max_length=255)),
                ("phone", models.CharField(blank=True, max_length=20, null=True)),
                ("email", postgres.fields.CitextField(blank=True, max_length=254, null=True)),
                (
                    "nric",
                    models.TextField(
                        blank=True,
                        db_column="nric_encrypted",
                        null=True,
                        verbose_name="NRIC or FIN",
                    ),
                ),
                (
                    "nric_hash",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=64,
                        null=True,
                    ),
                ),
                (
                    "passport_number",
                    models.TextField(blank=True, db_column="passport_number_encrypted", null=True),
                ),
                ("date_of_birth", models.DateField()),
                (
                    "gender",
                    postgres.fields.EnumField(
                        choices=[
                            ("male", "Male"),
                            ("female", "Female"),
                            ("other", "Other"),
                            ("prefer_not_to_say", "Prefer Not To Say"),
                        ],
                        enum_type="gender",
                    ),
                ),
                (
                    "nationality",
                    models.CharField(
                        blank=True,
                        db_default="Singaporean",
                        default="Singaporean",
                        max_length=100,
                        null=True,
                    ),
                ),
                ("race", models.CharField(blank=True, max_length=50, null=True)),
                (
                    "marital_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("single", "Single"),
                            ("married", "Married"),
                            ("divorced", "Divorced"),
                            ("widowed", "Widowed"),
                            ("separated", "Separated"),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                ("occupation", models.CharField(blank=True, max_length=100, null=True)),
                ("employer", models.CharField(blank=True, max_length=255, null=True)),
                ("address", models.TextField(blank=True, null=True)),
                ("postal_code", models.CharField(blank=True, max_length=10, null=True)),
                ("emergency_contact_name", models.CharField(blank=True, max_length=255, null=True)),
                ("emergency_contact_phone", models.CharField(blank=True, max_length=20, null=True)),
                (
                    "emergency_contact_relationship",
                    models.CharField(blank=True, max_length=50, null=True),
                ),
                (
                    "blood_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A+", "A Positive"),
                            ("A-", "A Negative"),
                            ("B+", "B Positive"),
                            ("B-", "B Negative"),
                            ("AB+", "Ab Positive"),
                            ("AB-", "Ab Negative"),
                            ("O+", "O Positive"),
                            ("O-", "O Negative"),
                        ],
                        max_length=10,
                        null=True,
                    ),
                ),
                ("allergies", postgres.fields.JSONListField()),
                ("chronic_conditions", postgres.fields.JSONListField()),
                ("current_medications", postgres.fields.JSONListField()),
                ("medical_history", postgres.fields.JSONListField()),
                ("family_medical_history", postgres.fields.JSONListField()),
                (
                    "height_cm",
                    models.DecimalField(
                        verbose_name="height (cm)",
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                    ),
                ),
                (
                    "weight_kg",
                    models.DecimalField(
                        verbose_name="weight (kg)",
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
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
                (
                    "chas_card_type",
                    postgres.fields.EnumField(
                        verbose_name="CHAS card type",
                        choices=[
                            ("blue", "Blue"),
                            ("orange", "Orange"),
                            ("green", "Green"),
                            ("none", "None"),
                        ],
                        db_default="none",
                        default="none",
                        enum_type="chas_card_type",
                    ),
                ),
                (
                    "chas_card_number",
                    models.TextField(
                        blank=True,
                        db_column="chas_card_number_encrypted",
                        null=True,
                        verbose_name="CHAS card number",
                    ),
                ),
                (
                    "chas_card_expiry",
                    models.DateField(verbose_name="CHAS card expiry", blank=True, null=True),
                ),
                ("insurance_provider", models.CharField(blank=True, max_length=255, null=True)),
                (
                    "insurance_policy_number",
                    models.TextField(
                        blank=True, db_column="insurance_policy_number_encrypted", null=True
                    ),
                ),
                ("insurance_expiry", models.DateField(blank=True, null=True)),
                (
                    "medisave_authorized",
                    models.BooleanField(
                        verbose_name="MediSave authorized", db_default=False, default=False
                    ),
                ),
                (
                    "preferred_language",
                    models.CharField(db_default="en", default="en", max_length=5),
                ),
                (
                    "sms_consent",
                    models.BooleanField(
                        verbose_name="SMS consent", db_default=False, default=False
                    ),
                ),
                (
                    "email_consent",
                    models.BooleanField(
                        verbose_name="e-mail consent", db_default=False, default=False
                    ),
                ),
                (
                    "whatsapp_consent",
                    models.BooleanField(
                        verbose_name="WhatsApp consent", db_default=False, default=False
                    ),
                ),
                ("marketing_consent", models.BooleanField(db_default=False, default=False)),
                ("data_sharing_consent", models.BooleanField(db_default=False, default=False)),
                ("consent_updated_at", models.DateTimeField(blank=True, null=True)),
                ("first_visit_date", models.DateField(blank=True, null=True)),
                ("last_visit_date", models.DateField(blank=True, null=True)),
                ("total_visits", models.IntegerField(db_default=0, default=0)),
                ("no_show_count", models.IntegerField(db_default=0, default=0)),
                ("tags", postgres.fields.JSONListField()),
                ("notes", models.TextField(blank=True, null=True)),
                ("risk_factors", postgres.fields.JSONObjectField()),
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
                    "preferred_doctor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clinical.doctor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The patient's login, if there is one.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "db_table": "patients",
                "db_table_comment": "People in the care of one clinic; the same person elsewhere is another row.",
                "ordering": ["full_name"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "full_name", "-id"], name="patients_full_name_idx"
                    ),
                    models.Index(
                        condition=models.Q(("user__isnull", False)),
                        fields=["clinic", "user"],
                        name="patients_user_idx",
                    ),
                    models.Index(
                        condition=models.Q(("preferred_doctor__isnull", False)),
                        fields=["clinic", "preferred_doctor"],
                        name="patients_preferred_doctor_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="patients_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "user", "identity.User", name="patients_user_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "preferred_doctor",
                        "clinical.Doctor",
                        name="patients_preferred_doctor_fk",
                        on_delete="SET NULL",
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "user"),
                        name="patients_user_key",
                        violation_error_message="This login is another patient's already.",
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "patient_number"), name="patients_patient_number_key"
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "nric_hash"),
                        name="patients_nric_hash_key",
                        violation_error_message="The clinic has a patient with this NRIC or FIN.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("patient_number__regex", "\\S")),
                        field="patient_number",
                        name="patients_patient_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("full_name__regex", "\\S")),
                        field="full_name",
                        name="patients_full_name_present",
                        violation_error_message="Not blank.",
                    ),
                    privacy.constraints.IsSealed("nric", name="patients_nric_sealed"),
                    privacy.constraints.IsSealed(
                        "passport_number", name="patients_passport_number_sealed"
                    ),
                    privacy.constraints.IsSealed(
                        "chas_card_number", name="patients_chas_card_number_sealed"
                    ),
                    privacy.constraints.IsSealed(
                        "insurance_policy_number", name="patients_insurance_policy_number_sealed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nric__isnull", True), ("nric_hash__isnull", True)),
                            models.Q(("nric__isnull", False), ("nric_hash__isnull", False)),
                            _connector="OR",
                        ),
                        name="patients_nric_has_hash",
                        violation_error_message="An NRIC has its digest, and no digest is without one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("date_of_birth__gte", datetime.date(1880, 1, 1)),
                            (
                                "date_of_birth__lte",
                                postgres.expressions.LocalDate(
                                    models.F("created_at"), models.Value("Pacific/Kiritimati")
                                ),
                            ),
                        ),
                        name="patients_born_before_registration",
                        violation_error_message="The date of birth is after 1880, and not after the day of registration.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chas_card_type", "none"),
                            ("chas_card_expiry__isnull", False),
                            _connector="OR",
                        ),
                        name="patients_chas_card_has_expiry",
                        violation_error_message="A CHAS card has a date of expiry.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("preferred_language__regex", "^[a-z]{2,3}(-[A-Z]{2})?$")
                        ),
                        field="preferred_language",
                        name="patients_preferred_language_valid",
                        violation_error_message="A language code as en, zh or zh-SG.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("blood_type__in", ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"])
                        ),
                        field="blood_type",
                        name="patients_blood_type_known",
                        violation_error_message="One of: A+, A-, B+, B-, AB+, AB-, O+, O-.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "marital_status__in",
                                ["single", "married", "divorced", "widowed", "separated"],
                            )
                        ),
                        field="marital_status",
                        name="patients_marital_status_known",
                        violation_error_message="One of: single, married, divorced, widowed, separated.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("height_cm__range", (20, 300))),
                        field="height_cm",
                        name="patients_height_cm_in_range",
                        violation_error_message="Between 20 and 300 cm.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("weight_kg__range", (0.2, 500))),
                        field="weight_kg",
                        name="patients_weight_kg_in_range",
                        violation_error_message="Between 0.2 and 500 kg.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("last_visit_date__gte", models.F("first_visit_date"))),
                        field="last_visit_date",
                        name="patients_last_visit_date_in_order",
                        violation_error_message="Last visit date is not before first visit date.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("total_visits__gte", 0)),
                        field="total_visits",
                        name="patients_total_visits_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("no_show_count__gte", 0)),
                        field="no_show_count",
                        name="patients_no_show_count_not_negative",
                        violation_error_message="Not less than zero.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "phone__regex",
                                "^[ (]*\\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\\.?|[Xx]) *[0-9]{1,6})?$",
                            )
                        ),
                        field="phone",
                        name="patients_phone_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "emergency_contact_phone__regex",
                                "^[ (]*\\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\\.?|[Xx]) *[0-9]{1,6})?$",
                            )
                        ),
                        field="emergency_contact_phone",
                        name="patients_emergency_contact_phone_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("email__regex", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$")),
                        field="email",
                        name="patients_email_valid",
                        violation_error_message="An e-mail address has the form name@example.com.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("allergies"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="allergies",
                        name="patients_allergies_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("chronic_conditions"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="chronic_conditions",
                        name="patients_chronic_conditions_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("current_medications"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="current_medications",
                        name="patients_current_medications_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("medical_history"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="medical_history",
                        name="patients_medical_history_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("family_medical_history"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="family_medical_history",
                        name="patients_family_medical_history_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("tags"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="tags",
                        name="patients_tags_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("risk_factors"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="risk_factors",
                        name="patients_risk_factors_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=postgres.fields.RandomUUID(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
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
                ("employee_id", models.CharField(max_length=50, verbose_name="employee ID")),
                ("full_name", models.CharField(max_length=255)),
                ("department", models.CharField(blank=True, max_length=100, null=True)),
                ("position", models.CharField(blank=True, max_length=100, null=True)),
                ("permissions", postgres.fields.JSONObjectField()),
                ("accessible_modules", postgres.fields.JSONListField()),
                (
                    "employment_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full_time", "Full Time"),
                            ("part_time", "Part Time"),
                            ("contract", "Contract"),
                            ("locum", "Locum"),
                            ("intern", "Intern"),
                        ],
                        max_length=50,
                        null=True,
                    ),
                ),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(blank=True, null=True)),
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
                    "reporting_to",
                    models.ForeignKey(
                        blank=True,
                        db_column="reporting_to",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clinical.staff",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The person's login, if there is one.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="identity.user",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "staff",
                "db_table": "staff",
                "db_table_comment": "Everybody who works at a clinic and is no doctor.",
                "ordering": ["full_name"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("user__isnull", False)),
                        fields=["clinic", "user"],
                        name="staff_user_idx",
                    ),
                    models.Index(
                        condition=models.Q(("reporting_to__isnull", False)),
                        fields=["clinic", "reporting_to"],
                        name="staff_reporting_to_idx",
                    ),
                ],
                "constraints": [
                    tenancy.constraints.TenantKey(name="staff_tenant_key"),
                    tenancy.constraints.TenantForeignKey(
                        "user", "identity.User", name="staff_user_fk"
                    ),
                    tenancy.constraints.TenantForeignKey(
                        "reporting_to",
                        "clinical.Staff",
                        name="staff_reporting_to_fk",
                        on_delete="SET NULL",
                    ),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "user"),
                        name="staff_user_key",
                        violation_error_message="This login is another person's already.",
                    ),
                    models.UniqueConstraint(
                        fields=("clinic", "employee_id"), name="staff_employee_id_key"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("employee_id__regex", "\\S")),
                        field="employee_id",
                        name="staff_employee_id_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("full_name__regex", "\\S")),
                        field="full_name",
                        name="staff_full_name_present",
                        violation_error_message="Not blank.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reporting_to", models.F("id")), _negated=True),
                        name="staff_reports_to_another",
                        violation_error_message="Nobody reports to themself.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "employment_type__in",
                                ["full_time", "part_time", "contract", "locum", "intern"],
                            )
                        ),
                        field="employment_type",
                        name="staff_employment_type_known",
                        violation_error_message="One of: full_time, part_time, contract, locum, intern.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("end_date__gte", models.F("start_date"))),
                        field="end_date",
                        name="staff_end_date_in_order",
                        violation_error_message="End date is not before start date.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("permissions"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="permissions",
                        name="staff_permissions_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("accessible_modules"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="accessible_modules",
                        name="staff_accessible_modules_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
    ]
