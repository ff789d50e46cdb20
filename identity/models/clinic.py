from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.fields import JSONListField, JSONObjectField, TimeZoneField
from tenancy.models import DatabaseKeyed, SoftDeleted, Timestamped


class SubscriptionTier(models.TextChoices):
    BASIC = "basic"
    PROFESSIONAL = "professional"
    ENTERPRISE = "enterprise"


class Clinic(DatabaseKeyed, Timestamped, SoftDeleted):
    """A clinic: the tenant to which every other row belongs."""

    code = models.CharField(
        max_length=20,
        help_text="Short and lasting: it starts every appointment number, as in DEMO-20260131-0001.",
    )
    name = models.CharField(max_length=255)
    branch_name = models.CharField(max_length=255, null=True, blank=True)
    registration_number = models.CharField(
        max_length=50, help_text="Licence number of the Ministry of Health."
    )
    address = models.TextField()
    postal_code = models.CharField(max_length=10)
    phone = models.CharField(max_length=20)
    email = models.EmailField(max_length=255)
    website = models.CharField(max_length=255, null=True, blank=True)
    timezone = TimeZoneField(
        default="Asia/Singapore",
        db_default="Asia/Singapore",
        help_text="Days, opening hours and appointment numbers follow the clock of this zone.",
    )
    operating_hours = JSONObjectField(help_text='By weekday: {"mon": [["08:30", "12:30"]]}.')
    services = JSONListField()
    facilities = JSONListField()
    latitude = models.DecimalField(max_digits=10, decimal_places=8, null=True, blank=True)
    longitude = models.DecimalField(max_digits=11, decimal_places=8, null=True, blank=True)
    is_active = models.BooleanField(
        default=True, db_default=True, help_text="Nobody signs in to a clinic that is not active."
    )
    settings = JSONObjectField()
    subscription_tier = models.CharField(
        max_length=50,
        choices=SubscriptionTier,
        default=SubscriptionTier.BASIC,
        db_default=SubscriptionTier.BASIC,
    )
    subscription_expires_at = models.DateTimeField(null=True, blank=True)

    named_by = ("name",)

    class Meta:
        db_table = "clinics"
        db_table_comment = "The tenants: every other row belongs to one of these."
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="clinics_code_key"),
            models.UniqueConstraint(
                fields=["registration_number"], name="clinics_registration_number_key"
            ),
            # What keeps the zone of appointments and slots equal to their clinic's.
            models.UniqueConstraint(fields=["id", "timezone"], name="clinics_timezone_key"),
            *rules.present("clinics", "name", "registration_number"),
            rules.field_rule(
                "clinics",
                "code",
                "valid",
                "A code has 2 to 20 capital letters and digits, and starts with a letter.",
                Q(code__regex=r"^[A-Z][A-Z0-9]{1,19}$"),
            ),
            rules.time_zone("clinics", "timezone"),
            rules.between("clinics", "latitude", -90, 90, "degrees"),
            rules.between("clinics", "longitude", -180, 180, "degrees"),
            rules.one_of("clinics", "subscription_tier", SubscriptionTier.values),
            *rules.phone("clinics", "phone"),
            *rules.email("clinics", "email"),
            *rules.json_objects("clinics", "operating_hours", "settings"),
            *rules.json_lists("clinics", "services", "facilities"),
        ]

    def __str__(self) -> str:
        return self.name
