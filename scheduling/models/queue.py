from django.db import models
from django.utils.formats import localize

from postgres import rules
from tenancy.constraints import TenantKey
from tenancy.models import TenantModel, Timestamped, time_ordered_key


class QueueDay(TenantModel, Timestamped):
    """The waiting room of a clinic on one day: whose number is up, and how many wait."""

    id = time_ordered_key()
    queue_date = models.DateField()
    current_number = models.CharField(max_length=10, null=True, blank=True)
    last_called_number = models.CharField(max_length=10, null=True, blank=True)
    numbers_given = models.IntegerField(default=0, db_default=0)
    total_waiting = models.IntegerField(default=0, db_default=0)
    average_wait_time_minutes = models.IntegerField(null=True, blank=True)

    class Meta:
        db_table = "queue_management"
        db_table_comment = "The queue of each clinic, a row a day."
        ordering = ["-queue_date"]
        verbose_name = "queue"
        constraints = [
            TenantKey(name="queue_management_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "queue_date"], name="queue_management_queue_date_key"
            ),
            *rules.not_negative(
                "queue_management",
                "numbers_given",
                "total_waiting",
                "average_wait_time_minutes",
            ),
        ]

    def __str__(self) -> str:
        return str(localize(self.queue_date))
