"""The two clinics, and the moments at which they are shown."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from system.development.rows import Rows, Values, key_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOT = timedelta(minutes=15)
PAST_DAYS, COMING_DAYS = 30, 14
TIMEZONE = ZoneInfo("Asia/Singapore")


@dataclass(frozen=True)
class Shift:
    """A doctor's hours of every day: from so many hours after the anchor, for so long.

    The anchor is the hour of the first run: whenever that was, doctors are in, and stay on that roster.
    """

    offset: int
    hours: int


@dataclass(frozen=True)
class Profile:
    """A clinic as it is set up."""

    code: str
    name: str
    branch: str
    registration: str
    address: str
    postal_code: str
    phone: str
    domain: str
    place: tuple[str, str]
    tier: str
    shifts: tuple[Shift, ...]
    patients: int
    visits_a_day: int
    consultation_fee: Decimal

    @property
    def id(self) -> UUID:
        return key_of("identity.Clinic", self.code)


PROFILES = (
    Profile(
        code="DEMO",
        name="Demo Clinic",
        branch="Tampines",
        registration="18M0421/01",
        address="Blk 158 Tampines Street 12 #01-101",
        postal_code="521158",
        phone="+65 6000 1580",
        domain="demo.example",
        place=("1.34940000", "103.94380000"),
        tier="professional",
        shifts=(Shift(-5, 10), Shift(-3, 10), Shift(6, 9), Shift(12, 10)),
        patients=42,
        visits_a_day=5,
        consultation_fee=Decimal("28.00"),
    ),
    Profile(
        code="HARBOUR",
        name="Harbour Family Clinic",
        branch="Telok Blangah",
        registration="18M0877/02",
        address="Blk 44 Telok Blangah Drive #01-27",
        postal_code="100044",
        phone="+65 6000 0440",
        domain="harbour.example",
        place=("1.27060000", "103.80970000"),
        tier="basic",
        shifts=(Shift(-5, 10), Shift(4, 9), Shift(12, 8)),
        patients=26,
        visits_a_day=3,
        consultation_fee=Decimal("25.00"),
    ),
)


@dataclass(frozen=True)
class Timeline:
    """When the seed ran: the clinics' history starts before the first run, and stands at the last.

    Each moment is a quarter of an hour, of a day at the clinics; there is one a day.
    """

    moments: tuple[datetime, ...]

    @property
    def now(self) -> datetime:
        return self.moments[-1]

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def opening(self) -> date:
        """Give the first day of which anything is known."""
        return self.moments[0].date() - timedelta(days=PAST_DAYS)

    @property
    def anchor(self) -> int:
        """Give the hour that the rosters were made around."""
        return (self.moments[0] + timedelta(minutes=30)).hour

    @property
    def days(self) -> tuple[date, ...]:
        last = self.today + timedelta(days=COMING_DAYS)
        return tuple(
            self.opening + timedelta(days=number)
            for number in range((last - self.opening).days + 1)
        )

    @property
    def open_days(self) -> set[date]:
        """Give the days of which some run could still offer times."""
        return {
            moment.date() + timedelta(days=number)
            for moment in self.moments
            for number in range(COMING_DAYS + 1)
        }

    def rush(self, day: date) -> datetime | None:
        """Give the moment of that day around which the waiting room was seen full."""
        return next((moment for moment in self.moments if moment.date() == day), None)


def moment(instant: datetime) -> datetime:
    """Give the quarter of an hour at which the clinics are shown.

    Shortly after midnight nothing could have been done today yet, and shortly before it nothing would
    be left to do: then the clinics are shown as of a little later, or earlier.
    """
    local = instant.astimezone(TIMEZONE)
    quarter = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    first, last = (at(local.date(), time(0, 45)), at(local.date(), time(23, 0)))
    return min(max(quarter, first), last)


def at(day: date, wall: time) -> datetime:
    """Give the instant of that time on the clinics' wall."""
    return datetime.combine(day, wall, TIMEZONE)


def windows(shift: Shift, anchor: int) -> list[tuple[int, int]]:
    """Give the hours of the day that a shift covers, as [first, last): two when it crosses midnight."""
    first = (anchor + shift.offset) % 24
    last = first + shift.hours
    return [(first, last)] if last <= 24 else [(0, last - 24), (first, 24)]


def weekly(hours: list[tuple[int, int]]) -> Values:
    """Write hours of every day as clinics and doctors keep them."""
    spans = [[f"{first:02d}:00", f"{last:02d}:00"] for first, last in hours]
    return dict.fromkeys(WEEKDAYS, spans)


def add_clinics(rows: Rows) -> None:
    """Add the clinics themselves."""
    for profile in PROFILES:
        latitude, longitude = map(Decimal, profile.place)
        rows.add(
            "identity.Clinic",
            profile.code,
            code=profile.code,
            name=profile.name,
            branch_name=profile.branch,
            registration_number=profile.registration,
            address=f"{profile.address}, Singapore {profile.postal_code}",
            postal_code=profile.postal_code,
            phone=profile.phone,
            email=f"hello@{profile.domain}",
            website=f"https://www.{profile.domain}",
            timezone=TIMEZONE.key,
            operating_hours=weekly([(0, 24)]),
            services=["General practice", "Chronic care", "Vaccination", "Health screening"],
            facilities=["Pharmacy", "Treatment room", "Wheelchair access", "X-ray next door"],
            latitude=latitude,
            longitude=longitude,
            settings={"chas_accredited": True, "queue_prefix": "A"},
            subscription_tier=profile.tier,
        )
