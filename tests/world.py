"""Two small clinics, made by the owner: enough for every question of who may see what."""

from dataclasses import dataclass
from datetime import date

from clinical.models import Doctor, Patient, Staff
from identity.models import Clinic, User, UserRole

PASSWORD = "correct horse battery staple"
OWNER = "owner"


@dataclass(frozen=True)
class ClinicWorld:
    """One clinic and its people; the newcomer has no password yet."""

    clinic: Clinic
    admin_login: User
    doctor_login: User
    nurse_login: User
    staff_login: User
    patient_login: User
    newcomer_login: User
    doctor: Doctor
    nurse: Staff
    staff: Staff
    patient: Patient

    @property
    def logins(self) -> dict[str, User]:
        """Give the person of each role."""
        return {
            "patient": self.patient_login,
            "doctor": self.doctor_login,
            "nurse": self.nurse_login,
            "staff": self.staff_login,
            "admin": self.admin_login,
        }


@dataclass(frozen=True)
class World:
    """Everything there is: two clinics, and who belongs to neither."""

    a: ClinicWorld
    b: ClinicWorld
    superadmin: User


def build_world() -> World:
    """Make the world with the owner's connection, committed."""
    return World(
        a=_clinic("ALPHA"),
        b=_clinic("BETA"),
        superadmin=User.objects.db_manager(OWNER).create_superuser(
            "root@platform.example", PASSWORD, full_name="Root of the Platform"
        ),
    )


def _clinic(code: str) -> ClinicWorld:
    clinic = Clinic.objects.using(OWNER).create(
        code=code,
        name=f"Clinic {code.title()}",
        registration_number=f"REG-{code}",
        address="1 Example Street",
        postal_code="018956",
        phone="+65 6123 4567",
        email=f"hello@{code.lower()}.example",
    )
    logins = {
        role: User.objects.db_manager(OWNER).create_user(
            f"{role}@{code.lower()}.example",
            PASSWORD,
            clinic=clinic,
            role=role,
            full_name=f"{role.title()} of {code.title()}",
        )
        for role in UserRole.values
        if role != UserRole.SUPERADMIN
    }
    staff = {
        role: Staff.objects.using(OWNER).create(
            clinic=clinic,
            user=logins[role],
            employee_id=f"E-{role}",
            full_name=logins[role].full_name,
            start_date=date(2020, 1, 1),
        )
        for role in ("nurse", "staff")
    }
    doctor = Doctor.objects.using(OWNER).create(
        clinic=clinic,
        user=logins["doctor"],
        employee_id="E-doctor",
        full_name=logins["doctor"].full_name,
        medical_registration_number="M00001A",
        license_expiry=date(2035, 1, 1),
    )
    patient = Patient.objects.using(OWNER).create(
        clinic=clinic,
        user=logins["patient"],
        patient_number="P-0001",
        full_name=logins["patient"].full_name,
        date_of_birth=date(1980, 2, 29),
        gender="female",
    )
    return ClinicWorld(
        clinic=clinic,
        admin_login=logins["admin"],
        doctor_login=logins["doctor"],
        nurse_login=logins["nurse"],
        staff_login=logins["staff"],
        patient_login=logins["patient"],
        newcomer_login=User.objects.db_manager(OWNER).create_user(
            f"newcomer@{code.lower()}.example", clinic=clinic, role="nurse", full_name="Newcomer"
        ),
        doctor=doctor,
        nurse=staff["nurse"],
        staff=staff["staff"],
        patient=patient,
    )
