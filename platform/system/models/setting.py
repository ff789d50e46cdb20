from typing import Any

from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.constraints import NoFault
from privacy.constraints import IsSealedWhere
from privacy.fields import MaybeEncryptedJSONField, known_key
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import DatabaseKeyed, Timestamped


class SystemSetting(DatabaseKeyed, Timestamped):
    """A value that holds for one clinic or, without a clinic, for all that have none of their own."""

    id = known_key()
    clinic = models.ForeignKey(
        "identity.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Empty for what holds everywhere.",
    )
    category = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    value = MaybeEncryptedJSONField()
    description = models.TextField(null=True, blank=True)
    is_encrypted = models.BooleanField(default=False, db_default=False)
    is_public = models.BooleanField(
        default=False, db_default=False, help_text="Everybody at the clinic may read it."
    )
    # The clinic may be empty, and a composite key is not checked then: a plain one stands beside it.
    updated_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        db_column="updated_by",
    )

    class Meta:
        db_table = "system_settings"
        db_table_comment = "Settings, of the platform or of one clinic."
        ordering = ["category", "key"]
        indexes = [
            models.Index(
                fields=["clinic", "updated_by"],
                condition=Q(updated_by__isnull=False),
                name="system_settings_updated_by_idx",
            ),
        ]
        constraints = [
            TenantKey(name="system_settings_tenant_key"),
            TenantForeignKey("updated_by", "identity.User", name="system_settings_updated_by_fk"),
            models.UniqueConstraint(
                fields=["clinic", "category", "key"],
                nulls_distinct=False,
                name="system_settings_key_key",
            ),
            NoFault(
                *("category", "key", "value"),
                field="value",
                function="clinic.setting_fault",
                says="The value of a known setting is of its kind.",
                unless="is_encrypted",
                name="system_settings_value_fits",
            ),
            IsSealedWhere("value", name="system_settings_value_sealed"),
            rules.rule(
                "system_settings_encrypted_is_not_public",
                "What is encrypted is not public.",
                Q(is_encrypted=False) | Q(is_public=False),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the value anew where it is encrypted from now on, or no more."""
        if "is_encrypted" in (named := kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*named, "value"}
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.category}.{self.key}"
