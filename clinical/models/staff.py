from django.db import models
from django.db.models import F, Q

from postgres import rules
from postgres.constraints import NOT_DELETED, UniqueUnlessDeleted
from postgres.fields import JSONListField, JSONObjectField
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import SoftDeleted, TenantModel, Timestamped, tenant_key


class EmploymentType(models.TextChoices):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CONTRACT = "contract"
    LOCUM = "locum"
    INTERN = "intern"


class Staff(TenantModel, Timestamped, SoftDeleted):
    """Somebody who works at the clinic and is no doctor: nurse, receptionist, manager."""

    user = tenant_key(
        "identity.User",
        null=True,
        blank=True,
        related_name="staff",
        help_text="The person's login, if there is one.",
    )
    employee_id = models.CharField("employee ID", max_length=50)
    full_name = models.CharField(max_length=255)
    department = models.CharField(max_length=100, null=True, blank=True)
    position = models.CharField(max_length=100, null=True, blank=True)
    reporting_to = tenant_key(
        "clinical.Staff",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_column="reporting_to",
    )
    permissions = JSONObjectField()
    accessible_modules = JSONListField()
    employment_type = models.CharField(max_length=50, null=True, blank=True, choices=EmploymentType)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    named_by = ("full_name",)

    class Meta:
        db_table = "staff"
        db_table_comment = "Everybody who works at a clinic and is no doctor."
        ordering = ["full_name"]
        verbose_name_plural = "staff"
        indexes = [
            models.Index(
                fields=["clinic", "user"],
                condition=Q(user__isnull=False),
                name="staff_user_idx",
            ),
            models.Index(
                fields=["clinic", "reporting_to"],
                condition=Q(reporting_to__isnull=False),
                name="staff_reporting_to_idx",
            ),
        ]
        constraints = [
            TenantKey(name="staff_tenant_key"),
            TenantForeignKey("user", "identity.User", name="staff_user_fk"),
            TenantForeignKey(
                "reporting_to", "clinical.Staff", name="staff_reporting_to_fk", on_delete="SET NULL"
            ),
            UniqueUnlessDeleted(
                fields=["clinic", "user"],
                condition=NOT_DELETED,
                name="staff_user_key",
                violation_error_message="This login is another person's already.",
            ),
            models.UniqueConstraint(fields=["clinic", "employee_id"], name="staff_employee_id_key"),
            *rules.present("staff", "employee_id", "full_name"),
            rules.rule(
                "staff_reports_to_another",
                "Nobody reports to themself.",
                ~Q(reporting_to=F("id")),
            ),
            rules.one_of("staff", "employment_type", EmploymentType.values),
            rules.in_order("staff", "start_date", "end_date"),
            *rules.json_objects("staff", "permissions"),
            *rules.json_lists("staff", "accessible_modules"),
        ]

    def __str__(self) -> str:
        return self.full_name
