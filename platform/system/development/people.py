"""Who works at the clinics, and who comes to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from system.development.clinics import Profile, Timeline, weekly, windows
from system.development.conditions import CHRONIC
from system.development.medicines import MEDICINES
from system.development.names import (
    WORK,
    Name,
    home,
    mobile,
    name,
    race,
    slug,
)
from system.development.rows import Rows, Values, dice, key_of

PLATFORM_DOMAIN = "platform.example"
PASSWORD = "clinic-demo-2026"  # noqa: S105 - printed for all to read, where nothing is at stake

LANGUAGES = {"zh": "Mandarin", "ms": "Malay", "ta": "Tamil"}
INSURERS = ("Merlion Life", "Straits General Insurance", "Orchid Mutual")
ALLERGIES = (
    {"substance": "Penicillin", "reaction": "Rash", "severity": "moderate"},
    {"substance": "NSAIDs", "reaction": "Swelling of the eyelids", "severity": "severe"},
    {"substance": "Prawns", "reaction": "Hives", "severity": "mild"},
)


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in."""

    id: UUID
    email: str
    full_name: str
    role: str
    clinic: Profile | None = None


@dataclass(frozen=True, eq=False)
class Doctor:
    """A doctor, and when they are in."""

    id: UUID
    name: Name
    user: Login | None
    hours: list[tuple[int, int]]
    telemedicine: bool
    fee: Decimal


@dataclass(frozen=True, eq=False)
class Patient:
    """A patient, as far as visits need to know them."""

    id: UUID
    number: int
    name: Name
    user: Login | None
    phone: str
    email: str
    born: date
    height: Decimal
    weight: Decimal
    chronic: tuple[str, ...]
    chas: str
    insurer: str | None
    medisave: bool
    allergies: tuple[Values, ...]
    channel: str
    doctor: Doctor

    def age(self, day: date) -> int:
        """Give the age in full years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, eq=False)
class Team:
    """A clinic's people."""

    clinic: Profile
    logins: dict[str, Login]
    doctors: tuple[Doctor, ...]
    patients: tuple[Patient, ...]

    @property
    def reception(self) -> Login:
        return self.logins["staff"]

    @property
    def nurse(self) -> Login:
        return self.logins["nurse"]


SUPERADMIN = Login(
    key_of("identity.User", f"superadmin@{PLATFORM_DOMAIN}"),
    f"superadmin@{PLATFORM_DOMAIN}",
    "Platform Operator",
    "superadmin",
)


def team(clinic: Profile, timeline: Timeline) -> Team:
    """Make up everybody of one clinic: the same people, whenever it is asked."""
    names = _names(clinic)
    logins = {
        role: Login(
            key_of("identity.User", f"{role}@{clinic.domain}"),
            f"{role}@{clinic.domain}",
            names.pop(0).full,
            role,
            clinic,
        )
        for role in ("admin", "nurse", "staff")
    }
    doctors = []
    for number, shift in enumerate(clinic.shifts, 1):
        who = names.pop(0)
        if number == 1:
            logins["doctor"] = _login(clinic, "doctor", f"Dr {who.full}")
        doctors.append(
            Doctor(
                id=key_of("clinical.Doctor", clinic.code, number),
                name=who,
                user=logins["doctor"] if number == 1 else None,
                hours=windows(shift, timeline.anchor),
                telemedicine=number <= 2,
                fee=clinic.consultation_fee + 5 * (number % 2),
            )
        )
    patients = []
    for number in range(1, clinic.patients + 1):
        who = names.pop(0)
        if number == 1:
            logins["patient"] = _login(clinic, "patient", who.full)
        patients.append(
            _patient(
                clinic, number, who, logins["patient"] if number == 1 else None, doctors, timeline
            )
        )
    return Team(clinic, logins, tuple(doctors), tuple(patients))


def _login(clinic: Profile, role: str, full_name: str) -> Login:
    email = f"{role}@{clinic.domain}"
    return Login(key_of("identity.User", email), email, full_name, role, clinic)


def _names(clinic: Profile) -> list[Name]:
    """Make up enough names for everybody, no two the same."""
    luck = dice(clinic.code, "people")
    wanted = 3 + len(clinic.shifts) + clinic.patients
    names: dict[str, Name] = {}
    while len(names) < wanted:
        made = name(luck, luck.choice(("female", "male")), race(luck))
        names.setdefault(made.full, made)
    return list(names.values())


