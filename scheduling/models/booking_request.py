from django.db import models
from django.db.models import Q

from postgres import rules
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import TenantModel, Timestamped, tenant_key, time_ordered_key


class BookingRequestStatus(models.TextChoices):
    PENDING = "pending"
    SUCCESS = "success"
    CONFLICT = "conflict"
    ERROR = "error"


class BookingRequest(TenantModel, Timestamped):
    """A request to book, under the caller's key: asked again, it is answered the same."""

    id = time_ordered_key()
    idempotency_key = models.TextField()
    user = tenant_key("identity.User", null=True, blank=True, related_name="booking_requests")
    actor_id = models.UUIDField(
        help_text="Who asked: the user, or a superadmin, who is of no clinic and in no key."
    )
    # As they were asked for, right or wrong: no keys.
    slot_id = models.UUIDField()
    patient_id = models.UUIDField()
    status = models.TextField(
        choices=BookingRequestStatus,
        default=BookingRequestStatus.PENDING,
        db_default=BookingRequestStatus.PENDING,
    )
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(null=True, blank=True)
    attempts = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "booking_requests"
        db_table_comment = "Requests to book and their answers, by the caller's key."
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["clinic", "created_at"], name="booking_requests_created_idx"),
            models.Index(fields=["clinic", "user"], name="booking_requests_user_idx"),
        ]
        constraints = [
            TenantKey(name="booking_requests_tenant_key"),
            TenantForeignKey("user", "identity.User", name="booking_requests_user_fk"),
            models.UniqueConstraint(
                fields=["clinic", "idempotency_key"], name="booking_requests_idempotency_key_key"
            ),
            rules.field_rule(
                "booking_requests",
                "idempotency_key",
                "length",
                "A key has 1 to 255 characters.",
                Q(idempotency_key__regex=r"^.{1,255}$"),
            ),
            rules.one_of("booking_requests", "status", BookingRequestStatus.values),
            *rules.not_negative("booking_requests", "attempts"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
