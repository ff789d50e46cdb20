"""Whoever books at once: each slot once, each key once, each limit kept. Each guard is missed where it is gone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from uuid import UUID

import pytest

from tests.concurrency.guards import (
    CLAIM,
    HOLD,
    LOCKED_APPOINTMENT,
    LOOK_BEFORE_LOCK,
    ONE_ANSWER,
    ONE_DOCTOR,
    ONE_HOLD_OF_PATIENT,
    ONE_KEY,
    ONE_MOVE_OF_DAY,
    ONE_OF_DAY,
    ONE_OF_PATIENT,
    ONE_TYPED_IN_OF_DAY,
    STEPS,
    STOP_BEFORE_BOOKING,
    UNDONE,
    loosen,
)
from tests.concurrency.practice import Answer, Practice, outcomes
from tests.scratch import wait_for

MANY = 64
SOME = 8
DEADLOCK, OVERLAP = "40P01", "23P01"

TYPED_IN = """
INSERT INTO clinic.appointments (clinic_id, patient_id, doctor_id, starts_at, duration_minutes, appointment_type, source)
VALUES (%s, %s, %s, %s, 15, 'consultation', 'phone')
"""
NUMBERED = """
INSERT INTO clinic.appointments (
    clinic_id, patient_id, doctor_id, starts_at, duration_minutes, appointment_type, source, appointment_number
)
SELECT id, %s, %s, %s, 15, 'consultation', 'phone', code || to_char(now() AT TIME ZONE timezone, '-YYYYMMDD-') || %s
FROM clinic.clinics
WHERE id = %s
"""
SHIFTED = "UPDATE clinic.appointments SET starts_at = %s WHERE doctor_id = %s AND starts_at = %s"


class TestOneSlot:
    def race(self, practice: Practice, number: int) -> dict[str, int]:
        """Let so many book one slot for as many patients."""
        slot = practice.slot(practice.doctor())
        calls = [
            desk.books(f"key {n}", slot, practice.patient())
            for n, desk in enumerate(practice.desks(number))
        ]
        return outcomes(practice.race(calls, slot))

    def test_one_of_many_has_it(self, practice: Practice) -> None:
        assert self.race(practice, MANY) == {"success": 1, "slot_unavailable": MANY - 1}
        assert practice.count("clinic.appointments") == 1

    def test_the_constraint_holds_where_the_claim_does_not(self, loose: Practice) -> None:
        loosen(loose.owner, CLAIM)
        assert self.race(loose, SOME) == {"success": 1, "slot_unavailable": SOME - 1}

    def test_without_either_it_is_booked_again_and_again(self, loose: Practice) -> None:
        loosen(loose.owner, CLAIM, ONE_DOCTOR)
        assert self.race(loose, SOME) == {"success": SOME}
        assert "a doctor is in two places" in dict(loose.faults())


class TestOneKey:
    def race(self, practice: Practice, number: int) -> list[Answer]:
        """Let one person send one request from so many connections."""
        slot, patient = practice.slot(practice.doctor()), practice.patient()
        login = practice.login("staff")
        calls = [practice.desk("staff", login).books("key", slot, patient) for _ in range(number)]
        return practice.race(calls, slot)

    def test_it_books_once_and_everybody_gets_that(self, practice: Practice) -> None:
        answers = self.race(practice, MANY)
        assert outcomes(answers) == {"success": 1, "again": MANY - 1}
        assert len({answer.result["appointment_id"] for answer in answers}) == 1
        assert practice.count("booking.booking_requests") == 1

    def test_without_its_constraint_they_do_not(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_KEY, ONE_ANSWER)
        assert outcomes(self.race(loose, SOME))["success"] == 1
        assert loose.count("booking.booking_requests") == SOME

    def race_for_two(self, practice: Practice) -> dict[str, int]:
        """Let one person ask for two slots under one key."""
        login, patients = practice.login("staff"), practice.patients(2)
        slots = [practice.slot(doctor) for doctor in practice.doctors(2)]
        calls = [
            practice.desk("staff", login).books("key", slot, patient)
            for slot, patient in zip(slots, patients, strict=True)
        ]
        return outcomes(practice.race(calls, *slots))

    def test_of_two_slots_it_books_one(self, practice: Practice) -> None:
        assert self.race_for_two(practice) == {"success": 1, "idempotency_mismatch": 1}
        assert practice.count("clinic.appointments") == 1

    def test_without_its_constraint_it_books_both(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_KEY, ONE_ANSWER)
        assert self.race_for_two(loose) == {"success": 2}
        assert "a key is stored twice" in dict(loose.faults())

    def test_of_two_people_one_has_it(self, practice: Practice) -> None:
        slot, patient = practice.slot(practice.doctor()), practice.patient()
        calls = [desk.books("key", slot, patient) for desk in practice.desks(SOME)]
        answers = practice.race(calls, slot)
        assert outcomes(answers) == {"success": 1, "idempotency_mismatch": SOME - 1}


class TestLimits:
    def race_for_the_last(self, practice: Practice) -> dict[str, int]:
        """Let some book a slot each with a doctor who sees one more today."""
        doctor = practice.doctor(daily=3)
        slots = practice.slots(doctor, SOME + 2)
        for slot in slots[SOME:]:
            practice.booked(slot)
        calls = [
            desk.books(str(slot), slot, practice.patient())
            for desk, slot in zip(practice.desks(SOME), slots[:SOME], strict=True)
        ]
        return outcomes(practice.race(calls, *slots[:SOME]))

    def test_the_last_place_of_a_day_is_given_once(self, practice: Practice) -> None:
        assert self.race_for_the_last(practice) == {"success": 1, "daily_limit_reached": SOME - 1}

    def test_without_a_lock_on_the_day_it_is_given_to_all(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_OF_DAY)
        assert self.race_for_the_last(loose) == {"success": SOME}
        assert "a doctor sees too many on a day" in dict(loose.faults())

    def race_of_doctors(self, practice: Practice) -> dict[str, int]:
        """Let some book one patient with a doctor each, at the same time of day."""
        patient = practice.patient()
        slots = [practice.slot(doctor) for doctor in practice.doctors(SOME)]
        calls = [
            desk.books(str(slot), slot, patient)
            for desk, slot in zip(practice.desks(SOME), slots, strict=True)
        ]
        return outcomes(practice.race(calls, *slots))

    def test_a_patient_is_in_one_place(self, practice: Practice) -> None:
        assert self.race_of_doctors(practice) == {"success": 1, "patient_overlap": SOME - 1}

    def test_without_a_lock_on_the_patient_they_are_in_many(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_OF_PATIENT)
        assert self.race_of_doctors(loose) == {"success": SOME}
        assert "a patient is in two places" in dict(loose.faults())


class TestHolds:
    def race(self, practice: Practice, book_first: bool) -> tuple[str, str]:
        """Let one hold a slot, and another book it; give how the first and the second end."""
        slot = practice.slot(practice.doctor())
        one, other = practice.desks(2)
        hold, book = one.calls("hold_slot", slot), other.books("key", slot, practice.patient())
        calls = [book, hold] if book_first else [hold, book]
        first, second = practice.race(calls, slot, in_order=True)
        return first.outcome, second.outcome

    @pytest.mark.parametrize("book_first", [True, False], ids=["book first", "hold first"])
    def test_either_has_it(self, practice: Practice, book_first: bool) -> None:
        assert self.race(practice, book_first) == ("success", "slot_unavailable")

    def test_without_a_look_at_holds_both_have_it(self, loose: Practice) -> None:
        loosen(loose.owner, HOLD)
        assert self.race(loose, book_first=False) == ("success", "success")

    def test_of_many_one_holds(self, practice: Practice) -> None:
        slot = practice.slot(practice.doctor())
        calls = [desk.calls("hold_slot", slot) for desk in practice.desks(SOME)]
        answers = practice.race(calls, slot)
        assert outcomes(answers) == {"success": 1, "slot_unavailable": SOME - 1}

    def race_of_a_patient(self, practice: Practice) -> dict[str, int]:
        """Let a patient hold five slots at once."""
        login = practice.login("patient")
        practice.patient(login)
        slots = practice.slots(practice.doctor(), 5)
        calls = [practice.desk("patient", login).calls("hold_slot", slot) for slot in slots]
        return outcomes(practice.race(calls, *slots))

    def test_a_patient_holds_three(self, practice: Practice) -> None:
        assert self.race_of_a_patient(practice) == {"success": 3, "too_many_holds": 2}

    def test_without_a_lock_on_holds_a_patient_holds_five(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_HOLD_OF_PATIENT)
        assert self.race_of_a_patient(loose) == {"success": 5}


class TestChangesOfMind:
    ORDERS = list(permutations(("cancel", "move", "book")))

    def race(self, practice: Practice, order: Sequence[str]) -> dict[str, str]:
        """Let one cancel an appointment, one move it, and one book where it moves to."""
        here, there = practice.slots(practice.doctor(), 2)
        appointment = practice.booked(here)
        one, other, third = practice.desks(3)
        calls = {
            "cancel": one.calls("cancel_booking", appointment),
            "move": other.calls("reschedule_booking", appointment, there),
            "book": third.books("there", there, practice.patient()),
        }
        answers = practice.race([calls[name] for name in order], appointment, there, in_order=True)
        practice.booked(here)
        return {name: answer.outcome for name, answer in zip(order, answers, strict=True)}

    @pytest.mark.parametrize("order", ORDERS, ids="-".join)
    def test_one_of_two_goes_there(self, practice: Practice, order: tuple[str, ...]) -> None:
        ended = self.race(practice, order)
        assert ended in [
            {"cancel": "success", "move": "wrong_status", "book": "success"},
            {"cancel": "success", "move": "slot_unavailable", "book": "success"},
            {"cancel": "wrong_status", "move": "success", "book": "slot_unavailable"},
        ]

    def test_without_a_lock_on_it_an_appointment_is_moved_and_cancelled(
        self, loose: Practice
    ) -> None:
        loosen(loose.owner, LOCKED_APPOINTMENT, STEPS)
        ended = self.race(loose, ("move", "cancel"))
        assert ended == {"move": "success", "cancel": "success"}
        assert "an appointment was moved to nowhere, or to two" in dict(loose.faults())

    def test_two_cannot_swap_and_both_stay(self, practice: Practice) -> None:
        slots = practice.slots(practice.doctor(), 2)
        appointments = [practice.booked(slot) for slot in slots]
        calls = [
            desk.calls("reschedule_booking", appointment, slot)
            for desk, appointment, slot in zip(
                practice.desks(2), appointments, reversed(slots), strict=True
            )
        ]
        answers = practice.race(calls, *appointments)
        assert outcomes(answers) == {"slot_unavailable": 2}
        assert [practice.status(each) for each in appointments] == ["confirmed", "confirmed"]

    def test_of_many_who_move_to_one_slot_one_does(self, practice: Practice) -> None:
        *slots, there = practice.slots(practice.doctor(), SOME + 1)
        appointments = [practice.booked(slot) for slot in slots]
        calls = [
            desk.calls("reschedule_booking", appointment, there)
            for desk, appointment in zip(practice.desks(SOME), appointments, strict=True)
        ]
        answers = practice.race(calls, there)
        assert outcomes(answers) == {"success": 1, "slot_unavailable": SOME - 1}

    def test_one_is_moved_once(self, practice: Practice) -> None:
        here, *slots = practice.slots(practice.doctor(), SOME + 1)
        appointment = practice.booked(here)
        calls = [
            desk.calls("reschedule_booking", appointment, slot)
            for desk, slot in zip(practice.desks(SOME), slots, strict=True)
        ]
        assert outcomes(practice.race(calls, appointment)) == {
            "success": 1,
            "wrong_status": SOME - 1,
        }


class TestOrderOfLocks:
    def race(self, practice: Practice) -> set[str]:
        """Let one wait for a slot that was free, and another leave it for a later one of that day."""
        patient = practice.patient()
        here, there, first = practice.slots(practice.doctor(), 3)
        elsewhere = practice.slot(practice.doctor(), 10)
        busy, late, before, mover = practice.desks(4)
        with ThreadPoolExecutor(4) as pool:
            with practice.gate(first):
                with practice.gate(elsewhere):
                    practice.begin(pool, busy.books("busy", elsewhere, patient))
                    begun = practice.begin(pool, late.books("late", here, patient))
                    appointment = practice.booked(here)
                    practice.begin(pool, before.books("before", first, practice.patient()))
                wait_for(lambda: practice.behind(late, before))
                begun += practice.begin(pool, mover.calls("reschedule_booking", appointment, there))
            return {future.result().outcome for future in begun}

    def test_who_leaves_a_slot_and_who_wants_it_wait_for_no_circle(
        self, practice: Practice
    ) -> None:
        assert self.race(practice) == {"slot_unavailable", "success"}

    def test_where_the_slot_is_locked_before_it_is_looked_at_they_do(self, loose: Practice) -> None:
        loosen(loose.owner, LOOK_BEFORE_LOCK, ONE_MOVE_OF_DAY)
        assert DEADLOCK in self.race(loose)


class TestTypedIn:
    """Beside bookings somebody types in appointments, with no slot."""

    def race(self, practice: Practice) -> dict[str, int]:
        """Let one book and some type in a time that another has typed in, and takes back."""
        doctor = practice.doctor()
        slot, patient = practice.slot(doctor), practice.patient()
        typed_in = practice.clinic, patient, doctor, practice.at(0)
        first, booker, *others = practice.desks(SOME)
        calls = [desk.runs(TYPED_IN, *typed_in) for desk in others]
        with ThreadPoolExecutor(SOME) as pool:
            with first.connection.transaction(force_rollback=True):
                first.enter()
                first.connection.execute(TYPED_IN, typed_in)
                begun = practice.begin(pool, booker.books("key", slot, practice.patient()), *calls)
            return outcomes(future.result() for future in begun)

    def test_one_has_the_time(self, practice: Practice) -> None:
        ended = self.race(practice)
        assert ended.pop("success") == 1
        assert ended in [{OVERLAP: SOME - 2}, {OVERLAP: SOME - 3, "slot_unavailable": 1}]

    def test_without_the_constraint_all_have_it(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_DOCTOR)
        assert self.race(loose) == {"success": SOME - 1}

    def race_for_a_time(self, practice: Practice, way: str) -> dict[str, int]:
        """Let some bring appointments to a time by one plain statement each, for which the first turns out to be free."""
        doctor = practice.doctor()
        first, *others = practice.desks(SOME)
        who, here = practice.patient(), practice.at(0)
        for number in range(1, SOME):
            first.runs(TYPED_IN, practice.clinic, who, doctor, practice.at(number))()
        calls = [
            desk.runs(NUMBERED, who, doctor, here, 9000 + number, practice.clinic)
            if way == "numbered"
            else desk.runs(SHIFTED, here, doctor, practice.at(1 + number))
            for number, desk in enumerate(others)
        ]
        with ThreadPoolExecutor(SOME) as pool:
            with first.connection.transaction(force_rollback=True):
                first.enter()
                first.connection.execute(TYPED_IN, (practice.clinic, who, doctor, here))
                begun = practice.begin(pool, *calls)
            return outcomes(future.result() for future in begun)

    @pytest.mark.parametrize("way", ["numbered", "shifted"])
    def test_one_comes_to_a_time(self, way: str, practice: Practice) -> None:
        assert self.race_for_a_time(practice, way) == {"success": 1, OVERLAP: SOME - 2}

    @pytest.mark.parametrize("way", ["numbered", "shifted"])
    def test_who_comes_to_a_time_waits_for_the_day_or_else_for_who_waits(
        self, way: str, loose: Practice
    ) -> None:
        loosen(loose.owner, ONE_TYPED_IN_OF_DAY)
        assert DEADLOCK in self.race_for_a_time(loose, way)

    def race_of_mover(self, practice: Practice) -> dict[str, int]:
        """Let one leave a time, for another of the day, while somebody types in an appointment for it."""
        doctor = practice.doctor()
        here, there = practice.slots(doctor, 2)
        appointment = practice.booked(here)
        mover, other = practice.desks(2)
        calls = [
            mover.calls("reschedule_booking", appointment, there),
            other.runs(TYPED_IN, practice.clinic, practice.patient(), doctor, practice.at(0)),
        ]
        return outcomes(practice.race(calls, doctor, in_order=True))

    def test_a_time_that_is_left_is_anothers(self, loose: Practice) -> None:
        loosen(loose.owner, STOP_BEFORE_BOOKING)
        assert self.race_of_mover(loose) == {"success": 2}

    def test_who_moves_waits_for_the_day_or_else_for_who_waits(self, loose: Practice) -> None:
        loosen(loose.owner, STOP_BEFORE_BOOKING, ONE_MOVE_OF_DAY)
        assert self.race_of_mover(loose) == {"success": 1, DEADLOCK: 1}

    def test_who_types_in_waits_for_the_day_or_else_for_who_waits(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_TYPED_IN_OF_DAY)
        assert DEADLOCK in self.race(loose)


class TestSecondTries:
    def race(self, practice: Practice) -> tuple[UUID, list[str]]:
        """Let two try a refused request again at once, of whom one books, and cancel that before the other does."""
        here, first, second = practice.slots(practice.doctor(), 3)
        patient, login = practice.patient(), practice.login("staff")
        one, other = practice.desk("staff", login), practice.desk("staff", login)
        before, between = practice.desks(2)
        booked = practice.booked(here)
        assert one.books("key", here, patient)().outcome == "slot_unavailable"
        practice.cancel(booked)
        with ThreadPoolExecutor(4) as pool:
            with practice.gate(second):
                with practice.gate(first):
                    practice.begin(pool, before.books("before", first, practice.patient()))
                    begun = practice.begin(pool, one.books("key", here, patient))
                    begun += practice.begin(pool, other.books("key", here, patient))
                    practice.begin(pool, between.books("between", second, practice.patient()))
                practice.cancel(UUID(begun[0].result().result["appointment_id"]))
            return patient, [future.result().outcome for future in begun]

    def test_who_comes_too_late_leaves_nothing(self, practice: Practice) -> None:
        patient, ended = self.race(practice)
        assert ended == ["success", "again"]
        assert practice.count("clinic.appointments WHERE patient_id = %s", patient) == 1

    def test_where_nothing_is_undone_they_leave_an_appointment(self, loose: Practice) -> None:
        loosen(loose.owner, UNDONE)
        patient, ended = self.race(loose)
        assert ended == ["success", "again"]
        assert loose.count("clinic.appointments WHERE patient_id = %s", patient) == 2
        assert "a booking is the answer to no request, or to two" in dict(loose.faults())
