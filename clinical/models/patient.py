from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

from clinical.models.body import body_mass_index
from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.expressions import Digits, LocalDate
from postgres.fields import CitextField, EnumField, JSONListField, JSONObjectField
from privacy.constraints import IsSealed
from privacy.fields import BlindIndexField, EncryptedField, Indexed, known_key
from privacy.nric import normalised, validate_nric
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import SoftDeleted, TenantModel, Timestamped, tenant_key


class Gender(models.TextChoices):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class ChasCardType(models.TextChoices):
    """The subsidy card of Singapore's Community Health Assist Scheme."""

    BLUE = "blue"
    ORANGE = "orange"
    GREEN = "green"
    NONE = "none"


class BloodType(models.TextChoices):
    A_POSITIVE = "A+"
    A_NEGATIVE = "A-"
    B_POSITIVE = "B+"
    B_NEGATIVE = "B-"
    AB_POSITIVE = "AB+"
    AB_NEGATIVE = "AB-"
    O_POSITIVE = "O+"
    O_NEGATIVE = "O-"


class MaritalStatus(models.TextChoices):
    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"
    SEPARATED = "separated"


def _search_index(name: str, sought: F | Func) -> GinIndex:
    """Make an index of trigrams, for `clinic.search_patients` alone: under policies none is used."""
    return GinIndex(OpClass(sought, "gin_trgm_ops"), name=f"patients_{name}_search_idx")


