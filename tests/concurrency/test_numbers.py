"""Appointment numbers that many draw at once: none twice, and none lost but where somebody fails."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.concurrency.guards import LOCKED_COUNTER, loosen
from tests.concurrency.practice import Call, Practice, one, outcomes

MANY = 32
UNIQUE_VIOLATION = "23505"

NUMBERS = """
SELECT appointment_number FROM clinic.appointments WHERE clinic_id = %s AND patient_id = %s
ORDER BY length(appointment_number), appointment_number
"""
COUNTER = "SELECT id FROM clinic.appointment_counters WHERE clinic_id = %s"
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


def first_of_day(practice: Practice) -> UUID:
    """Let somebody have the first number; give the counter."""
    typing_in(practice, practice.patient(), 1)[0]()
    (counter,) = one(practice.owner, COUNTER, [practice.clinic])
    assert isinstance(counter, UUID)
    return counter


def test_many_at_once_have_a_number_each(practice: Practice) -> None:
    patient, counter = practice.patient(), first_of_day(practice)
    answers = practice.race(typing_in(practice, patient), counter)
    assert outcomes(answers) == {"success": MANY}
    assert numbers(practice, patient) == expected(practice, 2, MANY + 1)


def test_the_first_of_a_clinic_are_drawn_at_once(practice: Practice) -> None:
    patient = practice.patient()
    first, *others = typing_in(practice, patient, 8)
    with ThreadPoolExecutor(7) as pool:
        with first.desk.acting() as connection:
            connection.execute(first.statement, first.arguments)
            begun = practice.begin(pool, *others)
        assert outcomes(future.result() for future in begun) == {"success": 7}
    assert numbers(practice, patient) == expected(practice, 1, 8)


def test_a_number_of_who_fails_is_the_next_ones(practice: Practice) -> None:
    patient, failing = practice.patient(), practice.desk()
    first_of_day(practice)
    with ThreadPoolExecutor(MANY) as pool:
        with failing.connection.transaction(force_rollback=True):
            failing.enter()
            drawn = failing.connection.execute(
                "SELECT clinic.generate_appointment_number(%s)", [practice.code]
            ).fetchone()
            begun = practice.begin(pool, *typing_in(practice, patient))
        assert outcomes(future.result() for future in begun) == {"success": MANY}
    assert [drawn] == [(number,) for number in expected(practice, 2, 2)]
    assert numbers(practice, patient) == expected(practice, 2, MANY + 1)


def test_another_clinic_does_not_wait(practice: Practice) -> None:
    counter = first_of_day(practice)
    with Practice.opened(practice.made) as other, practice.gate(counter):
        assert typing_in(other, other.patient(), 1)[0]().outcome == "success"


def test_counted_in_the_table_a_number_is_given_to_many(loose: Practice) -> None:
    patient = loose.patient()
    loosen(loose.owner, LOCKED_COUNTER)
    first, *others = typing_in(loose, patient, 8)
    with ThreadPoolExecutor(7) as pool:
        with first.desk.acting() as connection:
            connection.execute(first.statement, first.arguments)
            begun = loose.begin(pool, *others)
        assert outcomes(future.result() for future in begun) == {UNIQUE_VIOLATION: 7}
