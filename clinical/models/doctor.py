from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.fields import JSONListField, JSONObjectField, MoneyField
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import SoftDeleted, TenantModel, Timestamped, tenant_key


class Doctor(TenantModel, Timestamped, SoftDeleted):
    """A doctor of one clinic: who sees patients, when, and for what fee."""

    user = tenant_key(
        "identity.User",
        null=True,
        blank=True,
        related_name="doctors",
        help_text="The doctor's login, if there is one.",
    )
    employee_id = models.CharField("employee ID", max_length=50)
    full_name = models.CharField(max_length=255)
    medical_registration_number = models.CharField(
        max_length=50, help_text="Number in the register of the Singapore Medical Council."
    )
    license_expiry = models.DateField()
    specializations = JSONListField()
    qualifications = JSONListField()
    languages_spoken = JSONListField(initial=["English"])
    years_of_experience = models.IntegerField(null=True, blank=True)
    consultation_fee = MoneyField(null=True, blank=True)
    telemedicine_enabled = models.BooleanField(default=False, db_default=False)
    telemedicine_fee = MoneyField(null=True, blank=True)
    consultation_duration_minutes = models.IntegerField(default=15, db_default=15)
    buffer_time_minutes = models.IntegerField(
        default=0, db_default=0, help_text="Kept free after each consultation."
    )
    max_daily_appointments = models.IntegerField(default=40, db_default=40)
    advance_booking_days = models.IntegerField(
        default=30, db_default=30, help_text="How many days ahead a slot can be booked."
    )
    working_hours = JSONObjectField(help_text='By weekday: {"mon": [["08:30", "12:30"]]}.')
    break_times = JSONListField(help_text='Every day: [["10:30", "10:45"]].')
    blocked_dates = JSONListField(help_text='Days off: ["2026-12-25"].')
    auto_accept_appointments = models.BooleanField(default=True, db_default=True)
    signature_image_url = models.TextField("signature image URL", null=True, blank=True)
    notification_preferences = JSONObjectField()
    profile_photo_url = models.TextField("profile photo URL", null=True, blank=True)
    bio = models.TextField(null=True, blank=True)
    total_consultations = models.IntegerField(default=0, db_default=0)
    average_rating = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    rating_count = models.IntegerField(default=0, db_default=0)

    named_by = ("full_name",)

    class Meta:
        db_table = "doctors"
        db_table_comment = "Doctors of one clinic; who works at two clinics is a row in each."
        ordering = ["full_name"]
        indexes = [
            models.Index(
                fields=["clinic", "user"],
                condition=Q(user__isnull=False),
                name="doctors_user_idx",
            ),
        ]
        constraints = [
            TenantKey(name="doctors_tenant_key"),
            TenantForeignKey("user", "identity.User", name="doctors_user_fk"),
            UniqueUnlessDeleted(
                fields=["clinic", "user"],
                condition=NOT_DELETED,
                name="doctors_user_key",
                violation_error_message="This login is another doctor's already.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "employee_id"], name="doctors_employee_id_key"
            ),
            models.UniqueConstraint(
                fields=["clinic", "medical_registration_number"],
                name="doctors_medical_registration_number_key",
            ),
            *rules.present("doctors", "employee_id", "full_name", "medical_registration_number"),
            rules.rule(
                "doctors_rated_by_somebody",
                "There is an average rating as soon as somebody has rated, and none before.",
                Q(rating_count=0, average_rating__isnull=True)
                | Q(rating_count__gt=0, average_rating__isnull=False),
            ),
            rules.between("doctors", "average_rating", 1, 5),
            rules.between("doctors", "years_of_experience", 0, 80, "years"),
            rules.between("doctors", "consultation_duration_minutes", 5, 480, "minutes"),
            rules.between("doctors", "buffer_time_minutes", 0, 240, "minutes"),
            rules.between("doctors", "max_daily_appointments", 0, 500),
            rules.between("doctors", "advance_booking_days", 0, 730, "days"),
            *rules.not_negative("doctors", "total_consultations", "rating_count"),
            *rules.amounts("doctors", "consultation_fee", "telemedicine_fee"),
            *rules.json_lists(
                "doctors",
                "specializations",
                "qualifications",
                "languages_spoken",
                "break_times",
                "blocked_dates",
            ),
            *rules.json_objects("doctors", "working_hours", "notification_preferences"),
            rules.faultless(
                "doctors", "working_hours", "By weekday, from mon to sun, each a list of hours."
            ),
            rules.faultless(
                "doctors", "break_times", "A list of two times each, the first before the second."
            ),
            rules.faultless("doctors", "blocked_dates", 'A list of days, as "2026-12-25".'),
        ]

    def __str__(self) -> str:
        return self.full_name
