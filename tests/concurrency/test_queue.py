"""The waiting room with several at the desk: numbers, calls and counts are right, and are not without their locks."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from tests.concurrency.guards import (
    COUNTED_OF_DOCTOR,
    COUNTED_OF_PATIENT,
    LOCKED_QUEUE,
    ONE_CHECK_IN_OF_PATIENT,
    ONE_OF_PATIENT,
    ONE_PLACE,
    PASSED_OVER,
    QUEUE_BEFORE_SLOT,
    loosen,
)
from tests.concurrency.practice import Answer, Practice, one, outcomes
from tests.scratch import wait_for

SOME = 8
DEADLOCK, DOUBLE = "40P01", "23505"

QUEUE = "SELECT id FROM clinic.queue_management WHERE clinic_id = %s"
CONSULTATIONS = "SELECT total_consultations FROM clinic.doctors WHERE id = %s"
VISITS = "SELECT total_visits FROM clinic.patients WHERE id = %s"


def queue_of(practice: Practice) -> UUID:
    """Give today's queue, where somebody has come."""
    (queue,) = one(practice.owner, QUEUE, [practice.clinic])
    assert isinstance(queue, UUID)
    return queue


class TestCheckingIn:
    def race(self, practice: Practice) -> list[str]:
        """Let some check in a patient each, when one was there before; give their numbers."""
        slots = practice.slots(practice.doctor(), SOME + 1)
        earlier, *appointments = [practice.booked(slot) for slot in slots]
        practice.reception.calls("check_in", earlier)()
        calls = [
            desk.calls("check_in", appointment)
            for desk, appointment in zip(practice.desks(SOME), appointments, strict=True)
        ]
        answers = practice.race(calls, queue_of(practice))
        return sorted(answer.result["queue_number"] for answer in answers)

    def test_everybody_has_a_number_of_their_own(self, practice: Practice) -> None:
        assert self.race(practice) == [f"{number:03}" for number in range(2, SOME + 2)]

    def test_read_before_it_is_locked_a_number_is_given_twice(self, loose: Practice) -> None:
        loosen(loose.owner, LOCKED_QUEUE)
        assert self.race(loose) == ["002"] * SOME
        assert "queue numbers have gaps, or are given twice" in dict(loose.faults())

    def test_one_patient_has_one_number(self, practice: Practice) -> None:
        appointment = practice.booked(practice.slot(practice.doctor()))
        calls = [desk.calls("check_in", appointment) for desk in practice.desks(SOME)]
        answers = practice.race(calls, appointment)
        assert outcomes(answers) == {"success": 1, "again": SOME - 1}
        assert {answer.result["queue_number"] for answer in answers} == {"001"}

    def race_of_one(self, practice: Practice) -> list[Answer]:
        """Let some register one patient who walked in after another."""
        practice.reception.calls("register_walk_in", practice.patient())()
        patient = practice.patient()
        calls = [desk.calls("register_walk_in", patient) for desk in practice.desks(SOME)]
        return practice.race(calls, queue_of(practice))

    def test_a_walk_in_is_registered_once(self, practice: Practice) -> None:
        answers = self.race_of_one(practice)
        assert outcomes(answers) == {"success": 1, "again": SOME - 1}
        assert {answer.result["queue_number"] for answer in answers} == {"002"}

    def test_without_a_lock_on_the_patient_they_are_registered_by_all(
        self, loose: Practice
    ) -> None:
        loosen(loose.owner, ONE_OF_PATIENT, ONE_PLACE)
        assert outcomes(self.race_of_one(loose)) == {"success": SOME}

    def race_of_two_ways(self, practice: Practice) -> tuple[dict[str, int], int]:
        """Let one patient walk in and come for an appointment, when another had come; count their places."""
        practice.reception.calls("register_walk_in", practice.patient())()
        patient, doctor = practice.patient(), practice.doctor()
        appointments = [practice.booked(slot, patient) for slot in practice.slots(doctor, SOME)]
        calls = [
            desk.calls("check_in", appointment)
            for desk, appointment in zip(practice.desks(SOME), appointments, strict=True)
        ]
        answers = practice.race(calls, queue_of(practice))
        waiting = "clinic.appointments WHERE patient_id = %s AND queue_status = 'waiting'"
        return outcomes(answers), practice.count(waiting, patient)

    def test_a_patient_is_let_in_by_one_appointment(self, practice: Practice) -> None:
        answers, places = self.race_of_two_ways(practice)
        assert (answers, places) == ({"success": 1, "patient_in_queue": SOME - 1}, 1)

    def test_without_a_lock_on_the_patient_they_are_let_in_by_each(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_CHECK_IN_OF_PATIENT, ONE_PLACE)
        answers, places = self.race_of_two_ways(loose)
        assert (answers, places) == ({"success": SOME}, SOME)

    def test_without_that_lock_the_key_of_the_place_refuses_all_but_one(
        self, loose: Practice
    ) -> None:
        loosen(loose.owner, ONE_CHECK_IN_OF_PATIENT)
        answers, places = self.race_of_two_ways(loose)
        assert (answers, places) == ({"success": 1, DOUBLE: SOME - 1}, 1)

    def race_of_booking_and_walking_in(
        self, practice: Practice, *, booked_first: bool
    ) -> tuple[str, str]:
        """Let a patient be booked for today and walk in meanwhile; give how the walk-in and the check-in ended."""
        practice.reception.calls("register_walk_in", practice.patient())()
        patient, slot = practice.patient(), practice.slot(practice.doctor())
        booker, other = practice.desks(2)
        books = booker.books("a key", slot, patient)
        walks_in = other.calls("register_walk_in", patient)
        calls = [books, walks_in] if booked_first else [walks_in, books]
        gate = slot if booked_first else queue_of(practice)
        answers = practice.race(calls, gate, in_order=True)
        booked, walked_in = answers if booked_first else reversed(answers)
        appointment = booked.result["appointment_id"]
        came = practice.reception.calls("check_in", appointment)()
        return walked_in.outcome, came.outcome

    def test_who_is_being_booked_is_no_walk_in(self, practice: Practice) -> None:
        ended = self.race_of_booking_and_walking_in(practice, booked_first=True)
        assert ended == ("has_appointment_today", "success")

    def test_who_is_walking_in_is_not_let_in_again(self, practice: Practice) -> None:
        ended = self.race_of_booking_and_walking_in(practice, booked_first=False)
        assert ended == ("success", "patient_in_queue")


