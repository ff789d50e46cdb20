from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from postgres import rules
from tenancy.constraints import TenantKey


class Purpose(models.TextChoices):
    CONTENT = "content"
    INDEX = "index"


class DataKey(models.Model):
    """A key of one clinic's or, without a clinic, of the platform's, wrapped by a master key.

    Keys of contents are rotated; the key of blind indexes stays. One of each is in use, the others are
    there to read with.
    """

    id = models.AutoField(primary_key=True)
    clinic = models.ForeignKey(
        "identity.Clinic", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    wrapped_key = models.CharField(max_length=255)
    created_at = models.DateTimeField(db_default=TransactionNow())
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "data_keys"
        db_table_comment = (
            "Keys of encrypted columns, each wrapped by a master key that is not here."
        )
        constraints = [
            TenantKey(name="data_keys_tenant_key"),
            models.UniqueConstraint(
                fields=["clinic", "purpose"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="data_keys_in_use_key",
            ),
            rules.one_of("data_keys", "purpose", Purpose.values),
            rules.rule(
                "data_keys_index_key_stays",
                "The key of blind indexes is not replaced.",
                ~Q(purpose=Purpose.INDEX) | Q(replaced_at__isnull=True),
            ),
            rules.field_rule(
                "data_keys",
                "wrapped_key",
                "wrapped",
                "A key is kept as a master key has wrapped it.",
                Q(wrapped_key__regex=r"^1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{80}$"),
            ),
            rules.in_order("data_keys", "created_at", "replaced_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.purpose})"