def _patient(
    clinic: Profile,
    number: int,
    who: Name,
    user: Login | None,
    doctors: Sequence[Doctor],
    timeline: Timeline,
) -> Patient:
    luck = dice(clinic.code, "patient", number)
    years = (
        44
        if user
        else luck.choices(
            (luck.randint(0, 12), luck.randint(18, 59), luck.randint(60, 86)), (18, 55, 27)
        )[0]
    )
    born = timeline.opening - timedelta(days=years * 365 + years // 4 + luck.randint(20, 360))
    height, weight = _build(luck, who.gender, years)
    chronic = (
        ("I10", "E78.5")
        if user
        else tuple(
            code
            for code, condition in CHRONIC.items()
            if condition.ages[0] <= years <= condition.ages[1]
            and luck.random() < (0.42 if years >= 55 else 0.12)
        )
    )
    return Patient(
        id=key_of("clinical.Patient", clinic.code, number),
        number=number,
        name=who,
        user=user,
        phone=mobile(luck),
        email=user.email if user else f"{slug(who.full)}@mail.example",
        born=born,
        height=height,
        weight=weight,
        chronic=chronic,
        chas="orange"
        if user
        else luck.choices(("blue", "orange", "green", "none"), (22, 20, 15, 43))[0],
        insurer=luck.choice(INSURERS) if years >= 18 and luck.random() < 0.25 else None,
        medisave=bool(chronic) and luck.random() < 0.9,
        allergies=tuple(luck.sample(ALLERGIES, 1)) if luck.random() < 0.15 else (),
        channel="email" if user else luck.choices(("sms", "whatsapp", "email"), (40, 40, 20))[0],
        doctor=doctors[0] if user else luck.choice(doctors),
    )


def _build(luck: Random, gender: str, years: int) -> tuple[Decimal, Decimal]:
    if years < 18:
        height = 70 + years * 7.2 - (years / 6) ** 2 + luck.uniform(-3, 3)
        weight = 8.5 + years * 2.1 + (years / 6) ** 3 + luck.uniform(-0.8, 1.2)
    else:
        height = (171 if gender == "male" else 159) + luck.uniform(-8, 8)
        weight = luck.uniform(19.5, 29) * (height / 100) ** 2
    return Decimal(f"{height:.1f}"), Decimal(f"{weight:.1f}")


def add_logins(rows: Rows, teams: Sequence[Team]) -> None:
    """Add everybody who signs in; who writes the rows puts in the password."""
    for login in sign_ins(teams):
        rows.add(
            "identity.User",
            login.email,
            clinic_id=login.clinic.id if login.clinic else None,
            email=login.email,
            full_name=login.full_name,
            role=login.role,
            phone=mobile(dice(login.email)),
            is_verified=True,
            notification_preferences={"email": True, "in_app": True},
        )


def sign_ins(teams: Sequence[Team]) -> list[Login]:
    """Give everybody who can sign in, the superadmin first."""
    order = ("admin", "doctor", "nurse", "staff", "patient")
    return [SUPERADMIN, *(team.logins[role] for team in teams for role in order)]


def add_staff(rows: Rows, team: Team, timeline: Timeline) -> None:
    """Add those who work at the clinic and are no doctors: some of them sign in."""
    code = team.clinic.code
    luck = dice(code, "staff")
    manager = key_of("clinical.Staff", code, 1)
    people: tuple[tuple[str, str, str, str], ...] = (
        ("admin", "Management", "Clinic manager", "full_time"),
        ("nurse", "Nursing", "Senior staff nurse", "full_time"),
        ("staff", "Front desk", "Receptionist", "full_time"),
        ("", "Nursing", "Enrolled nurse", "part_time"),
        ("", "Dispensary", "Dispensary assistant", "full_time"),
    )
    for number, (role, department, position, employment) in enumerate(people, 1):
        login = team.logins.get(role)
        rows.add(
            "clinical.Staff",
            code,
            number,
            clinic_id=team.clinic.id,
            user_id=login.id if login else None,
            employee_id=f"S{number:03d}",
            full_name=login.full_name if login else name(luck, "female", race(luck)).full,
            department=department,
            position=position,
            reporting_to_id=manager if number > 1 else None,
            accessible_modules=["patients", "appointments", "queue"],
            employment_type=employment,
            start_date=timeline.opening - timedelta(days=luck.randint(200, 2500)),
        )


def add_doctors(rows: Rows, team: Team, timeline: Timeline, seen: dict[UUID, int]) -> None:
    """Add the doctors; `seen` says how many consultations each has done."""
    for number, doctor in enumerate(team.doctors, 1):
        luck = dice(team.clinic.code, "doctor", number)
        rated = luck.randint(12, 90)
        language = LANGUAGES.get(doctor.name.language)
        rows.add(
            "clinical.Doctor",
            team.clinic.code,
            number,
            clinic_id=team.clinic.id,
            user_id=doctor.user.id if doctor.user else None,
            employee_id=f"D{number:03d}",
            full_name=f"Dr {doctor.name.full}",
            medical_registration_number=f"M{luck.randint(10000, 69999)}{luck.choice('ABCDEFGH')}",
            license_expiry=timeline.opening + timedelta(days=luck.randint(300, 900)),
            specializations=["Family Medicine"],
            qualifications=[
                "MBBS (Singapore)",
                luck.choice(("GDFM", "MMed (Family Medicine)", "MRCGP")),
            ],
            languages_spoken=["English", *([language] if language else [])],
            years_of_experience=luck.randint(4, 32),
            consultation_fee=doctor.fee,
            telemedicine_enabled=doctor.telemedicine,
            telemedicine_fee=doctor.fee - 5 if doctor.telemedicine else None,
            working_hours=weekly(doctor.hours),
            advance_booking_days=14,
            bio="Sees families of three generations. Interested in chronic care and travel medicine.",
            total_consultations=seen.get(doctor.id, 0),
            average_rating=Decimal(luck.randint(40, 50)) / 10,
            rating_count=rated,
        )


@dataclass(frozen=True)
class Attendance:
    """How often a patient came, and did not."""

    visits: tuple[date, ...] = ()
    no_shows: int = 0


def add_patients(
    rows: Rows, team: Team, timeline: Timeline, attendance: dict[UUID, Attendance]
) -> None:
    """Add the patients, with their visits counted."""
    for number, patient in enumerate(team.patients, 1):
        luck = dice(team.clinic.code, "patient", number, "file")
        been = attendance.get(patient.id, Attendance())
        years = patient.age(timeline.opening)
        address, postal_code = home(luck)
        rows.add(
            "clinical.Patient",
            team.clinic.code,
            number,
            clinic_id=team.clinic.id,
            user_id=patient.user.id if patient.user else None,
            patient_number=f"{team.clinic.code}-P{number:05d}",
            full_name=patient.name.full,
            phone=patient.phone,
            email=patient.email,
            date_of_birth=patient.born,
            gender=patient.name.gender,
            nationality="Singaporean",
            race=patient.name.race,
            address=address,
            postal_code=postal_code,
            blood_type=luck.choices(("O+", "A+", "B+", "AB+", "O-", "A-"), (43, 25, 24, 5, 2, 1))[
                0
            ],
            allergies=list(patient.allergies),
            chronic_conditions=[
                {"code": code, "name": CHRONIC[code].diagnosis} for code in patient.chronic
            ],
            current_medications=[
                {"name": MEDICINES[key].name, "dosage": MEDICINES[key].dosage}
                for code in patient.chronic
                for key in CHRONIC[code].medicines
            ],
            family_medical_history=(
                [{"relation": "Father", "condition": "Type 2 diabetes mellitus"}]
                if luck.random() < 0.3
                else []
            ),
            height_cm=patient.height,
            weight_kg=patient.weight,
            chas_card_type=patient.chas,
            chas_card_expiry=(
                timeline.opening + timedelta(days=luck.randint(90, 700))
                if patient.chas != "none"
                else None
            ),
            insurance_provider=patient.insurer,
            insurance_expiry=(
                timeline.opening + timedelta(days=luck.randint(90, 360))
                if patient.insurer
                else None
            ),
            medisave_authorized=patient.medisave,
            preferred_doctor_id=patient.doctor.id,
            preferred_language=patient.name.language,
            sms_consent=True,
            email_consent=True,
            whatsapp_consent=patient.channel == "whatsapp",
            data_sharing_consent=luck.random() < 0.6,
            first_visit_date=min(been.visits, default=None),
            last_visit_date=max(been.visits, default=None),
            total_visits=len(been.visits),
            no_show_count=been.no_shows,
            tags=(["chronic care"] if patient.chronic else [])
            + (["senior"] if years >= 65 else []),
            **_life(luck, years, patient.name),
        )


def _life(luck: Random, years: int, who: Name) -> dict[str, Any]:
    """Make up work, marriage and whom to call."""
    child, married = years < 18, years >= 27 and luck.random() < 0.72
    occupation, employer = luck.choice(WORK) if 21 <= years < 67 else (None, None)
    if occupation is None and years >= 7:
        occupation = "Retired" if years >= 67 else "Student"
    if child:
        relation, kin_gender = luck.choice((("Mother", "female"), ("Father", "male")))
    elif married:
        relation, kin_gender = ("Wife", "female") if who.gender == "male" else ("Husband", "male")
    else:
        kin_gender = luck.choice(("female", "male"))
        relation = "Sister" if kin_gender == "female" else "Brother"
    return {
        "marital_status": "married" if married else ("widowed" if years > 75 else "single"),
        "occupation": occupation,
        "employer": employer,
        "emergency_contact_name": name(luck, kin_gender, who.race).full,
        "emergency_contact_phone": mobile(luck),
        "emergency_contact_relationship": relation,
    }