class TestLeaving:
    """Who waits cancels, while somebody has their slot; and somebody walks in."""

    def race(self, practice: Practice) -> bool:
        """Say whether who walks in waits for who cancels, and that one for the slot."""
        slot = practice.slot(practice.doctor())
        appointment = practice.booked(slot)
        practice.reception.calls("check_in", appointment)()
        leaves, comes = practice.desks(2)
        with ThreadPoolExecutor(2) as pool:
            with practice.gate(slot):
                (leaving,) = practice.begin(pool, leaves.calls("cancel_booking", appointment))
                coming = pool.submit(comes.calls("register_walk_in", practice.patient()))
                wait_for(lambda: coming.done() or practice.behind(comes, leaves))
                waits = not coming.done()
            assert {leaving.result().outcome, coming.result().outcome} == {"success"}
        return waits

    def test_the_queue_comes_after_the_slot(self, practice: Practice) -> None:
        assert not self.race(practice)

    def test_before_the_slot_it_would_keep_all_waiting(self, loose: Practice) -> None:
        loosen(loose.owner, QUEUE_BEFORE_SLOT)
        assert self.race(loose)


class TestSettingToAnotherDay:
    """Two who wait are set to each other's day at once."""

    MOVE = "UPDATE clinic.appointments SET starts_at = starts_at + %s WHERE id = %s"

    def test_neither_waits_for_the_other_for_ever(self, loose: Practice) -> None:
        """In a copy, since their numbers are no more those of their days."""
        practice = loose
        day = timedelta(days=1)
        doctor, desk = practice.doctor(), practice.reception
        one_of, other = (practice.booked(slot) for slot in practice.slots(doctor, 2))
        for appointment in (one_of, other):
            desk.calls("check_in", appointment)()
        desk.runs(self.MOVE, day, other)()
        first, second = practice.desks(2)
        calls = [first.runs(self.MOVE, day, one_of), second.runs(self.MOVE, -day, other)]
        assert outcomes(practice.race(calls, queue_of(practice))) == {"success": 2}
        rows = practice.owner.execute(
            "SELECT total_waiting FROM clinic.queue_management WHERE clinic_id = %s ORDER BY queue_date",
            [practice.clinic],
        ).fetchall()
        assert rows == [(1,), (1,)]


