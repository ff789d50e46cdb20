"""NRIC and FIN: the numbers by which Singapore knows a person, and their check letter.

A letter (S, T: citizens and residents; F, G, M: foreigners), seven digits, and a letter that follows from
them. Source: SAP Knowledge Base Article 2572734, which has the tables of all five series. The database
checks the same by `clinic.is_nric(text)`.
"""

import re

from django.core.exceptions import ValidationError

WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
SERIES = {
    "S": (0, "JZIHGFEDCBA"),
    "T": (4, "JZIHGFEDCBA"),
    "F": (0, "XWUTRQPNMLK"),
    "G": (4, "XWUTRQPNMLK"),
    "M": (3, "XWUTRQPNJLK"),
}
"""What is added to the weighted sum, and the letter for each remainder of 11."""


def normalised(number: str) -> str:
    """Write a number as all of them are compared: in capitals, without spaces and dashes."""
    return re.sub(r"[\s-]", "", number).upper()


def check_letter(series: str, digits: str) -> str:
    """Give the last letter of a number."""
    added, letters = SERIES[series]
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return letters[(total + added) % 11]


def is_nric(number: str) -> bool:
    """Say whether a number, normalised, is an NRIC or FIN."""
    found = re.fullmatch(r"([STFGM])([0-9]{7})([A-Z])", number)
    return found is not None and check_letter(found[1], found[2]) == found[3]


def validate_nric(number: str) -> None:
    """Raise ValidationError for what is no NRIC or FIN; it does not repeat the number."""
    if not is_nric(number):
        raise ValidationError("No NRIC or FIN: look at each digit and at the last letter.")
