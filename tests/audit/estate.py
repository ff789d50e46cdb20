"""A small estate in a database of its own: two clinics, patients, and a log of them that is sealed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from tests.scratch import wait_for

Connection = psycopg.Connection[Any]

CLINIC = """
INSERT INTO clinic.clinics (code, name, registration_number, address, postal_code, phone, email)
VALUES (%(code)s, %(code)s, %(code)s, '1 Example Street', '018956', '+65 6123 4567', 'a@b.example')
RETURNING id
"""
PATIENT = """
INSERT INTO clinic.patients (clinic_id, patient_number, full_name, date_of_birth, gender)
VALUES (%s, %s, 'Somebody', '1980-02-29', 'female')
RETURNING id
"""
PHONE = "UPDATE clinic.patients SET phone = %s WHERE id = %s"


def make_clinic(owner: Connection, code: str) -> UUID:
    """Make a clinic; the platform's chain gets nothing of it."""
    return _id(owner.execute(CLINIC, {"code": code}))


def make_patient(owner: Connection, clinic: UUID, number: str) -> UUID:
    """Make a patient: one entry."""
    return _id(owner.execute(PATIENT, [clinic, number]))


def call(owner: Connection, patient: UUID, number: int) -> None:
    """Give a patient another phone: one entry."""
    owner.execute(PHONE, [f"+65 8{number:07}", patient])


def seal(owner: Connection) -> int:
    """Seal what is finished; give how many entries that were."""
    (entries,) = _row(owner.execute("SELECT coalesce(sum(entries), 0)::int FROM audit.seal()"))
    return int(entries)


def seal_all(owner: Connection) -> None:
    """Seal everything: seals wait for whoever writes on this server, other tests and analyses too."""
    wait_for(lambda: seal(owner) >= 0 and unsealed(owner) == 0)


def wait_for_the_others(owner: Connection) -> None:
    """Wait until one seal takes in all that there is: no transaction on the server is older."""
    finished = (
        "SELECT max(transaction_id) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " FROM audit.audit_logs"
    )
    wait_for(lambda: owner.execute(finished).fetchone() == (True,))


def unsealed(owner: Connection) -> int:
    """Give how many entries are in no seal."""
    (entries,) = _row(
        owner.execute(
            "SELECT count(*) FROM audit.audit_logs"
            " WHERE id NOT IN (SELECT unnest(entry_ids) FROM audit.seals)"
        )
    )
    return int(entries)


def faults(owner: Connection) -> list[tuple[UUID | None, int | None, int | None, str]]:
    """Give what audit.faults() finds: clinic, period, entry, and what is wrong."""
    return list(owner.execute("SELECT clinic_id, number, entry_id, fault FROM audit.faults()"))


def _id(cursor: "psycopg.Cursor[Any]") -> UUID:
    (found,) = _row(cursor)
    assert isinstance(found, UUID)
    return found


def _row(cursor: "psycopg.Cursor[Any]") -> tuple[Any, ...]:
    row = cursor.fetchone()
    assert row is not None
    return tuple(row)


@dataclass(frozen=True)
class Sealed:
    """Two clinics whose entries are sealed in three periods, by id; `open` is after the last."""

    owner: Connection
    a: UUID
    b: UUID
    patient: UUID
    periods: list[list[int]]
    """Of clinic A."""
    of_b: list[int]
    open: int

    @classmethod
    def made_by(cls, owner: Connection) -> "Sealed":
        """Write and seal, three times."""
        a, b = make_clinic(owner, "AA"), make_clinic(owner, "BB")
        patients = {clinic: make_patient(owner, clinic, "P-1") for clinic in (a, b)}
        for period in range(3):
            for number in range(4):
                for patient in patients.values():
                    call(owner, patient, 10 * period + number)
            wait_for_the_others(owner)
            seal_all(owner)
        periods = [
            list(ids)
            for (ids,) in owner.execute(
                "SELECT entry_ids FROM audit.seals WHERE clinic_id = %s ORDER BY number", [a]
            )
        ]
        (of_b,) = _row(
            owner.execute(
                "SELECT entry_ids FROM audit.seals WHERE clinic_id = %s AND number = 2", [b]
            )
        )
        call(owner, patients[a], 99)
        (last,) = _row(owner.execute("SELECT max(id) FROM audit.audit_logs"))
        return cls(owner, a, b, patients[a], periods, list(of_b), last)
