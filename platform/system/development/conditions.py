"""What people come for: complaints, findings and diagnoses with their ICD-10 codes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """A reason to come, and what comes of it."""

    code: str
    diagnosis: str
    complaint: str
    history: str
    examination: dict[str, str]
    plan: str
    medicines: tuple[str, ...] = ()
    ages: tuple[int, int] = (0, 120)
    chronic: bool = False
    fever: bool = False
    mc_days: int = 0
    follow_up_days: int = 0
    laboratory: str | None = None
    imaging: str | None = None
    differentials: tuple[str, ...] = ()


ACUTE = (
    Condition(
        "J06.9", "Acute upper respiratory infection", "Sore throat and runny nose for 2 days",
        "Throat discomfort, clear nasal discharge, dry cough. No breathlessness. Family member ill too.",
        {"throat": "injected, no exudate", "chest": "clear, good air entry"},
        "Symptomatic treatment, fluids and rest. Return if fever lasts beyond 3 days.",
        ("paracetamol", "cetirizine", "cough"), ages=(7, 120), fever=True, mc_days=2,
        differentials=("Allergic rhinitis", "Influenza"),
    ),
    Condition(
        "J06.9", "Acute upper respiratory infection", "Fever and cough since yesterday",
        "Brought by parent. Temperature at home 38.6. Feeding less, active between fevers.",
        {"ears": "tympanic membranes normal", "chest": "clear", "throat": "mildly injected"},
        "Fever advice given to parent. Return if drowsy, breathless or not drinking.",
        ("syrup",), ages=(0, 6), fever=True, mc_days=2, differentials=("Otitis media",),
    ),
    Condition(
        "A09", "Infectious gastroenteritis", "Vomiting and diarrhoea since last night",
        "Six loose stools, no blood. Ate at a buffet the evening before.",
        {"abdomen": "soft, mild central tenderness", "hydration": "fair"},
        "Oral rehydration, light diet. Return if unable to keep fluids down.",
        ("rehydration", "loperamide"), ages=(13, 120), mc_days=1,
        differentials=("Food poisoning",),
    ),
    Condition(
        "J02.0", "Streptococcal pharyngitis", "Severe sore throat with fever",
        "Painful swallowing for 3 days, no cough.",
        {"throat": "tonsils enlarged with exudate", "neck": "tender anterior nodes"},
        "Antibiotic for 5 days, to be completed. Soft diet.",
        ("amoxicillin", "paracetamol"), ages=(13, 60), fever=True, mc_days=2,
    ),
    Condition(
        "M54.5", "Low back pain", "Back pain after moving furniture",
        "Pain across the lower back for 3 days, no leg weakness, no numbness.",
        {"spine": "paraspinal tenderness L4 to S1", "neurology": "power 5/5, reflexes equal"},
        "Analgesia, back care, avoid heavy lifting for a week.",
        ("diclofenac", "omeprazole"), ages=(20, 70), mc_days=1, imaging="lumbar",
    ),
    Condition(
        "K29.7", "Gastritis", "Burning pain in the upper abdomen",
        "Pain before meals for a week, better with food. Much coffee, irregular meals.",
        {"abdomen": "soft, epigastric tenderness, no guarding"},
        "Acid suppression for 2 weeks. Regular meals, less coffee.",
        ("omeprazole",), ages=(16, 90), imaging="abdomen",
    ),
    Condition(
        "L30.9", "Dermatitis", "Itchy rash on both forearms",
        "Rash for a week since changing detergent.",
        {"skin": "erythematous patches, no vesicles, no infection"},
        "Topical steroid for a week, moisturiser, avoid the detergent.",
        ("hydrocortisone", "cetirizine"), ages=(7, 120),
    ),
    Condition(
        "J20.9", "Acute bronchitis", "Cough with phlegm for 10 days",
        "Productive cough, worse at night. Smoker, 10 a day. No weight loss.",
        {"chest": "scattered rhonchi, no crepitations"},
        "Symptomatic treatment. Chest X-ray as cough is prolonged. Advised to stop smoking.",
        ("cough", "paracetamol"), ages=(30, 85), mc_days=1, imaging="chest",
    ),
    Condition(
        "S93.4", "Sprain of ankle", "Twisted right ankle at futsal",
        "Rolled the ankle inwards last evening, can bear weight.",
        {"ankle": "lateral swelling, tender over ATFL, Ottawa rules negative"},
        "Rest, ice, compression, elevation. Review in a week if still painful.",
        ("diclofenac",), ages=(13, 55), mc_days=2, imaging="ankle",
    ),
    Condition(
        "G43.9", "Migraine", "Throbbing headache on one side",
        "Since the morning, with nausea and dislike of light. Similar headaches monthly.",
        {"neurology": "no focal deficit, fundi normal"},
        "Analgesia, rest in a dark room, headache diary.",
        ("paracetamol",), ages=(16, 60), mc_days=1, differentials=("Tension headache",),
    ),
)  # fmt: skip

CHRONIC = {
    "I10": Condition(
        "I10", "Essential hypertension", "Review of blood pressure",
        "Well. Takes medication daily. Home readings about 135/85.",
        {"heart": "dual heart sounds, no murmur", "legs": "no oedema"},
        "Continue. Less salt, walk 30 minutes a day. Review in 3 months.",
        ("amlodipine", "losartan"), ages=(35, 120), chronic=True, follow_up_days=90,
        laboratory="renal",
    ),
    "E11.9": Condition(
        "E11.9", "Type 2 diabetes mellitus", "Review of diabetes",
        "No hypoglycaemia. Diet fair, likes sweet drinks. Feet looked at by spouse.",
        {"feet": "pulses present, sensation intact", "eyes": "screening due"},
        "Continue. Dietitian advice. HbA1c today, eye and foot screening this year.",
        ("metformin",), ages=(35, 120), chronic=True, follow_up_days=90, laboratory="diabetes",
    ),
    "E78.5": Condition(
        "E78.5", "Hyperlipidaemia", "Review of cholesterol",
        "Well. No muscle aches. Takes tablets most nights.",
        {"heart": "dual heart sounds, no murmur"},
        "Continue statin. Fasting lipids today. Review in 3 months.",
        ("simvastatin",), ages=(35, 120), chronic=True, follow_up_days=90, laboratory="lipids",
    ),
    "J45.9": Condition(
        "J45.9", "Asthma", "Review of asthma",
        "Uses the inhaler about twice a week, sleeps through the night.",
        {"chest": "clear, no wheeze", "peak_flow": "85% of predicted"},
        "Inhaler technique checked. Written action plan given.",
        ("salbutamol",), ages=(7, 60), chronic=True, follow_up_days=90,
    ),
}  # fmt: skip

SCREENING = Condition(
    "Z00.0", "General medical examination", "Health screening",
    "No complaints. Asks for the yearly screening.",
    {"general": "well", "heart": "normal", "chest": "clear", "abdomen": "soft"},
    "Blood tests taken. To return for the results.",
    ages=(25, 120), follow_up_days=7, laboratory="screening",
)  # fmt: skip

VACCINATION = Condition(
    "Z23", "Encounter for immunisation", "Vaccination",
    "Well today. No fever, no previous reaction to vaccines.",
    {"general": "well, afebrile"},
    "Vaccinated. Observed for 15 minutes, no reaction.",
)  # fmt: skip


@dataclass(frozen=True)
class Analyte:
    """One measured value: its unit, its reference range, and what we draw it from."""

    name: str
    unit: str
    low: float
    high: float
    drawn: tuple[float, float]

    @property
    def places(self) -> int:
        """Say to how many places it is measured."""
        return 0 if self.high > 50 else 1

    @property
    def reference(self) -> str:
        """Write its reference range."""
        return f"{self.low:g} - {self.high:g}"


@dataclass(frozen=True)
class Panel:
    """What a laboratory is asked for together."""

    category: str
    price: str
    analytes: tuple[Analyte, ...]


GLUCOSE = Analyte("Fasting glucose", "mmol/L", 3.9, 6.0, (4.4, 6.6))
CREATININE = Analyte("Creatinine", "umol/L", 50, 110, (55, 118))
LDL = Analyte("LDL cholesterol", "mmol/L", 0, 3.4, (1.9, 4.4))
HDL = Analyte("HDL cholesterol", "mmol/L", 1.0, 2.5, (0.9, 1.9))
PANELS = {
    "diabetes": Panel(
        "Diabetes panel",
        "42.00",
        (
            Analyte("HbA1c", "%", 4.0, 6.5, (6.1, 8.9)),
            Analyte("Fasting glucose", "mmol/L", 3.9, 6.0, (5.6, 11.4)),
            CREATININE,
        ),
    ),
    "lipids": Panel(
        "Lipid panel",
        "35.00",
        (
            Analyte("Total cholesterol", "mmol/L", 0, 5.2, (3.8, 6.6)),
            LDL,
            HDL,
            Analyte("Triglycerides", "mmol/L", 0, 1.7, (0.7, 2.6)),
        ),
    ),
    "renal": Panel(
        "Renal panel",
        "38.00",
        (
            CREATININE,
            Analyte("Potassium", "mmol/L", 3.5, 5.1, (3.4, 6.4)),
            Analyte("Sodium", "mmol/L", 135, 145, (134, 144)),
        ),
    ),
    "screening": Panel(
        "Health screening",
        "88.00",
        (
            Analyte("Haemoglobin", "g/dL", 12.0, 16.0, (11.4, 16.2)),
            GLUCOSE,
            LDL,
            HDL,
            CREATININE,
        ),
    ),
}
CRITICAL = {"Potassium": 6.0, "Fasting glucose": 20.0}
"""From which value on a laboratory telephones the clinic."""

# Kind, body part, price, findings, impression.
IMAGING: dict[str, tuple[str, str, str, str, str]] = {
    "chest": (
        "xray", "Chest", "35.00",
        "Heart size normal. No consolidation or effusion. Bony thorax intact.",
        "No active pulmonary lesion.",
    ),
    "lumbar": (
        "xray", "Lumbar spine", "48.00",
        "Alignment preserved. Mild loss of disc height at L5/S1. No fracture.",
        "Mild degenerative change.",
    ),
    "ankle": (
        "xray", "Right ankle", "38.00",
        "Lateral soft tissue swelling. No fracture. Mortise preserved.",
        "No fracture.",
    ),
    "abdomen": (
        "ultrasound", "Abdomen", "140.00",
        "Liver mildly echogenic. Gallbladder without stones. Kidneys normal.",
        "Mild fatty liver.",
    ),
}  # fmt: skip
