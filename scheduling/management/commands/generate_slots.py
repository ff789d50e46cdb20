"""`generate_slots`: make the slots that doctors' working hours leave room for, as somebody of the clinic."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils.timezone import localdate

from clinical.models import Doctor
from identity.authentication import logins_of
from identity.models import Clinic, User, UserRole
from scheduling.booking import BookingConflictError, BookingRefusedError, FrontDesk
from tenancy.acting import acting_as
from tenancy.privileges import may_call

DAYS, MOST_DAYS = 28, 366


class Command(BaseCommand):
    help = (
        "Makes the slots of a clinic's doctors, or of one, from their working hours, breaks and days off."
        " Running it again makes what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", required=True, metavar="CODE", help="as DEMO")
        parser.add_argument(
            "--as",
            required=True,
            metavar="EMAIL",
            dest="email",
            help="whose login it acts as: a receptionist, an admin, or the doctor themself",
        )
        parser.add_argument("--doctor", metavar="EMPLOYEE_ID", help="this one alone")
        parser.add_argument(
            "--from",
            metavar="DATE",
            dest="first_day",
            help="as 2026-11-23; without it, the clinic's today",
        )
        parser.add_argument("--days", type=int, default=DAYS, help=f"how many; without it, {DAYS}")

    def handle(
        self,
        *args: Any,
        clinic: str,
        email: str,
        doctor: str | None,
        first_day: str | None,
        days: int,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Make them, a transaction for each doctor; raise CommandError where any could not be made."""
        user = _login(email, clinic)
        with acting_as(user):
            own = Clinic.objects.filter(code=clinic.upper(), deleted_at=None).first()
        if own is None:
            raise CommandError(f"Nothing was made. There is no clinic {clinic}.")
        with acting_as(user, clinic_id=own.pk):
            if not may_call("booking.generate_slots(uuid, date, date)"):
                raise CommandError(
                    f"Nothing was made. {user.email} ({user.get_role_display().lower()}) may not make slots."
                )
            doctors = list(_doctors(user, own, doctor))
        if not doctors:
            raise CommandError(
                f"Nothing was made. There is no doctor{f' {doctor}' if doctor else ''} at {own}"
                f" whose slots {user.email} could make."
            )
        first, last = _days(first_day or str(localdate(timezone=ZoneInfo(own.timezone))), days)
        desk = FrontDesk(user, own.pk)
        failed = [each for each in doctors if not self._make(desk, each, first, last, verbosity)]
        if failed:
            raise CommandError(f"No slots were made for {len(failed)} of {len(doctors)} doctors.")

    def _make(
        self, desk: FrontDesk, doctor: Doctor, first: date, last: date, verbosity: int
    ) -> bool:
        """Make one doctor's slots and say how many; where that can't be, say why."""
        named = f"{doctor.full_name} ({doctor.employee_id})"
        try:
            made = desk.generate_slots(doctor.pk, first, last)
        except BookingConflictError as refusal:
            # As long as they see nobody, nothing is missing.
            self.stdout.write(f"{named}: {refusal}")
            return True
        except BookingRefusedError:
            self.stderr.write(
                f'{named}: hours and breaks must be pairs of times, as ["08:30", "12:30"]'
            )
            return False
        if verbosity:
            self.stdout.write(f"{named}: {made} made")
        return True


def _login(email: str, clinic: str) -> User:
    """Give who signs in with an address at a clinic, or at all clinics."""
    of_no_clinic = [user for user in logins_of(email) if user.clinic_id is None]
    for user in (*logins_of(email, clinic), *of_no_clinic):
        return user
    raise CommandError(f"Nothing was made. Nobody signs in at {clinic} as {email}.")


def _doctors(user: User, own: Clinic, employee_id: str | None) -> "QuerySet[Doctor]":
    """Give the clinic's doctors, or the one of that number; to a doctor, themself."""
    doctors = Doctor.objects.filter(clinic=own, deleted_at=None)
    if user.role == UserRole.DOCTOR:
        doctors = doctors.filter(user=user)
    if employee_id:
        doctors = doctors.filter(employee_id=employee_id)
    return doctors.only("full_name", "employee_id").order_by("full_name")


def _days(first: str, count: int) -> tuple[date, date]:
    if not 1 <= count <= MOST_DAYS:
        raise CommandError(f"Nothing was made. Give --days: 1 to {MOST_DAYS}.")
    try:
        days = date.fromisoformat(first), date.fromisoformat(first) + timedelta(count - 1)
    except (ValueError, OverflowError):
        raise CommandError(
            f"Nothing was made. {first} is no day: give --from as 2026-11-23."
        ) from None
    if not (date(2000, 1, 1) <= days[0] and days[1] < date(2199, 12, 31)):
        raise CommandError("Nothing was made. Slots are of days from 2000-01-01 to 2199-12-30.")
    return days
