from clinical.models.doctor import Doctor
from clinical.models.patient import ChasCardType, Gender, Patient
from clinical.models.staff import Staff

__all__ = ["ChasCardType", "Doctor", "Gender", "Patient", "Staff"]
