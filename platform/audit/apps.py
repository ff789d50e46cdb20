from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Look after audited tables whenever migrations have changed something."""
        post_migrate.connect(watch_again, sender=self)


def watch_again(using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Let the audit know the columns that tables have after these migrations."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('audit.watch_again()') IS NOT NULL")
        if plan and cursor.fetchone() == (True,):
            cursor.execute("SELECT audit.watch_again()")
