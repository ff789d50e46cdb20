from datetime import datetime
from typing import Any, ClassVar

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q

from identity.managers import UserManager
from identity.passwords import give_password_hash, replace_password_hash
from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.fields import (
    CitextField,
    EnumField,
    JSONObjectField,
    SecretBigIntegerField,
    SecretCharField,
    SecretDateTimeField,
    SecretIntegerField,
    TimeZoneField,
)
from privacy.constraints import IsSealed
from privacy.fields import SecretEncryptedField
from tenancy.constraints import TenantKey
from tenancy.models import ColumnGranted, DatabaseKeyed, SoftDeleted, Timestamped


class UserRole(models.TextChoices):
    PATIENT = "patient"
    DOCTOR = "doctor"
    NURSE = "nurse"
    STAFF = "staff"
    ADMIN = "admin"
    SUPERADMIN = "superadmin"


class User(ColumnGranted, DatabaseKeyed, Timestamped, SoftDeleted, AbstractBaseUser):
    """A login. Patients, doctors and staff have names of their own, and may have no login."""

    clinic = models.ForeignKey(
        "identity.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Empty for superadmins, who belong to the platform.",
    )
    email = CitextField()
    phone = models.CharField(max_length=20, null=True, blank=True)
    password = SecretCharField(max_length=255, null=True, editable=False, db_column="password_hash")
    full_name = models.CharField(max_length=255)
    display_name = models.CharField(max_length=100, null=True, blank=True)
    role = EnumField(
        enum_type="user_role",
        choices=UserRole,
        default=UserRole.PATIENT,
        db_default=UserRole.PATIENT,
    )
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Unticked, the person cannot sign in."
    )
    is_verified = models.BooleanField(default=False, db_default=False)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    two_factor_enabled = models.BooleanField(default=False, db_default=False)
    # A login may be moved to another clinic, and its second factor goes with it.
    two_factor_secret = SecretEncryptedField(
        max_length=255, null=True, editable=False, of_platform=True
    )
    two_factor_last_step = SecretBigIntegerField(null=True, editable=False)
    last_login_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_login_ip = models.GenericIPAddressField(null=True, blank=True, editable=False)
    failed_login_attempts = SecretIntegerField(db_default=0, editable=False)
    locked_until = SecretDateTimeField(null=True, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_token = SecretCharField(max_length=255, null=True, editable=False)
    notification_preferences = JSONObjectField()
    language = models.CharField(max_length=5, default="en", db_default="en")
    timezone = TimeZoneField(default="Asia/Singapore", db_default="Asia/Singapore")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    named_by = ("full_name", "email")

    class Meta:
        db_table = "users"
        db_table_comment = "Logins. One address may sign in at several clinics, once in each."
        ordering = ["full_name"]
        indexes = [
            models.Index(fields=["clinic", "full_name"], name="users_full_name_idx"),
            models.Index(fields=["email"], name="users_email_idx"),
        ]
        constraints = [
            TenantKey(name="users_tenant_key"),
            UniqueUnlessDeleted(
                fields=["clinic", "email"],
                condition=NOT_DELETED,
                nulls_distinct=False,
                name="users_email_key",
                violation_error_message="The clinic has a user with this e-mail address.",
            ),
            *rules.present("users", "full_name"),
            rules.rule(
                "users_superadmin_has_no_clinic",
                "A superadmin belongs to no clinic, and everybody else to one.",
                Q(role=UserRole.SUPERADMIN, clinic__isnull=True)
                | (~Q(role=UserRole.SUPERADMIN) & Q(clinic__isnull=False)),
            ),
            rules.rule(
                "users_language_valid",
                "A language code as en, zh or zh-SG.",
                Q(language__regex=r"^[a-z]{2,3}(-[A-Z]{2})?$"),
            ),
            rules.time_zone("users", "timezone"),
            rules.rule(
                "users_two_factor_has_secret",
                "Two-factor sign-in needs its secret.",
                Q(two_factor_enabled=False) | Q(two_factor_secret__isnull=False),
            ),
            IsSealed("two_factor_secret", name="users_two_factor_secret_sealed"),
            *rules.not_negative("users", "failed_login_attempts"),
            *rules.phone("users", "phone"),
            *rules.email("users", "email"),
            *rules.json_objects("users", "notification_preferences"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.email})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what changed; a new password goes through the functions that may write it.

        Raises PermissionError when the stored password is not the one this user was loaded with, and
        ProgrammingError (42501) when the person who acts may not give this user a password.
        """
        known, new = (self._loaded or {}).get("password"), self.password
        by_owner = (kwargs.get("using") or self._state.db or DEFAULT_DB_ALIAS) != DEFAULT_DB_ALIAS
        if by_owner or new in (None, known):
            super().save(*args, **kwargs)
            return
        if self._state.adding:
            self.password = None
        else:
            fields = kwargs.get("update_fields")
            kwargs["update_fields"] = set(self._changed() if fields is None else fields) - {
                "password"
            }
        with transaction.atomic():
            super().save(*args, **kwargs)
            if known is None:
                give_password_hash(self.pk, new)
            else:
                replace_password_hash(self.pk, known, new)
        self.password = new
        self._remember()

    def check_password(self, raw_password: str) -> bool:
        """Say whether this is the password; nobody has one who was given none."""
        if self.password is None:
            return False
        try:
            return super().check_password(raw_password)
        except PermissionError:
            return True  # It is; another sign-in has renewed the old hash meanwhile.

    @property
    def last_login(self) -> datetime | None:  # type: ignore[override]
        """Give last_login_at by Django's name: a password reset's link ends with the next sign-in."""
        return self.last_login_at

    @property
    def is_staff(self) -> bool:
        """Say who may enter the admin: everybody who works at a clinic, or on the platform."""
        return self.is_active and self.role != UserRole.PATIENT

    @property
    def is_superuser(self) -> bool:
        """Say no: nobody is past asking PostgreSQL."""
        return False

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.display_name or self.full_name

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Ask PostgreSQL: `perm` is "app_label.action_model" as everywhere in Django."""
        return any(backend.has_perm(self, perm, obj) for backend in auth.get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Admit everybody: what an app shows is decided model by model."""
        return self.is_active
