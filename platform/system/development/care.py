"""What was done at a visit, and what that costs: the one source of its record and of its bill."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from system.development.conditions import IMAGING, PANELS, VACCINATION
from system.development.medicines import MEDICINES, VACCINES, Medicine, Vaccine
from system.development.visits import Visit

CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
GST = Decimal("0.09")
# What the scheme pays at most, for a common illness and for a chronic one.
CHAS_ACUTE = {"blue": Decimal("18.50"), "orange": Decimal("10.00")}
CHAS_CHRONIC = {"blue": Decimal("80.00"), "orange": Decimal("50.00"), "green": Decimal("28.00")}
MEDISAVE_SHARE = Decimal("0.85")
INSURED_SHARE = Decimal("0.80")
TURNS = 6
"""Of how many kinds a person can be who gets one of several vaccines."""


@dataclass(frozen=True)
class Line:
    """One line of a bill."""

    kind: str
    description: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True)
class Care:
    """What a patient got at one visit."""

    medicines: tuple[Medicine, ...]
    vaccine: Vaccine | None
    dose: int
    laboratory: str | None
    imaging: str | None


@dataclass(frozen=True)
class Bill:
    """What it costs, and who bears it: `total` is left to the patient."""

    lines: tuple[Line, ...]
    subtotal: Decimal
    gst: Decimal
    chas: Decimal
    medisave: Decimal
    insurance: Decimal
    fate: str = "completed"

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.gst - self.chas - self.medisave - self.insurance


def care(visit: Visit) -> Care:
    """Decide what was done; nobody gets what they are allergic to."""
    luck = visit.luck("care")
    condition, allergies = visit.condition, {a["substance"] for a in visit.patient.allergies}
    medicines = tuple(
        medicine
        for medicine in (MEDICINES[key] for key in condition.medicines)
        if medicine.barred_by not in allergies
    )
    vaccine = None
    if condition.code == VACCINATION.code:
        age, turn = visit.patient.age(visit.day), visit.patient.id.int % TURNS
        vaccine = VACCINES[due_vaccine(age, turn)]
    return Care(
        medicines=medicines,
        vaccine=vaccine,
        dose=luck.randint(1, vaccine.doses) if vaccine else 0,
        laboratory=condition.laboratory if luck.random() < 0.6 or not condition.chronic else None,
        imaging=condition.imaging if luck.random() < 0.7 else None,
    )


def due_vaccine(age: int, turn: int) -> str:
    """Name the vaccine that somebody of this age gets: where there are several, it goes by turns."""
    if age < 1:
        return "hexavalent"
    if age < 7:
        return "mmr" if turn % 2 else "varicella"
    if 9 <= age <= 26:
        return "hpv"
    if age >= 65:
        return "pneumococcal" if turn % 2 else "influenza"
    return ("influenza", "tdap", "hepatitis_b")[turn % 3]


def bill(visit: Visit, done: Care) -> Bill:
    """Write the bill: goods and services tax on all, then who pays how much."""
    online = visit.online
    lines = [
        Line(
            "consultation",
            "Video consultation" if online else "Consultation",
            1,
            visit.doctor.fee - (5 if online else 0),
        )
    ]
    lines += [Line("medication", m.name, m.quantity, m.price) for m in done.medicines]
    if done.vaccine:
        lines.append(Line("vaccination", done.vaccine.name, 1, done.vaccine.price))
    if done.laboratory:
        panel = PANELS[done.laboratory]
        lines.append(Line("laboratory", panel.category, 1, Decimal(panel.price)))
    if done.imaging:
        kind, part, price, *_report = IMAGING[done.imaging]
        lines.append(Line("imaging", picture_label(kind, part), 1, Decimal(price)))
    subtotal = sum((line.total for line in lines), NOTHING)
    gst = _cents(subtotal * GST)
    gross = subtotal + gst
    patient, chronic = visit.patient, visit.condition.chronic
    insured = patient.insurer is not None and visit.luck("insurance").random() < 0.7
    scheme = CHAS_CHRONIC if chronic else CHAS_ACUTE
    subsidised = not insured and visit.condition.code not in {"Z00.0", "Z23"}
    chas = min(scheme.get(patient.chas, NOTHING), gross) if subsidised else NOTHING
    medisave = (
        _cents((gross - chas) * MEDISAVE_SHARE)
        if chronic and patient.medisave and not insured
        else NOTHING
    )
    return Bill(
        lines=tuple(lines),
        subtotal=subtotal,
        gst=gst,
        chas=chas,
        medisave=medisave,
        insurance=_cents(gross * INSURED_SHARE) if insured else NOTHING,
    )


def picture_label(kind: str, part: str) -> str:
    """Write what a bill calls a picture."""
    return f"{'X-ray' if kind == 'xray' else 'Ultrasound'}, {part.lower()}"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
