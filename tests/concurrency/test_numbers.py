"""Appointment numbers that many draw at once: none twice, and none lost but where somebody fails."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.concurrency.guards import DRAWN_NUMBER, loosen
from tests.concurrency.practice import Call, Practice, one, outcomes

MANY = 32
UNIQUE_VIOLATION = "23505"

NUMBERS = """
SELECT appointment_number FROM clinic.appointments WHERE clinic_id = %s AND patient_id = %s
ORDER BY length(appointment_number), appointment_number
"""
TODAY = "SELECT to_char(now() AT TIME ZONE timezone, 'YYYYMMDD') FROM clinic.clinics WHERE id = %s"
TYPED_IN = """
INSERT INTO clinic.appointments (clinic_id, patient_id, starts_at, duration_minutes, appointment_type, source)
VALUES (%s, %s, %s, 15, 'consultation', 'phone')
"""


def typing_in(practice: Practice, patient: UUID, number: int = MANY) -> list[Call]:
    """Give statements that type in an appointment each, without a doctor."""
    return [
        desk.runs(TYPED_IN, practice.clinic, patient, practice.at(0))
        for desk in practice.desks(number)
    ]


def numbers(practice: Practice, patient: UUID) -> list[str]:
    """Give a patient's numbers, in order."""
    return [number for (number,) in practice.owner.execute(NUMBERS, [practice.clinic, patient])]


def expected(practice: Practice, first: int, last: int) -> list[str]:
    """Give the numbers of today from one to another."""
    (today,) = one(practice.owner, TODAY, [practice.clinic])
    return [f"{practice.code}-{today}-{number:04}" for number in range(first, last + 1)]


def test_many_at_once_have_a_number_each(practice: Practice) -> None:
    slots = [practice.slot(doctor) for doctor in practice.doctors(MANY)]
    calls = [
        desk.books(str(slot), slot, practice.patient())
        for desk, slot in zip(practice.desks(MANY), slots, strict=True)
    ]
    answers = practice.race(calls, *slots)
    given = sorted(answer.result["appointment_number"] for answer in answers)
    assert given == expected(practice, 1, MANY)


def test_nobody_waits_for_who_has_a_number(practice: Practice) -> None:
    patient = practice.patient()
    first, *others = typing_in(practice, patient, 8)
    with first.desk.acting() as connection:
        connection.execute(first.statement, first.arguments)
        assert outcomes(call() for call in others) == {"success": 7}
        assert numbers(practice, patient) == expected(practice, 2, 8)
    assert numbers(practice, patient) == expected(practice, 1, 8)


def test_who_fails_loses_no_more_than_they_drew(practice: Practice) -> None:
    patient, failing = practice.patient(), practice.desk()
    with failing.connection.transaction(force_rollback=True):
        failing.enter()
        drawn = [
            failing.connection.execute(
                "SELECT clinic.generate_appointment_number(%s)", [practice.code]
            ).fetchone()
            for _ in range(2)
        ]
        assert outcomes(call() for call in typing_in(practice, patient, 2)) == {"success": 2}
    assert drawn == [(number,) for number in expected(practice, 1, 2)]
    typing_in(practice, patient, 1)[0]()
    assert numbers(practice, patient) == expected(practice, 3, 5)


def test_without_locks_a_number_is_given_to_many(loose: Practice) -> None:
    patient = loose.patient()
    loosen(loose.owner, DRAWN_NUMBER)
    first, *others = typing_in(loose, patient, 8)
    with ThreadPoolExecutor(7) as pool:
        with first.desk.acting() as connection:
            connection.execute(first.statement, first.arguments)
            begun = loose.begin(pool, *others)
        assert outcomes(future.result() for future in begun) == {UNIQUE_VIOLATION: 7}
