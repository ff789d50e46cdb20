"""NRIC and FIN by their check letter, in Python and in SQL."""

from random import Random
from string import ascii_uppercase

import pytest

from privacy.nric import is_nric
from tests.database.catalogue import rows

pytestmark = pytest.mark.django_db(databases=["owner"])


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("S1234567D", True),
        ("T1234567J", True),
        ("F1234567N", True),
        ("G1234567X", True),
        ("G5872776N", True),  # SAP Knowledge Base Article 2572734
        ("M1234567K", True),
        ("M5398242L", True),
        ("M5043078W", True),
        ("S1234567A", False),
        ("S1234568D", False),
        ("T1234567D", False),
        ("A1234567D", False),
        ("s1234567D", False),
        ("S123456D", False),
        ("S12345678D", False),
        (" S1234567D", False),
        ("S1234567D\n", False),
        ("S\u0661\u0662\u0663\u0664\u0665\u0666\u0667D", False),
        ("", False),
        (None, False),
    ],
)
def test_python_and_sql_know_an_nric(number: str | None, valid: bool) -> None:
    assert rows("SELECT clinic.is_nric(%s)", number) == [(valid,)]
    assert number is None or is_nric(number) is valid


def test_they_agree_on_every_letter_of_many_numbers() -> None:
    chance = Random("nric")  # noqa: S311 (numbers to try, no secrets)
    numbers = [
        f"{series}{digits:07}{letter}"
        for series in "STFGMA"
        for digits in chance.sample(range(10**7), 50)
        for letter in ascii_uppercase
    ]
    by_sql = {
        number
        for (number,) in rows(
            "SELECT number FROM unnest(%s::text[]) AS number WHERE clinic.is_nric(number)", numbers
        )
    }
    assert by_sql == {number for number in numbers if is_nric(number)}
    assert len(by_sql) == 250
