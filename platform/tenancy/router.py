"""Which connection changes the schema: the owner's, whoever asks."""

from typing import Any

from django.db.models import Model


class OwnerMigrates:
    """Let migrations run as the owner alone; both connections see one database."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool:
        return True
