"""Slots that are made by several at once, and beside bookings: each once, and none that is booked is touched."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from tests.concurrency.guards import ONE_MAKING_OF_DAY, ONE_SLOT, ONE_SLOT_OF_DAY, loosen
from tests.concurrency.practice import Call, Practice, one

SOME = 8
DAYS = 5
ALL = 12 * DAYS
"""From nine to twelve there are twelve quarters of an hour, which the practice's doctors work every day."""

HOURS = (
    "SELECT count(*), count(DISTINCT starts_at) FROM clinic.appointment_slots WHERE doctor_id = %s"
)
EARLIEST = """
SELECT id, starts_at FROM clinic.appointment_slots WHERE doctor_id = %s ORDER BY starts_at LIMIT %s
"""
TAKEN = """
SELECT id FROM clinic.appointment_slots WHERE doctor_id = %s AND NOT is_available ORDER BY starts_at
"""


class StoppedError(Exception):
    """Something went wrong elsewhere in a transaction."""


def generating(practice: Practice, doctor: UUID, number: int = SOME) -> list[Call]:
    """Give calls that make the slots of the same days, from tomorrow."""
    first = practice.noon.date() + timedelta(days=1)
    last = first + timedelta(days=DAYS - 1)
    return [desk.calls("generate_slots", doctor, first, last) for desk in practice.desks(number)]


def race(practice: Practice, doctor: UUID, *, first_fails: bool) -> list[int]:
    """Let some make slots beside one who has made them and not committed yet; give how many they made."""
    first, *others = generating(practice, doctor)
    with ThreadPoolExecutor(SOME) as pool:
        try:
            with first.desk.acting() as connection:
                connection.execute(first.statement, first.arguments)
                begun = practice.begin(pool, *others)
                if first_fails:
                    raise StoppedError
        except StoppedError:
            pass
        return [future.result().result["made"] for future in begun]


def test_who_comes_second_has_nothing_to_make(practice: Practice) -> None:
    doctor = practice.doctor()
    assert race(practice, doctor, first_fails=False) == [0] * (SOME - 1)
    assert one(practice.owner, HOURS, [doctor]) == (ALL, ALL)


def test_what_the_first_gives_up_the_others_make_once(practice: Practice) -> None:
    doctor = practice.doctor()
    assert sum(race(practice, doctor, first_fails=True)) == ALL
    assert one(practice.owner, HOURS, [doctor]) == (ALL, ALL)


def test_without_the_constraint_every_slot_is_made_twice(loose: Practice) -> None:
    loosen(loose.owner, ONE_SLOT, ONE_MAKING_OF_DAY, ONE_SLOT_OF_DAY)
    doctor = loose.doctor()
    first, second = generating(loose, doctor, 2)
    with first.desk.acting() as connection:
        connection.execute(first.statement, first.arguments)
        assert second().result["made"] == ALL
    assert one(loose.owner, HOURS, [doctor]) == (2 * ALL, ALL)


def test_slots_that_are_being_booked_are_left_alone(practice: Practice) -> None:
    doctor = practice.doctor()
    first, *others = generating(practice, doctor)
    assert first().result["made"] == ALL
    slots = [slot for slot, _ in practice.owner.execute(EARLIEST, [doctor, SOME])]
    booker = practice.desk()
    with ThreadPoolExecutor(SOME) as pool:
        with booker.acting() as connection:
            for slot in slots:
                call = booker.books(str(slot), slot, practice.patient())
                connection.execute(call.statement, call.arguments)
            begun = practice.begin(pool, *others)
        assert [future.result().result["made"] for future in begun] == [0] * (SOME - 1)
    assert [slot for (slot,) in practice.owner.execute(TAKEN, [doctor])] == slots
    assert one(practice.owner, HOURS, [doctor]) == (ALL, ALL)
