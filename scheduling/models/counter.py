from django.db import models

from postgres import rules
from tenancy.constraints import TenantKey
from tenancy.models import TenantModel


class AppointmentCounter(TenantModel):
    """The last appointment number that a clinic gave out, and on which day."""

    day = models.DateField()
    last_number = models.IntegerField()

    class Meta:
        db_table = "appointment_counters"
        db_table_comment = "The last appointment number of each clinic, a row a clinic."
        constraints = [
            TenantKey(name="appointment_counters_tenant_key"),
            models.UniqueConstraint(fields=["clinic"], name="appointment_counters_clinic_key"),
            *rules.not_negative("appointment_counters", "last_number"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.last_number}"
