"""A patient with identifiers, made by whoever acts."""

from clinical.models import Patient
from tests.rows import draft
from tests.world import ClinicWorld

NRIC, OTHER_NRIC = "S1234567D", "G5872776N"

CIPHERTEXT = f"1.7.s3cret{'A' * 50}"
"""What has the form of one, for columns that take no other text; nobody can read it."""


def register(at: ClinicWorld, **given: object) -> Patient:
    """Make a patient as whoever acts."""
    return Patient.objects.create(**draft("patients", at, **{"user": None} | given))
