"""A day at clinic A: slots, patients and desks, made by the people who make them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from clinical.models import Patient
from identity.models import User
from scheduling.booking import FrontDesk
from scheduling.models import Appointment, AppointmentSlot
from tenancy import acting_as
from tests.rows import draft
from tests.world import ClinicWorld, World

_serial = count(1)


def tomorrow(hours: float = 0) -> datetime:
    """Give so many hours after tomorrow's noon in Singapore."""
    today = datetime.now(UTC) + timedelta(hours=8)
    noon = today.replace(hour=4, minute=0, second=0, microsecond=0)
    return noon + timedelta(days=1, hours=hours)


@dataclass(frozen=True)
class Day:
    """What is made here is gone with the test's transaction."""

    at: ClinicWorld

    def desk(self, role: str = "staff") -> FrontDesk:
        """Give the desk of somebody in that role."""
        return FrontDesk(self.at.logins[role])

    def slot(self, starts_at: datetime | None = None, **given: Any) -> AppointmentSlot:
        """Make a free slot: tomorrow, an hour after the one before."""
        given |= {"starts_at": starts_at or tomorrow(next(_serial))}
        with acting_as(self.at.staff_login):
            return AppointmentSlot.objects.create(**draft("appointment_slots", self.at, **given))

    def patient(self, **given: Any) -> Patient:
        """Make another patient."""
        with acting_as(self.at.nurse_login):
            return Patient.objects.create(**draft("patients", self.at, user=None, **given))

    def appointment(self, starts_at: datetime | None = None, **given: Any) -> Appointment:
        """Make an appointment without a slot."""
        given |= {"starts_at": starts_at or tomorrow(next(_serial))}
        with acting_as(self.at.staff_login):
            return Appointment.objects.create(**draft("appointments", self.at, **given))

    def get(self, row: Any) -> Any:
        """Read a row anew, as an admin."""
        with acting_as(self.at.admin_login):
            return type(row)._base_manager.get(pk=row.pk)

    def number(self, pk: Any) -> Appointment:
        """Read an appointment, as an admin."""
        with acting_as(self.at.admin_login):
            return Appointment.objects.get(pk=pk)


@pytest.fixture
def day(world: World) -> Iterator[Day]:
    """Give a day at clinic A."""
    return Day(world.a)


@pytest.fixture(params=["patient", "doctor", "nurse", "staff", "admin"])
def member(request: pytest.FixtureRequest, world: World) -> User:
    """Give a person in each role."""
    return world.a.logins[request.param]
