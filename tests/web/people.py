"""Who signs in: every role at both clinics of the development seed, and the platform's operator."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.contrib import admin
from django.urls import reverse

CLINICS = ("DEMO", "HARBOUR")
WORKING = ("doctor", "nurse", "staff", "admin")
EVERYWHERE = {"clinics", "users", "system_settings", "feature_flags"}
"""Tables of which a superadmin sees every clinic's rows, whichever they act in."""

MATRIX = Path(__file__).parents[1] / "spec" / "policies.csv"


@dataclass(frozen=True)
class Person:
    """Somebody in a role, and the code of the clinic they act in; only a superadmin may have none."""

    role: str
    clinic: str | None

    @property
    def email(self) -> str:
        home = "platform" if self.role == "superadmin" or not self.clinic else self.clinic.lower()
        return f"{self.role}@{home}.example"

    @property
    def lists(self) -> set[str]:
        """Give the paths of the lists that the specification lets them see."""
        with MATRIX.open(encoding="utf-8", newline="") as file:
            seen = {
                line["table"]
                for line in csv.DictReader(file)
                if line["role"] == self.role and line["select"] != "-"
            }
        if not self.clinic:
            seen &= EVERYWHERE | {"audit_logs"}
        return {
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for model in admin.site._registry
            if model._meta.db_table in seen
        }

    def __str__(self) -> str:
        return f"{self.role}-{self.clinic or 'nowhere'}"


STAFF = [Person(role, clinic) for clinic in CLINICS for role in WORKING]
SUPERADMINS = [Person("superadmin", clinic) for clinic in (*CLINICS, None)]
PATIENTS = [Person("patient", clinic) for clinic in CLINICS]
