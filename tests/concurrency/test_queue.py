"""The waiting room with several at the desk: numbers, calls and counts are right, and are not without their locks."""

from collections.abc import Sequence
from uuid import UUID

from tests.concurrency.guards import (
    COUNTED_OF_DOCTOR,
    COUNTED_OF_PATIENT,
    LOCKED_QUEUE,
    ONE_WALK_IN_OF_PATIENT,
    PASSED_OVER,
    loosen,
)
from tests.concurrency.practice import Answer, Practice, one, outcomes

SOME = 8
DEADLOCK = "40P01"

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
        loosen(loose.owner, ONE_WALK_IN_OF_PATIENT)
        assert outcomes(self.race_of_one(loose)) == {"success": SOME}


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
