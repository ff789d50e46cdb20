"""Which connection changes the schema: the owner's, whoever asks."""

from typing import Any


class OwnerMigrates:
    """Let migrations run as the owner alone."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
