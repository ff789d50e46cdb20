"""The database roles in which people, and the worker, act."""

from typing import Final

ROLE_OF: Final = {
    "patient": "clinic_patient",
    "doctor": "clinic_doctor",
    "nurse": "clinic_nurse",
    "staff": "clinic_staff",
    "admin": "clinic_admin",
    "superadmin": "clinic_superadmin",
}
"""A user's role (enum user_role) and the PostgreSQL role that carries its grants."""

WORKER: Final = "clinic_worker"
"""What no person does: webhook workers, receivers, timers."""