class Patient(Indexed, TenantModel, Timestamped, SoftDeleted):
    """A person in the care of one clinic, with or without a login."""

    id = known_key()
    user = tenant_key(
        "identity.User",
        null=True,
        blank=True,
        related_name="patients",
        help_text="The patient's login, if there is one.",
    )
    patient_number = models.CharField(max_length=50)
    full_name = models.CharField(max_length=255)
    phone = models.CharField(max_length=20, null=True, blank=True)
    email = CitextField(null=True, blank=True)
    nric = EncryptedField(
        "NRIC or FIN",
        null=True,
        blank=True,
        db_column="nric_encrypted",
        normalise=normalised,
        validators=[validate_nric],
        searched_by="nric_hash",
    )
    nric_hash = BlindIndexField("nric", null=True, blank=True, editable=False)
    passport_number = EncryptedField(null=True, blank=True, db_column="passport_number_encrypted")
    date_of_birth = models.DateField()
    gender = EnumField(enum_type="gender", choices=Gender)
    nationality = models.CharField(
        max_length=100, null=True, blank=True, default="Singaporean", db_default="Singaporean"
    )
    race = models.CharField(max_length=50, null=True, blank=True)
    marital_status = models.CharField(max_length=20, null=True, blank=True, choices=MaritalStatus)
    occupation = models.CharField(max_length=100, null=True, blank=True)
    employer = models.CharField(max_length=255, null=True, blank=True)
    address = models.TextField(null=True, blank=True)
    postal_code = models.CharField(max_length=10, null=True, blank=True)
    emergency_contact_name = models.CharField(max_length=255, null=True, blank=True)
    emergency_contact_phone = models.CharField(max_length=20, null=True, blank=True)
    emergency_contact_relationship = models.CharField(max_length=50, null=True, blank=True)
    blood_type = models.CharField(max_length=10, null=True, blank=True, choices=BloodType)
    allergies = JSONListField()
    chronic_conditions = JSONListField()
    current_medications = JSONListField()
    medical_history = JSONListField()
    family_medical_history = JSONListField()
    height_cm = models.DecimalField(
        "height (cm)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        "weight (kg)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    bmi = body_mass_index()
    chas_card_type = EnumField(
        verbose_name="CHAS card type",
        enum_type="chas_card_type",
        choices=ChasCardType,
        default=ChasCardType.NONE,
        db_default=ChasCardType.NONE,
    )
    chas_card_number = EncryptedField(
        "CHAS card number", null=True, blank=True, db_column="chas_card_number_encrypted"
    )
    chas_card_expiry = models.DateField("CHAS card expiry", null=True, blank=True)
    insurance_provider = models.CharField(max_length=255, null=True, blank=True)
    insurance_policy_number = EncryptedField(
        null=True, blank=True, db_column="insurance_policy_number_encrypted"
    )
    insurance_expiry = models.DateField(null=True, blank=True)
    medisave_authorized = models.BooleanField(
        "MediSave authorized", default=False, db_default=False
    )
    preferred_doctor = tenant_key(
        "clinical.Doctor", models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    preferred_language = models.CharField(max_length=5, default="en", db_default="en")
    sms_consent = models.BooleanField("SMS consent", default=False, db_default=False)
    email_consent = models.BooleanField("e-mail consent", default=False, db_default=False)
    whatsapp_consent = models.BooleanField("WhatsApp consent", default=False, db_default=False)
    marketing_consent = models.BooleanField(default=False, db_default=False)
    data_sharing_consent = models.BooleanField(default=False, db_default=False)
    consent_updated_at = models.DateTimeField(null=True, blank=True)
    first_visit_date = models.DateField(null=True, blank=True)
    last_visit_date = models.DateField(null=True, blank=True)
    total_visits = models.IntegerField(default=0, db_default=0)
    no_show_count = models.IntegerField(default=0, db_default=0)
    tags = JSONListField()
    notes = models.TextField(null=True, blank=True)
    risk_factors = JSONObjectField()

    named_by = ("full_name", "patient_number")

    class Meta:
        db_table = "patients"
        db_table_comment = (
            "People in the care of one clinic; the same person elsewhere is another row."
        )
        ordering = ["full_name"]
        indexes = [
            models.Index(fields=["clinic", "full_name", "-id"], name="patients_full_name_idx"),
            models.Index(
                fields=["clinic", "user"],
                condition=Q(user__isnull=False),
                name="patients_user_idx",
            ),
            models.Index(
                fields=["clinic", "preferred_doctor"],
                condition=Q(preferred_doctor__isnull=False),
                name="patients_preferred_doctor_idx",
            ),
            _search_index("name", F("full_name")),
            _search_index("number", F("patient_number")),
            _search_index("email", Cast("email", models.TextField())),
            _search_index("phone", Digits("phone")),
        ]
        constraints = [
            TenantKey(name="patients_tenant_key"),
            TenantForeignKey("user", "identity.User", name="patients_user_fk"),
            TenantForeignKey(
                "preferred_doctor",
                "clinical.Doctor",
                name="patients_preferred_doctor_fk",
                on_delete="SET NULL",
            ),
            UniqueUnlessDeleted(
                fields=["clinic", "user"],
                condition=NOT_DELETED,
                name="patients_user_key",
                violation_error_message="This login is another patient's already.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "patient_number"], name="patients_patient_number_key"
            ),
            UniqueUnlessDeleted(
                fields=["clinic", "nric_hash"],
                condition=NOT_DELETED,
                name="patients_nric_hash_key",
                violation_error_message="The clinic has a patient with this NRIC or FIN.",
            ),
            *rules.present("patients", "patient_number", "full_name"),
            *(
                IsSealed(field, name=f"patients_{field}_sealed")
                for field in (
                    "nric",
                    "passport_number",
                    "chas_card_number",
                    "insurance_policy_number",
                )
            ),
            rules.rule(
                "patients_nric_has_hash",
                "An NRIC has its digest, and no digest is without one.",
                Q(nric__isnull=True, nric_hash__isnull=True)
                | Q(nric__isnull=False, nric_hash__isnull=False),
            ),
            rules.rule(
                "patients_born_before_registration",
                "The date of birth is after 1880, and not after the day of registration.",
                Q(date_of_birth__gte=date(1880, 1, 1))
                # The zone where each day begins first: born today is right everywhere.
                & Q(date_of_birth__lte=LocalDate(F("created_at"), Value("Pacific/Kiritimati"))),
            ),
            rules.rule(
                "patients_chas_card_has_expiry",
                "A CHAS card has a date of expiry.",
                Q(chas_card_type=ChasCardType.NONE) | Q(chas_card_expiry__isnull=False),
            ),
            rules.field_rule(
                "patients",
                "preferred_language",
                "valid",
                "A language code as en, zh or zh-SG.",
                Q(preferred_language__regex=r"^[a-z]{2,3}(-[A-Z]{2})?$"),
            ),
            rules.one_of("patients", "blood_type", BloodType.values),
            rules.one_of("patients", "marital_status", MaritalStatus.values),
            rules.between("patients", "height_cm", 20, 300, "cm"),
            rules.between("patients", "weight_kg", 0.2, 500, "kg"),
            rules.in_order("patients", "first_visit_date", "last_visit_date"),
            *rules.not_negative("patients", "total_visits", "no_show_count"),
            *rules.phone("patients", "phone", "emergency_contact_phone"),
            *rules.email("patients", "email"),
            *rules.json_lists(
                "patients",
                "allergies",
                "chronic_conditions",
                "current_medications",
                "medical_history",
                "family_medical_history",
                "tags",
            ),
            *rules.json_objects("patients", "risk_factors"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.patient_number})"
