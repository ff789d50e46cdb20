from django.db import models

from postgres import rules
from postgres.fields import JSONListField, JSONObjectField
from tenancy.models import DatabaseKeyed, Timestamped


class FeatureFlag(DatabaseKeyed, Timestamped):
    """Something that is on for all, for some, or for nobody."""

    name = models.CharField(max_length=100)
    description = models.TextField(null=True, blank=True)
    is_enabled = models.BooleanField(default=False, db_default=False)
    rollout_percentage = models.IntegerField(default=0, db_default=0)
    enabled_for_clinics = JSONListField(help_text="Ids of clinics that have it in any case.")
    enabled_for_users = JSONListField(help_text="Ids of users who have it in any case.")
    configuration = JSONObjectField()

    class Meta:
        db_table = "feature_flags"
        db_table_comment = "What is switched on, for whom. Of the platform: no clinic's own."
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="feature_flags_name_key"),
            rules.between("feature_flags", "rollout_percentage", 0, 100, "%"),
            *rules.json_lists("feature_flags", "enabled_for_clinics", "enabled_for_users"),
            *rules.json_objects("feature_flags", "configuration"),
        ]

    def __str__(self) -> str:
        return self.name
