from datetime import timedelta

from django.db import models
from django.utils.formats import localize

from postgres.fields import MoneyField
from tenancy.constraints import TenantKey
from tenancy.models import TenantModel, time_ordered_key


class MetricEntry(TenantModel):
    """What appointments or payments have added to the figures of a clinic's day, or taken from them.

    The sum of a day's entries is exact at any moment; whoever books appends one and waits for nobody.
    """

    id = time_ordered_key()
    day = models.DateField()
    appointments = models.IntegerField(default=0, db_default=0)
    completed = models.IntegerField(default=0, db_default=0)
    no_shows = models.IntegerField(default=0, db_default=0)
    waits = models.IntegerField(default=0, db_default=0)
    waited = models.DurationField(default=timedelta, db_default=timedelta())
    revenue = models.DecimalField(max_digits=14, decimal_places=2, default=0, db_default=0)

    class Meta:
        db_table = "metric_entries"
        db_table_comment = "What changes of appointments and payments add to the figures of a day."
        verbose_name_plural = "metric entries"
        indexes = [models.Index(fields=["clinic", "day"], name="metric_entries_day_idx")]
        constraints = [TenantKey(name="metric_entries_tenant_key")]

    def __str__(self) -> str:
        return str(localize(self.day))


class DailyMetrics(models.Model):
    """A clinic's figures of one of its days; read from a view.

    The day is unique in the clinic acted in, and nobody reads any other.
    """

    clinic = models.ForeignKey(
        "identity.Clinic", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    appointment_date = models.DateField("day", primary_key=True)
    total_appointments = models.IntegerField("appointments")
    completed_appointments = models.IntegerField("completed")
    no_show_count = models.IntegerField("did not come")
    avg_wait_time_minutes = models.DecimalField(
        "minutes waited", max_digits=10, decimal_places=1, null=True
    )
    total_revenue = MoneyField("taken")

    class Meta:
        db_table = "daily_clinic_metrics"
        managed = False
        ordering = ["-appointment_date"]
        verbose_name = "day's figures"
        verbose_name_plural = "figures by day"

    def __str__(self) -> str:
        return str(localize(self.appointment_date))

    @property
    def outcomes(self) -> dict[str, int]:
        """Give what became of the day's appointments, in the words of the start page's chart."""
        seen, absent = self.completed_appointments, self.no_show_count
        return {
            "seen": seen,
            "did not come": absent,
            "open": self.total_appointments - seen - absent,
        }
