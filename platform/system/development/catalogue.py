"""What the chain's clinics are made of, as their statements read it: conditions, medicines, names and words."""

from collections.abc import Iterator
from dataclasses import asdict

from system.development.care import (
    CHAS_ACUTE,
    CHAS_CHRONIC,
    GST,
    INSURED_SHARE,
    MEDISAVE_SHARE,
    TURNS,
    due_vaccine,
    picture_label,
)
from system.development.clinics import WEEKDAYS
from system.development.conditions import (
    ACUTE,
    CHRONIC,
    CRITICAL,
    IMAGING,
    PANELS,
    SCREENING,
    VACCINATION,
)
from system.development.medicines import MEDICINES, VACCINES
from system.development.messages import SMS_LENGTH, SMS_PRICE
from system.development.money import GATEWAY, GATEWAY_METHODS
from system.development.names import (
    CHINESE,
    EURASIAN,
    EURASIAN_SURNAMES,
    INDIAN,
    INDIAN_FATHERS,
    MALAY,
    MALAY_FATHERS,
    SURNAMES,
    TOWNS,
    WORK,
)
from system.development.people import ALLERGIES, INSURERS, LANGUAGES
from system.development.records import IMAGING_CENTRE, LABORATORY, RADIOLOGISTS, SITES
from system.development.rows import Values
from system.development.visits import CANCELLATIONS

KINDS = (
    *((condition, "acute") for condition in ACUTE),
    *((condition, "chronic") for condition in CHRONIC.values()),
    (SCREENING, "screening"),
    (VACCINATION, "vaccination"),
)
EVERY_AGE = range(121)


def catalogue() -> Values:
    """Give every list that the statements draw from."""
    return {
        "words": _words(),
        "conditions": list(_conditions()),
        "remedies": list(_remedies()),
        "vaccines": [{"key": key, **asdict(vaccine)} for key, vaccine in VACCINES.items()],
        "vaccines_due": [
            {"age": age, "turn": turn, "vaccine": due_vaccine(age, turn)}
            for age in EVERY_AGE
            for turn in range(TURNS)
        ],
        "panels": [
            {
                "key": key,
                "category": panel.category,
                "price": panel.price,
                "tests": [analyte.name for analyte in panel.analytes],
            }
            for key, panel in PANELS.items()
        ],
        "analytes": list(_analytes()),
        "pictures": list(_pictures()),
        "subsidies": [
            {"card": card, "chronic": chronic, "amount": amount}
            for chronic, cards in ((False, CHAS_ACUTE), (True, CHAS_CHRONIC))
            for card, amount in cards.items()
        ],
        "names": list(_names()),
        "work": [
            {"number": number, "occupation": occupation, "employer": employer}
            for number, (occupation, employer) in enumerate(WORK, 1)
        ],
        "streets": list(_streets()),
        "allergies": [
            {"substance": allergy["substance"], "listed": [allergy]} for allergy in ALLERGIES
        ],
    }


def _words() -> Values:
    kinds = [kind for _condition, kind in KINDS]
    return {
        "weekdays": WEEKDAYS,
        "languages": LANGUAGES,
        "insurers": INSURERS,
        "substances": [allergy["substance"] for allergy in ALLERGIES],
        "cancellations": CANCELLATIONS,
        "sites": SITES,
        "radiologists": RADIOLOGISTS,
        "laboratory": LABORATORY,
        "imaging_centre": IMAGING_CENTRE,
        "gst": GST,
        "insured_share": INSURED_SHARE,
        "medisave_share": MEDISAVE_SHARE,
        "gateway": GATEWAY,
        "gateway_methods": sorted(GATEWAY_METHODS),
        "sms_length": SMS_LENGTH,
        "sms_price": SMS_PRICE,
        "vaccination": kinds.index("vaccination"),
        "screening": kinds.index("screening"),
        "jobs": len(WORK),
        "streets": sum(len(streets) for _town, _prefix, streets in TOWNS),
        "hypertension": [condition for condition, _kind in KINDS].index(CHRONIC["I10"]),
    }


def _conditions() -> Iterator[Values]:
    for number, (condition, kind) in enumerate(KINDS):
        youngest, oldest = condition.ages
        yield asdict(condition) | {
            "number": number,
            "kind": kind,
            "youngest": youngest,
            "oldest": oldest,
        }


def _remedies() -> Iterator[Values]:
    for number, (condition, _kind) in enumerate(KINDS):
        for place, key in enumerate(condition.medicines, 1):
            medicine = MEDICINES[key]
            yield asdict(medicine) | {
                "condition": number,
                "place": place,
                "barred_by": medicine.barred_by,
            }


def _analytes() -> Iterator[Values]:
    for key, panel in PANELS.items():
        for analyte in panel.analytes:
            least, most = analyte.drawn
            yield asdict(analyte) | {
                "panel": key,
                "least": least,
                "most": most,
                "places": analyte.places,
                "reference": analyte.reference,
                "critical": CRITICAL.get(analyte.name),
            }


def _pictures() -> Iterator[Values]:
    for key, (kind, part, price, findings, impression) in IMAGING.items():
        yield {
            "key": key,
            "kind": kind,
            "part": part,
            "label": picture_label(kind, part),
            "price": price,
            "findings": findings,
            "impression": impression,
        }


def _names() -> Iterator[Values]:
    """Give the parts of names, in three lists a people and gender: one of each makes a name.

    Among thousands two given names tell people apart better than one.
    """
    for gender, given in CHINESE.items():
        first, second = zip(*(name.split() for name in given), strict=True)
        yield {
            "race": "Chinese",
            "gender": gender,
            "front": [f"{surname} " for surname in SURNAMES],
            "middle": first,
            "back": [f" {syllable}" for syllable in second],
            "languages": ["en", "zh", "zh"],
        }
    for gender, link in (("female", "Binte"), ("male", "Bin")):
        yield {
            "race": "Malay",
            "gender": gender,
            "front": MALAY[gender],
            "middle": [f" {link} ", *(f" {name.split()[-1]} {link} " for name in MALAY[gender])],
            "back": MALAY_FATHERS,
            "languages": ["en", "ms", "ms"],
        }
    for gender, link in (("female", "d/o"), ("male", "s/o")):
        yield {
            "race": "Indian",
            "gender": gender,
            "front": INDIAN[gender],
            "middle": [" ", f" {link} ", *(f" {name} {link} " for name in INDIAN[gender])],
            "back": INDIAN_FATHERS,
            "languages": ["en", "en", "ta"],
        }
    for gender, given in EURASIAN.items():
        yield {
            "race": "Eurasian",
            "gender": gender,
            "front": given,
            "middle": [" ", *(f" {name} " for name in given)],
            "back": EURASIAN_SURNAMES,
            "languages": ["en"],
        }


def _streets() -> Iterator[Values]:
    streets = [(prefix, street) for _town, prefix, streets in TOWNS for street in streets]
    for number, (prefix, street) in enumerate(streets, 1):
        yield {"number": number, "name": street, "postal_prefix": prefix}
