"""What was done at a visit, and what that costs: the one source of its record and of its bill."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from system.development.conditions import IMAGING, PANELS
from system.development.medicines import INFLUENZA, MEDICINES, VACCINES, Medicine, Vaccine
from system.development.people import Patient
from system.development.visits import Visit

CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
GST = Decimal("0.09")
# What the scheme pays at most, for a common illness and for a chronic one.
CHAS_ACUTE = {"blue": Decimal("18.50"), "orange": Decimal("10.00")}
CHAS_CHRONIC = {"blue": Decimal("80.00"), "orange": Decimal("50.00"), "green": Decimal("28.00")}
MEDISAVE_SHARE = Decimal("0.85")
INSURED_SHARE = Decimal("0.80")


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
        if not (medicine.antibiotic and "Penicillin" in allergies)
        and not (medicine.generic == "Diclofenac" and "NSAIDs" in allergies)
    )
    vaccine = _vaccine(visit.patient, visit.day) if condition.code == "Z23" else None
    return Care(
        medicines=medicines,
        vaccine=vaccine,
        dose=luck.randint(1, vaccine.doses) if vaccine else 0,
        laboratory=condition.laboratory if luck.random() < 0.6 or not condition.chronic else None,
        imaging=condition.imaging if luck.random() < 0.7 else None,
    )


def _vaccine(patient: Patient, day: date) -> Vaccine:
    age = patient.age(day)
    if age < 1:
        return VACCINES["hexavalent"]
    if age < 7:
        return VACCINES["mmr"] if patient.id.int % 2 else VACCINES["varicella"]
    if 9 <= age <= 26:
        return VACCINES["hpv"]
    if age >= 65:
        return VACCINES["pneumococcal"] if patient.id.int % 2 else INFLUENZA
    return (INFLUENZA, VACCINES["tdap"], VACCINES["hepatitis_b"])[patient.id.int % 3]


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
        label = "X-ray" if kind == "xray" else "Ultrasound"
        lines.append(Line("imaging", f"{label}, {part.lower()}", 1, Decimal(price)))
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


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
