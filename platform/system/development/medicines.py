"""What a family clinic dispenses, and what it vaccinates against."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Medicine:
    """A medicine as it is usually ordered; the code is its ATC code, the price that of one unit."""

    name: str
    generic: str
    code: str
    dosage: str
    frequency: str
    days: int
    quantity: int
    unit: str
    price: Decimal
    food: str = "After food"
    route: str = "oral"
    antibiotic: bool = False
    cold: bool = False

    @property
    def barred_by(self) -> str | None:
        """Name the allergy against which it is not given."""
        if self.antibiotic:
            return "Penicillin"
        return "NSAIDs" if self.generic == "Diclofenac" else None


MEDICINES = {
    "paracetamol": Medicine(
        "Panadol", "Paracetamol", "N02BE01", "500 mg, 2 tablets", "Every 6 hours when needed",
        5, 20, "tablet", Decimal("0.20"), food="With or without food",
    ),
    "syrup": Medicine(
        "Paracetamol syrup", "Paracetamol", "N02BE01", "250 mg/5 ml, 5 ml",
        "Every 6 hours when needed", 5, 1, "bottle", Decimal("6.50"), food="With or without food",
    ),
    "cetirizine": Medicine(
        "Zyrtec", "Cetirizine", "R06AE07", "10 mg, 1 tablet", "Once at night",
        7, 7, "tablet", Decimal("0.60"), food="With or without food",
    ),
    "cough": Medicine(
        "Dextromethorphan linctus", "Dextromethorphan", "R05DA09", "15 mg/5 ml, 10 ml",
        "Three times a day", 5, 1, "bottle", Decimal("8.00"),
    ),
    "amoxicillin": Medicine(
        "Augmentin", "Amoxicillin with clavulanic acid", "J01CR02", "625 mg, 1 tablet",
        "Twice a day", 5, 10, "tablet", Decimal("1.80"), antibiotic=True,
    ),
    "omeprazole": Medicine(
        "Losec", "Omeprazole", "A02BC01", "20 mg, 1 capsule", "Once a day",
        14, 14, "capsule", Decimal("0.70"), food="Before food",
    ),
    "rehydration": Medicine(
        "Oral rehydration salts", "Oral rehydration salts", "A07CA", "1 sachet in 200 ml of water",
        "After each loose stool", 3, 10, "sachet", Decimal("0.50"), food="With or without food",
    ),
    "loperamide": Medicine(
        "Imodium", "Loperamide", "A07DA03", "2 mg, 1 capsule", "After each loose stool, up to 8",
        3, 8, "capsule", Decimal("0.50"), food="With or without food",
    ),
    "diclofenac": Medicine(
        "Voltaren", "Diclofenac", "M01AB05", "50 mg, 1 tablet", "Three times a day",
        5, 15, "tablet", Decimal("0.50"),
    ),
    "hydrocortisone": Medicine(
        "Hydrocortisone cream 1%", "Hydrocortisone", "D07AA02", "Thin layer", "Twice a day",
        7, 1, "tube", Decimal("9.00"), food="For the skin", route="topical",
    ),
    "metformin": Medicine(
        "Glucophage", "Metformin", "A10BA02", "500 mg, 1 tablet", "Twice a day",
        90, 180, "tablet", Decimal("0.15"),
    ),
    "amlodipine": Medicine(
        "Norvasc", "Amlodipine", "C08CA01", "5 mg, 1 tablet", "Once a day",
        90, 90, "tablet", Decimal("0.25"), food="With or without food",
    ),
    "losartan": Medicine(
        "Cozaar", "Losartan", "C09CA01", "50 mg, 1 tablet", "Once a day",
        90, 90, "tablet", Decimal("0.35"), food="With or without food",
    ),
    "simvastatin": Medicine(
        "Zocor", "Simvastatin", "C10AA01", "20 mg, 1 tablet", "Once at night",
        90, 90, "tablet", Decimal("0.25"), food="With or without food",
    ),
    "salbutamol": Medicine(
        "Ventolin inhaler", "Salbutamol", "R03AC02", "100 mcg, 2 puffs", "When needed",
        30, 1, "inhaler", Decimal("14.00"), food="With or without food", route="inhaled",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Vaccine:
    """A vaccine and its schedule: doses, and the days from one to the next."""

    name: str
    brand: str
    kind: str
    doses: int
    interval_days: int
    price: Decimal
    route: str = "intramuscular"
    amount: str = "0.5 ml"


INFLUENZA = Vaccine(
    "Influenza, quadrivalent", "Vaxigrip Tetra", "influenza", 1, 365, Decimal("38.00")
)
VACCINES = {
    "influenza": INFLUENZA,
    "pneumococcal": Vaccine(
        "Pneumococcal conjugate (PCV20)", "Prevenar 20", "pneumococcal", 1, 0, Decimal("145.00")
    ),
    "hepatitis_b": Vaccine("Hepatitis B", "Engerix-B", "hepatitis B", 3, 60, Decimal("35.00")),
    "hpv": Vaccine(
        "Human papillomavirus, 9-valent", "Gardasil 9", "HPV", 3, 120, Decimal("210.00")
    ),
    "tdap": Vaccine(
        "Tetanus, diphtheria, pertussis", "Boostrix", "Tdap", 1, 3650, Decimal("65.00")
    ),
    "mmr": Vaccine(
        "Measles, mumps, rubella", "Priorix", "MMR", 2, 90, Decimal("45.00"), "subcutaneous"
    ),
    "hexavalent": Vaccine("DTaP-IPV-Hib-HepB", "Infanrix hexa", "6-in-1", 3, 60, Decimal("120.00")),
    "varicella": Vaccine(
        "Varicella", "Varilrix", "varicella", 2, 90, Decimal("80.00"), "subcutaneous"
    ),
}
