from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

PATIENCE = timedelta(minutes=1)
"""How long a worker is not seen until it is taken for dead: it writes every five seconds."""


class WebhookWorker(models.Model):
    """Who works on the queue, as it says of itself; `webhook.beat` writes it."""

    name = models.TextField(primary_key=True)
    started_at = models.DateTimeField("started")
    last_seen = models.DateTimeField()
    ended_at = models.DateTimeField("ended", null=True)
    sources = ArrayField(models.TextField(), help_text="Whose events it takes; empty: everybody's.")
    concurrency = models.IntegerField()
    batch_size = models.IntegerField()
    running = models.IntegerField(help_text="Events that it is processing.")
    succeeded = models.BigIntegerField()
    failed = models.BigIntegerField(help_text="Attempts that have failed.")

    class Meta:
        db_table = "workers"
        managed = False
        ordering = ["-ended_at", "last_seen"]  # those that have not ended first

    def __str__(self) -> str:
        return self.name

    @property
    def is_dead(self) -> bool:
        """Say whether it has gone without a word."""
        return self.ended_at is None and self.last_seen < timezone.now() - PATIENCE
