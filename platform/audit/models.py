"""The audit log as Django reads it; migrations make it in SQL, and triggers alone write it."""

from typing import Any

from django.db import models


class Action(models.TextChoices):
    INSERT = "INSERT", "Added"
    UPDATE = "UPDATE", "Changed"
    DELETE = "DELETE", "Deleted"
    TRUNCATE = "TRUNCATE", "Emptied"
    SELECT = "SELECT", "Looked at"


class AuditLog(models.Model):
    """One change of a row, or one look at it."""

    id = models.BigIntegerField(primary_key=True)
    created_at = models.DateTimeField("time")
    transaction_id = models.BigIntegerField("transaction")
    record_bucket = models.SmallIntegerField(null=True, editable=False)
    clinic = models.ForeignKey(
        "identity.Clinic", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    user = models.ForeignKey(
        "identity.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    table_schema = models.CharField("schema", max_length=100)
    table_name = models.CharField("table", max_length=100)
    record_id = models.TextField("record", null=True)
    action = models.CharField(max_length=20, choices=Action)
    actor_role = models.CharField("role", max_length=63)
    changed_fields: "models.JSONField[Any, Any]" = models.JSONField("fields", null=True)
    old_values: "models.JSONField[Any, Any]" = models.JSONField("before", null=True)
    new_values: "models.JSONField[Any, Any]" = models.JSONField("after", null=True)
    ip_address = models.GenericIPAddressField("address", null=True)
    request_id = models.CharField("request", max_length=100, null=True)
    session_id = models.CharField("session", max_length=100, null=True)
    user_agent = models.TextField("browser", null=True)

    class Meta:
        db_table = "audit_logs"
        managed = False
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"

    def __str__(self) -> str:
        table = self.table_name.replace("_", " ")
        return f"{self.get_action_display()}: {table} {self.record_id or ''}".rstrip()


def of_record(record_id: str) -> models.Q:
    """Find what was done to a record; the bucket leads there."""
    bucket = models.Func(
        models.Value(record_id),
        function="audit.record_bucket",
        output_field=models.SmallIntegerField(),
    )
    return models.Q(record_bucket=bucket, record_id=record_id)
