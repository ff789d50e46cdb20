"""Numbers by which people who do not exist are known: made up, and encrypted as anybody's."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps

from privacy.keyring import keyring
from privacy.models import Purpose
from privacy.nric import check_letter
from system.development.rows import Values

FIRST, NUMBERS, STRIDE = 6_000_000, 4_000_000, 7919
"""Of NRICs of the series T, whose first two digits are a year of birth: these begin in 2060."""

SEALED = ("nric", "nric_hash", "chas_card_number", "insurance_policy_number")


def nric(number: int) -> str:
    """Make up an NRIC that nobody has yet: another one for each number below four million."""
    digits = str(FIRST + number * STRIDE % NUMBERS)
    return f"T{digits}{check_letter('T', digits)}"


def identifiers(
    patients: Iterable[tuple[int, UUID, str, str | None]], clinic_id: UUID, using: str
) -> Iterator[dict[str, Any]]:
    """Give the encrypted columns of patients: of each the number, key, CHAS card and insurer are told."""
    fields: dict[str, Any] = {
        field.name: field for field in apps.get_model("clinical.Patient")._meta.fields
    }
    ring = keyring(using)
    key = ring.in_use(clinic_id, using=using)
    index_key = ring.in_use(clinic_id, Purpose.INDEX, using)
    for number, row_id, card, insurer in patients:
        made = nric(number)
        plain = {
            "nric": made,
            "chas_card_number": f"CHAS-{number:07}" if card != "none" else None,
            "insurance_policy_number": f"POL-{number:07}" if insurer else None,
        }
        sealed = {
            name: value and fields[name].seal_by(key, value, row_id, clinic_id)
            for name, value in plain.items()
        }
        yield sealed | {"nric_hash": fields["nric_hash"].digest_by(index_key, made)}


def seal_new(patients: list[Values], using: str) -> None:
    """Put encrypted columns into rows that are to be added."""
    for row in patients:
        number = int(row["patient_number"].rpartition("P")[2])
        told = (number, row["id"], row["chas_card_type"], row["insurance_provider"])
        row.update(next(identifiers([told], row["clinic_id"], using)))
