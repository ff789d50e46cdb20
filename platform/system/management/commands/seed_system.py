"""Put in the flags and settings that every environment needs."""

from typing import Any

from django.db import connections, transaction

from postgres.management.owner import OWNER, OwnerCommand
from postgres.operations import sql_text
from system.models import FeatureFlag, SystemSetting


class Command(OwnerCommand):
    help = (
        "Adds the feature flags and system settings that are missing. Safe at any time, in production"
        " too: what a clinic or an operator changed stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the file that the data migration ran, and say what it added."""
        with transaction.atomic(using=OWNER):
            before = self._counts()
            with connections[OWNER].cursor() as cursor:
                cursor.execute(sql_text("system", "seeds/system", 1))
            flags, settings = (now - then for now, then in zip(self._counts(), before, strict=True))
        if options["verbosity"]:
            self.stdout.write(f"Added {flags} feature flags and {settings} system settings.")

    def _counts(self) -> tuple[int, int]:
        return (
            FeatureFlag.objects.using(OWNER).count(),
            SystemSetting.objects.using(OWNER).filter(clinic=None).count(),
        )
