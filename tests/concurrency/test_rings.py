"""Whoever locks several things does so in one order: nobody waits in a ring, and does where the order is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from tests.concurrency.guards import (
    BOTH_IN_ORDER,
    COUNTED_BEFORE_QUEUE,
    DAY_THAT_IS_LEFT,
    KEPT_WHILE_BOOKED,
    MIDNIGHT_IS_BEFORE,
    ONE_SLOT_OF_DAY,
    STILL_AS_OFFERED,
    loosen,
)
from tests.concurrency.practice import Answer, Call, Practice, one, outcomes
from tests.scratch import wait_for

DEADLOCK, EXPECTED = "40P01", "23514"

TYPED_IN = """
INSERT INTO clinic.appointments (clinic_id, patient_id, doctor_id, starts_at, duration_minutes, appointment_type, source)
VALUES (%s, %s, %s, %s, 15, 'consultation', 'phone')
"""
SHIFTED = "UPDATE clinic.appointments SET starts_at = %s WHERE doctor_id = %s AND starts_at = %s"
NEW_SLOT = (
    "INSERT INTO clinic.appointment_slots (clinic_id, doctor_id, starts_at) VALUES (%s, %s, %s)"
)
TWO_SLOTS = f"{NEW_SLOT}, (%s, %s, %s)"
MOVED_SLOT = (
    "UPDATE clinic.appointment_slots SET starts_at = starts_at + interval '3 hours' WHERE id = %s"
)
OTHER_PATIENT = "UPDATE clinic.appointments SET patient_id = %s WHERE id = %s"
DELETED = "SELECT clinic.soft_delete(%s, %s)"


def in_two_steps(practice: Practice, first: Call, second: Call, other: Call) -> dict[str, int]:
    """Let somebody take two steps in one transaction, and another wait for them in between."""
    with ThreadPoolExecutor(1) as pool:
        ended = Answer("success")
        try:
            with first.desk.acting() as connection:
                connection.execute(first.statement, first.arguments)
                begun = pool.submit(other)
                wait_for(lambda: begun.done() or practice.behind(other.desk, first.desk))
                connection.execute(second.statement, second.arguments)
        except psycopg.errors.DeadlockDetected as error:
            ended = Answer(str(error.sqlstate))
        return outcomes([ended, begun.result()])


class TestDays:
    """Of two days everybody locks the same one first, and the one that is left as well."""

    def race(self, practice: Practice) -> dict[str, int]:
        """Let one move appointments between two days both ways, and another move one back meanwhile."""
        doctor = practice.doctor()
        today, tomorrow = practice.at(0), practice.at(0) + timedelta(days=1)
        quarter = timedelta(minutes=15)
        mover, other = practice.desks(2)
        for at in (today, tomorrow, tomorrow + 2 * quarter):
            mover.runs(TYPED_IN, practice.clinic, practice.patient(), doctor, at)()
        return in_two_steps(
            practice,
            mover.runs(SHIFTED, tomorrow + quarter, doctor, today),
            mover.runs(SHIFTED, today + quarter, doctor, tomorrow + 2 * quarter),
            other.runs(SHIFTED, today, doctor, tomorrow),
        )

    def test_who_moves_between_them_waits_for_both(self, practice: Practice) -> None:
        assert self.race(practice) == {"success": 2}

    def test_where_the_day_that_is_left_is_not_locked_they_wait_for_one_another(
        self, loose: Practice
    ) -> None:
        loosen(loose.owner, DAY_THAT_IS_LEFT)
        assert self.race(loose) == {"success": 1, DEADLOCK: 1}

    def race_at_midnight(self, practice: Practice) -> Answer:
        """Let one book the last quarter of a day while somebody books the next day."""
        doctor = practice.doctor()
        midnight = practice.noon + timedelta(hours=12)
        last, first = (
            practice._make(
                "INSERT INTO clinic.appointment_slots (clinic_id, doctor_id, starts_at, duration_minutes)"
                " VALUES (%s, %s, %s, 15) RETURNING id",
                doctor,
                at,
            )
            for at in (midnight - timedelta(minutes=15), midnight)
        )
        early, late = practice.desks(2)
        late.connection.execute("SET lock_timeout = '300ms'")
        with early.acting() as connection:
            call = early.books("early", first, practice.patient())
            connection.execute(call.statement, call.arguments)
            return late.books("late", last, practice.patient())()

    def test_what_ends_at_midnight_is_of_its_own_day(self, practice: Practice) -> None:
        assert self.race_at_midnight(practice).outcome == "success"

    def test_else_it_waits_for_the_next(self, loose: Practice) -> None:
        loosen(loose.owner, MIDNIGHT_IS_BEFORE)
        assert self.race_at_midnight(loose).outcome == "55P03"


class TestSlots:
    def race(self, practice: Practice) -> dict[str, int]:
        """Let two make the same two slots by hand, each the other's second first."""
        doctor = practice.doctor()
        early, late = practice.at(0), practice.at(4)
        maker, other = practice.desks(2)
        return in_two_steps(
            practice,
            maker.runs(NEW_SLOT, practice.clinic, doctor, early),
            maker.runs(NEW_SLOT, practice.clinic, doctor, late),
            other.runs(TWO_SLOTS, practice.clinic, doctor, late, practice.clinic, doctor, early),
        )

    def test_who_is_second_is_refused(self, practice: Practice) -> None:
        assert self.race(practice) == {"success": 1, "23P01": 1}

    def test_without_the_lock_on_the_day_they_wait_for_one_another(self, loose: Practice) -> None:
        loosen(loose.owner, ONE_SLOT_OF_DAY)
        assert self.race(loose) == {"success": 1, DEADLOCK: 1}

    def race_with_mover(self, practice: Practice) -> Answer:
        """Let the owner move a slot that somebody has looked at, and waits to book."""
        patient, slot = practice.patient(), practice.slot(practice.doctor())
        with ThreadPoolExecutor(1) as pool:
            with practice.gate(patient):
                (begun,) = practice.begin(pool, practice.desk().books("key", slot, patient))
                practice.owner.execute(MOVED_SLOT, [slot])
            return begun.result()

    def test_a_slot_is_booked_as_it_was_seen(self, practice: Practice) -> None:
        assert self.race_with_mover(practice).outcome == "slot_unavailable"

    def test_or_else_at_another_time(self, loose: Practice) -> None:
        loosen(loose.owner, STILL_AS_OFFERED)
        assert self.race_with_mover(loose).outcome == "success"


