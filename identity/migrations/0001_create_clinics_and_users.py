"""Make the tables clinics, users.

Plan 002 and 003. Locks nothing that exists, but the tables that the keys refer to, for a moment.
"""

import datetime

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
        ("tenancy", "0001_create_roles_and_context"),
    ]

    operations = [
        postgres.operations.SQLFile("types/clinic.user_role", version=1),
        postgres.operations.InSchema(
            schema="clinic",
        ),
        migrations.CreateModel(
            name="Clinic",
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
                (
                    "code",
                    models.CharField(
                        help_text="Short and lasting: it starts every appointment number, as in DEMO-20260131-0001.",
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("branch_name", models.CharField(blank=True, max_length=255, null=True)),
                (
                    "registration_number",
                    models.CharField(
                        help_text="Licence number of the Ministry of Health.",
                        max_length=50,
                    ),
                ),
                ("address", models.TextField()),
                ("postal_code", models.CharField(max_length=10)),
                ("phone", models.CharField(max_length=20)),
                ("email", models.EmailField(max_length=255)),
                ("website", models.CharField(blank=True, max_length=255, null=True)),
                (
                    "timezone",
                    postgres.fields.TimeZoneField(
                        db_default="Asia/Singapore",
                        default="Asia/Singapore",
                        help_text="Days, opening hours and appointment numbers follow the clock of this zone.",
                    ),
                ),
                (
                    "operating_hours",
                    postgres.fields.JSONObjectField(
                        help_text='By weekday: {"mon": [["08:30", "12:30"]]}.'
                    ),
                ),
                ("services", postgres.fields.JSONListField()),
                ("facilities", postgres.fields.JSONListField()),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=10, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=11, null=True),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Nobody signs in to a clinic that is not active.",
                    ),
                ),
                ("settings", postgres.fields.JSONObjectField()),
                (
                    "subscription_tier",
                    models.CharField(
                        choices=[
                            ("basic", "Basic"),
                            ("professional", "Professional"),
                            ("enterprise", "Enterprise"),
                        ],
                        db_default="basic",
                        default="basic",
                        max_length=50,
                    ),
                ),
                ("subscription_expires_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "clinics",
                "db_table_comment": "The tenants: every other row belongs to one of these.",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="clinics_code_key"),
                    models.UniqueConstraint(
                        fields=("registration_number",), name="clinics_registration_number_key"
                    ),
                    models.UniqueConstraint(fields=("id", "timezone"), name="clinics_timezone_key"),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("name__regex", "\\S")),
                        field="name",
                        name="clinics_name_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("registration_number__regex", "\\S")),
                        field="registration_number",
                        name="clinics_registration_number_present",
                        violation_error_message="Not blank.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("code__regex", "^[A-Z][A-Z0-9]{1,19}$")),
                        field="code",
                        name="clinics_code_valid",
                        violation_error_message="A code has 2 to 20 capital letters and digits, and starts with a letter.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.IsNull(
                            postgres.expressions.LocalDate(
                                models.Value(
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC)
                                ),
                                models.F("timezone"),
                            ),
                            False,
                        ),
                        field="timezone",
                        name="clinics_timezone_valid",
                        violation_error_message="A time zone that PostgreSQL knows.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("latitude__range", (-90, 90))),
                        field="latitude",
                        name="clinics_latitude_in_range",
                        violation_error_message="Between -90 and 90 degrees.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("longitude__range", (-180, 180))),
                        field="longitude",
                        name="clinics_longitude_in_range",
                        violation_error_message="Between -180 and 180 degrees.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            ("subscription_tier__in", ["basic", "professional", "enterprise"])
                        ),
                        field="subscription_tier",
                        name="clinics_subscription_tier_known",
                        violation_error_message="One of: basic, professional, enterprise.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(
                            (
                                "phone__regex",
                                "^[ (]*\\+?([ ()-]*[0-9]){6,15}( *([Ee]xt\\.?|[Xx]) *[0-9]{1,6})?$",
                            )
                        ),
                        field="phone",
                        name="clinics_phone_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("email__regex", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$")),
                        field="email",
                        name="clinics_email_valid",
                        violation_error_message="An e-mail address has the form name@example.com.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("operating_hours"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="operating_hours",
                        name="clinics_operating_hours_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("settings"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("object"),
                        ),
                        field="settings",
                        name="clinics_settings_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("services"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="services",
                        name="clinics_services_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("facilities"),
                                function="jsonb_typeof",
                                output_field=models.CharField(),
                            ),
                            models.Value("array"),
                        ),
                        field="facilities",
                        name="clinics_facilities_is_array",
                        violation_error_message="JSON that is an array.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
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
                ("email", postgres.fields.CitextField(max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20, null=True)),
                (
                    "password",
                    postgres.fields.SecretCharField(
                        db_column="password_hash", editable=False, max_length=255, null=True
                    ),
                ),
                ("full_name", models.CharField(max_length=255)),
                ("display_name", models.CharField(blank=True, max_length=100, null=True)),
                (
                    "role",
                    postgres.fields.EnumField(
                        choices=[
                            ("patient", "Patient"),
                            ("doctor", "Doctor"),
                            ("nurse", "Nurse"),
                            ("staff", "Staff"),
                            ("admin", "Admin"),
                            ("superadmin", "Superadmin"),
                        ],
                        db_default="patient",
                        default="patient",
                        enum_type="user_role",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        db_default=True,
                        default=True,
                        help_text="Unticked, the person cannot sign in.",
                    ),
                ),
                ("is_verified", models.BooleanField(db_default=False, default=False)),
                ("email_verified_at", models.DateTimeField(blank=True, null=True)),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True)),
                ("two_factor_enabled", models.BooleanField(db_default=False, default=False)),
                (
                    "two_factor_secret",
                    models.CharField(editable=False, max_length=255, null=True),
                ),
                (
                    "two_factor_last_step",
                    postgres.fields.SecretBigIntegerField(editable=False, null=True),
                ),
                ("last_login_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "last_login_ip",
                    models.GenericIPAddressField(blank=True, editable=False, null=True),
                ),
                (
                    "failed_login_attempts",
                    postgres.fields.SecretIntegerField(db_default=0, editable=False),
                ),
                ("locked_until", postgres.fields.SecretDateTimeField(editable=False, null=True)),
                (
                    "password_changed_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "refresh_token",
                    postgres.fields.SecretCharField(editable=False, max_length=255, null=True),
                ),
                ("notification_preferences", postgres.fields.JSONObjectField()),
                ("language", models.CharField(db_default="en", default="en", max_length=5)),
                (
                    "timezone",
                    postgres.fields.TimeZoneField(
                        db_default="Asia/Singapore", default="Asia/Singapore"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Empty for superadmins, who belong to the platform.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "users",
                "db_table_comment": "Logins. One address may sign in at several clinics, once in each.",
                "ordering": ["full_name"],
                "indexes": [models.Index(fields=["email"], name="users_email_idx")],
                "constraints": [
                    tenancy.constraints.TenantKey(name="users_tenant_key"),
                    postgres.constraints.UniqueUnlessDeleted(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("clinic", "email"),
                        name="users_email_key",
                        nulls_distinct=False,
                        violation_error_message="The clinic has a user with this e-mail address.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("full_name__regex", "\\S")),
                        field="full_name",
                        name="users_full_name_present",
                        violation_error_message="Not blank.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clinic__isnull", True), ("role", "superadmin")),
                            models.Q(
                                models.Q(("role", "superadmin"), _negated=True),
                                ("clinic__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="users_superadmin_has_no_clinic",
                        violation_error_message="A superadmin belongs to no clinic, and everybody else to one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__regex", "^[a-z]{2,3}(-[A-Z]{2})?$")),
                        name="users_language_valid",
                        violation_error_message="A language code as en, zh or zh-SG.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=django.db.models.lookups.IsNull(
                            postgres.expressions.LocalDate(
                                models.Value(
                                    datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC)
                                ),
                                models.F("timezone"),
                            ),
                            False,
                        ),
                        field="timezone",
                        name="users_timezone_valid",
                        violation_error_message="A time zone that PostgreSQL knows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("two_factor_enabled", False),
                            ("two_factor_secret__isnull", False),
                            _connector="OR",
                        ),
                        name="users_two_factor_has_secret",
                        violation_error_message="Two-factor sign-in needs its secret.",
                    ),
                    privacy.constraints.IsSealed(
                        "two_factor_secret", name="users_two_factor_secret_sealed"
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("failed_login_attempts__gte", 0)),
                        field="failed_login_attempts",
                        name="users_failed_login_attempts_not_negative",
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
                        name="users_phone_valid",
                        violation_error_message="A telephone number has 6 to 15 digits, as +65 6123 4567 or 6123 4567 ext 12.",
                    ),
                    postgres.constraints.FieldRule(
                        condition=models.Q(("email__regex", "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$")),
                        field="email",
                        name="users_email_valid",
                        violation_error_message="An e-mail address has the form name@example.com.",
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
                        name="users_notification_preferences_is_object",
                        violation_error_message="JSON that is an object.",
                    ),
                ],
            },
        ),
    ]