class TestCalling:
    def race(self, practice: Practice) -> list[str]:
        """Let some call the next patient; give whom."""
        doctor = practice.doctor()
        for patient in practice.patients(SOME + 1):
            practice.reception.calls("register_walk_in", patient, doctor)()
        calls = [desk.calls("call_next", doctor) for desk in practice.desks(SOME)]
        answers = practice.race(calls, queue_of(practice))
        assert outcomes(answers) == {"success": SOME}
        return [answer.result["queue_number"] for answer in answers]

    def test_everybody_calls_somebody_else(self, practice: Practice) -> None:
        assert set(self.race(practice)) == {f"{number:03}" for number in range(1, SOME + 1)}

    def test_without_locks_they_all_call_the_same(self, loose: Practice) -> None:
        loosen(loose.owner, PASSED_OVER)
        assert self.race(loose) == ["001"] * SOME


class TestMovingWhoWaits:
    """Who has a queue number gives it up for another day; and somebody walks in."""

    def race(self, practice: Practice) -> dict[str, int]:
        """Let one who waits be moved, and another walk in meanwhile."""
        here, there = practice.slots(practice.doctor(), 2)
        appointment = practice.booked(here)
        practice.reception.calls("check_in", appointment)()
        mover, other = practice.desks(2)
        calls = [
            mover.calls("reschedule_booking", appointment, there),
            other.calls("register_walk_in", practice.patient()),
        ]
        return outcomes(practice.race(calls, there, in_order=True))

    def test_neither_waits_for_the_other(self, practice: Practice) -> None:
        assert self.race(practice) == {"success": 2}


class TestCounting:
    def race(self, practice: Practice, doctor: UUID, patients: Sequence[UUID], gate: UUID) -> None:
        """Let consultations of a doctor end at once, one of each patient who is named."""
        desks = practice.desks(len(patients))
        calls = []
        for desk, patient, slot in zip(
            desks, patients, practice.slots(doctor, len(patients)), strict=True
        ):
            appointment = practice.booked(slot, patient)
            assert desk.calls("start_consultation", appointment)().outcome == "success"
            calls.append(desk.calls("complete", appointment))
        assert outcomes(practice.race(calls, gate)) == {"success": len(patients)}

    def of_doctor(self, practice: Practice) -> int:
        """Give what is counted of a doctor after some consultations that ended at once."""
        doctor = practice.doctor()
        self.race(practice, doctor, practice.patients(SOME), gate=doctor)
        return int(one(practice.owner, CONSULTATIONS, [doctor])[0])

    def of_patient(self, practice: Practice) -> int:
        """Give what is counted of a patient after some visits that ended at once."""
        patient = practice.patient()
        self.race(practice, practice.doctor(), [patient] * SOME, gate=patient)
        return int(one(practice.owner, VISITS, [patient])[0])

    def test_every_consultation_of_a_doctor_counts(self, practice: Practice) -> None:
        assert self.of_doctor(practice) == SOME

    def test_every_visit_of_a_patient_counts(self, practice: Practice) -> None:
        assert self.of_patient(practice) == SOME

    def test_read_before_they_are_locked_counts_are_lost(self, loose: Practice) -> None:
        loosen(loose.owner, COUNTED_OF_DOCTOR, COUNTED_OF_PATIENT)
        assert self.of_doctor(loose) == 1
        assert self.of_patient(loose) == 1
        assert {
            "a doctor's consultations are counted wrong",
            "a patient's visits are counted wrong",
        } <= set(dict(loose.faults()))

    def race_of_one(self, practice: Practice) -> dict[str, int]:
        """Let some end the same consultation."""
        appointment = practice.booked(practice.slot(practice.doctor()))
        practice.reception.calls("start_consultation", appointment)()
        calls = [desk.calls("complete", appointment) for desk in practice.desks(SOME)]
        return outcomes(practice.race(calls, appointment))

    def test_a_consultation_ends_once(self, practice: Practice) -> None:
        assert self.race_of_one(practice) == {"success": 1, "again": SOME - 1}
