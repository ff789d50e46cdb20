"""How large a chain of clinics is to be, and how it is made up: clinics of very different size."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from math import ceil
from uuid import UUID

from system.development.clinics import COMING_DAYS, TIMEZONE
from system.development.names import TOWNS
from system.development.rows import Values, dice, key_of

VISITS_A_YEAR = 4
"""How often a patient comes, on the average."""
LEAST_VISITS_A_DAY = 3
"""Of a clinic, however few patients it has."""
VISITS_OF_A_DOCTOR = 16
"""What a doctor does of a day, days off counted in."""

LARGEST_TO_SMALLEST = 6

MOST_CLINICS, MOST_DAYS, MOST_SEED = 1_000, 3_650, 2**31 - 1
EARLIEST_YEAR = 2001
LEAST_PATIENTS, MOST_PATIENTS = 10, 50_000
"""Of one clinic."""

# As they came out: what a visit leaves behind, what a patient does.
ROWS_OF_A_VISIT, ROWS_OF_A_PATIENT, ROWS_OF_A_DOCTOR = 13.3, 1.2, 350
BYTES_OF_A_ROW = 1300

KINDS = ("Family Clinic", "Medical Centre", "Clinic and Surgery", "Medical Group")
TIERS = ("basic", "professional", "enterprise")


@dataclass(frozen=True)
class Site:
    """One clinic of the chain."""

    seed: int
    number: int
    patients: int

    @property
    def code(self) -> str:
        return f"C{self.number:04d}"

    @property
    def id(self) -> UUID:
        return key_of("identity.Clinic", self.seed, self.code)

    @property
    def domain(self) -> str:
        return f"{self.code.lower()}.example"

    @property
    def visits_a_day(self) -> float:
        return max(self.patients * VISITS_A_YEAR / 365, LEAST_VISITS_A_DAY)

    @property
    def doctors(self) -> int:
        return ceil(self.visits_a_day / VISITS_OF_A_DOCTOR)

    def profile(self) -> Values:
        """Make up what the clinic is like."""
        luck = dice("clinic", self.seed, self.number)
        town, prefix, streets = luck.choice(TOWNS)
        block, unit = luck.randint(101, 899), luck.randint(10, 99)
        return {
            "seed": self.seed,
            "id": self.id,
            "code": self.code,
            "name": f"{town} {luck.choice(KINDS)} {self.number}",
            "branch": town,
            "registration": f"{luck.randint(5, 25):02d}M{self.number:04d}/03",
            "address": f"Blk {block} {luck.choice(streets)} #01-{unit}, Singapore {prefix}{block}",
            "postal_code": f"{prefix}{block}",
            "phone": f"+65 6000 {2000 + self.number}",
            "domain": self.domain,
            "latitude": Decimal(luck.randint(128_000, 143_000)) / 100_000,
            "longitude": Decimal(luck.randint(10_370_000, 10_395_000)) / 100_000,
            "tier": luck.choice(TIERS),
            "timezone": TIMEZONE.key,
            "patients": self.patients,
            "doctors": self.doctors,
            "visits_a_day": self.visits_a_day,
            "fee": luck.randint(22, 38),
        }


@dataclass(frozen=True)
class Scale:
    """How much is wanted: patients of all clinics together, days before the one that is shown."""

    clinics: int = 3
    patients: int = 3000
    days: int = 30
    seed: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError, naming the option, where that is nothing to make clinics of."""
        for name, least, most in (
            ("clinics", 1, MOST_CLINICS),
            ("patients", LEAST_PATIENTS * self.clinics, MOST_PATIENTS * self.clinics),
            ("days", 1, MOST_DAYS),
            ("seed", 0, MOST_SEED),
        ):
            given = getattr(self, name)
            if not least <= given <= most:
                raise ValueError(f"--{name} {given}: give a number from {least} to {most}.")
        if (largest := max(self._sizes())) > MOST_PATIENTS:
            raise ValueError(
                f"--patients {self.patients}: clinics differ in size, and the largest of"
                f" {self.clinics} would have {largest} patients; {MOST_PATIENTS} is the most."
            )

    def __str__(self) -> str:
        return " ".join(f"--{name} {value}" for name, value in asdict(self).items())

    def sites(self) -> list[Site]:
        """Give the clinics, the largest first: others can be made meanwhile."""
        sites = [
            Site(self.seed, number, patients) for number, patients in enumerate(self._sizes(), 1)
        ]
        return sorted(sites, key=lambda site: (-site.patients, site.number))

    def first_day(self, shown: datetime) -> date:
        """Give the first day of which anything is known; raise ValueError if that is too early."""
        if (shown - timedelta(days=self.days)).year < EARLIEST_YEAR:
            raise ValueError(f"--days {self.days}: clinics begin in {EARLIEST_YEAR}, not before.")
        return shown.date() - timedelta(days=self.days)

    def visits(self, sites: Iterable[Site]) -> int:
        """Estimate the appointments of these clinics: of the days ahead not all are booked yet."""
        days = self.days + COMING_DAYS / 3
        return round(sum(site.visits_a_day * days for site in sites))

    def rows(self, sites: Sequence[Site]) -> int:
        """Estimate the rows of these clinics."""
        return round(
            self.visits(sites) * ROWS_OF_A_VISIT
            + sum(site.patients for site in sites) * ROWS_OF_A_PATIENT
            + sum(site.doctors for site in sites) * ROWS_OF_A_DOCTOR
        )

    def _sizes(self) -> list[int]:
        """Share the patients out: most clinics are small, a few are several times as large."""
        weights = [
            min((1 - dice("size", self.seed, number).random()) ** -0.5, LARGEST_TO_SMALLEST)
            for number in range(1, self.clinics + 1)
        ]
        spare = self.patients - LEAST_PATIENTS * self.clinics
        bounds = [round(spare * part / sum(weights)) for part in accumulate(weights, initial=0)]
        return [LEAST_PATIENTS + last - first for first, last in pairwise(bounds)]