class TestCounters:
    def given_up_and_seen(self, practice: Practice) -> tuple[UUID, UUID, UUID]:
        """Give a patient who was given up today, and was seen as a walk-in after."""
        patient = practice.patient()
        given_up = practice.booked(practice.slot(practice.doctor()), patient)
        practice.owner.execute(
            "UPDATE clinic.appointments SET status = 'no_show' WHERE id = %s", [given_up]
        )
        seen = practice.reception.calls("register_walk_in", patient)().result["appointment_id"]
        for step in ("start_consultation", "complete"):
            assert practice.reception.calls(step, seen)().outcome == "success"
        return patient, given_up, UUID(seen)

    def race(self, practice: Practice) -> dict[str, int]:
        """Let a visit be deleted while the patient, given up before, comes again."""
        patient, given_up, seen = self.given_up_and_seen(practice)
        calls = [
            practice.desk("admin").runs(DELETED, "appointments", seen),
            practice.desk().calls("check_in", given_up),
        ]
        return outcomes(practice.race(calls, patient, in_order=True))

    def test_the_patient_comes_before_the_queue(self, practice: Practice) -> None:
        assert self.race(practice) == {"success": 2}

    def test_where_it_does_not_they_wait_for_one_another(self, loose: Practice) -> None:
        loosen(loose.owner, COUNTED_BEFORE_QUEUE)
        assert DEADLOCK in self.race(loose)

    def race_of_two_visits(self, practice: Practice) -> dict[str, int]:
        """Let two visits change their patients for one another's."""
        visits = [self.given_up_and_seen(practice) for _ in range(2)]
        (one_patient, _, one_visit), (other_patient, _, other_visit) = visits
        calls = [
            practice.desk().runs(OTHER_PATIENT, other_patient, one_visit),
            practice.desk().runs(OTHER_PATIENT, one_patient, other_visit),
        ]
        return outcomes(practice.race(calls, one_patient, other_patient))

    def test_of_two_patients_the_lesser_comes_first(self, practice: Practice) -> None:
        assert self.race_of_two_visits(practice) == {"success": 2}

    def test_or_else_each_waits_for_the_other(self, loose: Practice) -> None:
        loosen(loose.owner, BOTH_IN_ORDER)
        assert self.race_of_two_visits(loose) == {"success": 1, DEADLOCK: 1}


class TestDeletedPatients:
    def race(self, practice: Practice) -> tuple[str, str]:
        """Let a patient be deleted while somebody books for them; give how both ended."""
        patient, slot = practice.patient(), practice.slot(practice.doctor())
        booker, admin = practice.desk(), practice.desk("admin")
        books = booker.books(str(uuid4()), slot, patient)
        with ThreadPoolExecutor(1) as pool:
            with booker.acting() as connection:
                ((answer,),) = connection.execute(books.statement, books.arguments).fetchall()
                begun = pool.submit(admin.runs(DELETED, "patients", patient))
                wait_for(lambda: begun.done() or practice.behind(admin, booker))
            return Answer.of(answer).outcome, begun.result().outcome

    def test_who_is_being_booked_is_not_deleted(self, practice: Practice) -> None:
        assert self.race(practice) == ("success", EXPECTED)

    def test_without_the_lock_they_are(self, loose: Practice) -> None:
        loosen(loose.owner, KEPT_WHILE_BOOKED)
        assert self.race(loose) == ("success", "success")

    def test_who_is_being_deleted_is_not_booked(self, practice: Practice) -> None:
        patient, slot = practice.patient(), practice.slot(practice.doctor())
        booker, admin = practice.desk(), practice.desk("admin")
        with ThreadPoolExecutor(1) as pool:
            with admin.acting() as connection:
                connection.execute(sql.SQL(DELETED), ["patients", patient])
                (begun,) = practice.begin(pool, booker.books("key", slot, patient))
            assert begun.result().outcome == "patient_not_found"
        assert one(
            practice.owner,
            "SELECT is_available FROM clinic.appointment_slots WHERE id = %s",
            [slot],
        ) == (True,)
