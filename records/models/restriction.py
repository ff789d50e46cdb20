"""The mark that keeps a record between the treating doctor and the patient."""

from typing import Any

from django.db import models

from tenancy.constraints import CompositeForeignKey


def restriction_of(parent: str) -> "models.BooleanField[Any, Any]":
    """Make the flag of what hangs on a record: the database copies it, for policies to compare."""
    return models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=f"For the treating doctor and the patient alone, as its {parent} is.",
    )


def follows_record(table: str) -> CompositeForeignKey:
    """Make the key that holds flag and patient equal to the medical record's."""
    return CompositeForeignKey(
        fields=("clinic", "medical_record", "patient", "access_restricted"),
        to="records.MedicalRecord",
        to_fields=("clinic", "id", "patient", "access_restricted"),
        on_update="CASCADE",
        name=f"{table}_restriction_fk",
    )
