"""Sequences that nobody thought of: eight people do what they like, some of it at once, and nothing may be wrong.

Which sequences is chosen once and for all. SEQUENCES=many tries many more, by chance.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.concurrency.guards import (
    CLAIM,
    FREED,
    ONE_ANSWER,
    ONE_DOCTOR,
    ONE_KEY,
    Guard,
    loosen,
)
from tests.concurrency.practice import Answer, Call, Desk, Practice, deadlocks
from tests.scratch import Database

T = TypeVar("T")

MANY = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    report_multiple_bugs=False,
    max_examples=300,
    stateful_step_count=30,
)
CHOSEN = settings(MANY, derandomize=True, max_examples=14, stateful_step_count=14)
UNTIL_FOUND = settings(CHOSEN, max_examples=100)

ROLES = ("patient", "patient", "doctor", "nurse", "staff", "staff", "admin", "superadmin")
PATIENTS, SLOTS, KEYS = 4, 3, 6
"""Few, so that they are in one another's way; slots are of each doctor."""

INDEX = st.integers(0, 11)
ANSWERS = {
    *("success", "again", "appointment_not_found", "daily_limit_reached", "idempotency_mismatch"),
    *("patient_not_found", "patient_overlap", "queue_empty", "slot_unavailable", "slot_not_found"),
    *("slot_in_past", "too_early", "too_many_holds", "too_late", "wrong_status"),
    *("has_appointment_today", "patient_in_queue"),
}
FORBIDDEN, OVERLAP, NO_SUCH_STEP = "42501", "23P01", "23514"
SQLSTATES = {"type in": {OVERLAP}, "shift": {OVERLAP}, "step": {NO_SUCH_STEP}}
OF_APPOINTMENT = {
    "cancel": "cancel_booking",
    "confirm": "confirm_booking",
    "check in": "check_in",
    "return": "return_to_queue",
    "start": "start_consultation",
    "complete": "complete",
    "absent": "mark_no_show",
}

TYPED_IN = """
INSERT INTO clinic.appointments (clinic_id, patient_id, doctor_id, starts_at, duration_minutes, appointment_type, source)
VALUES (%s, %s, %s, %s, 15, 'consultation', 'phone')
"""
SHIFT = """
UPDATE clinic.appointments
SET starts_at = %s, doctor_id = %s
WHERE id = (SELECT id FROM clinic.appointments WHERE clinic_id = %s AND source = 'phone' ORDER BY id LIMIT 1 OFFSET %s)
"""
ACCEPTS_EACH = "UPDATE clinic.doctors SET auto_accept_appointments = false WHERE id = %s"
STEP = "UPDATE clinic.appointments SET status = %s WHERE id = %s"
STATUSES = ("confirmed", "in_progress", "completed", "cancelled", "no_show")
APPOINTMENTS = "SELECT id FROM clinic.appointments WHERE clinic_id = %s ORDER BY id"


@dataclass(frozen=True)
class Wish:
    """What somebody is to do; the numbers choose among what there is by then."""

    what: str
    one: int
    other: int


LIKELY = (
    ["book"] * 4
    + ["move", "check in"] * 2
    + ["walk in", "call", "start", "complete", "absent"] * 2
    + ["cancel", "confirm", "return"] * 2
)
RARE = {"release", "return"}
"""What comes about only after something else of the same person or patient: among many, and not always among few."""
EVERYTHING = {
    *LIKELY,
    "hold",
    "release",
    "cancel",
    "confirm",
    "return",
    "generate",
    "type in",
    "shift",
    "step",
}
WISHES = st.builds(
    Wish,
    st.sampled_from([*LIKELY, *sorted(EVERYTHING)]),
    INDEX,
    INDEX,
)


class Day(RuleBasedStateMachine):
    """A day at a clinic; `made` is the database where it is."""

    made: ClassVar[Database]
    found: ClassVar[list[tuple[str, str]]]
    done: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.booked: dict[str, str] = {}
        self.journal: list[str] = []

    @initialize()
    def opens(self) -> None:
        """Open a clinic with eight people, two of whom are patients and one a doctor."""
        self.at = at = self.open.enter_context(Practice.opened(self.made))
        self.pool = self.open.enter_context(ThreadPoolExecutor(len(ROLES)))
        self.desks = [at.desk(role) for role in ROLES]
        logins = [desk.who.user_id for desk in self.desks]
        self.patients = [at.patient(logins[0]), at.patient(logins[1]), *at.patients(PATIENTS - 2)]
        self.doctors = [at.doctor(logins[2], daily=3), at.doctor()]
        at.owner.execute(ACCEPTS_EACH, [self.doctors[1]])
        self.slots = [at.slot(doctor, n) for n in range(SLOTS) for doctor in self.doctors]
        self.typed_in = at.patient()

    @rule(wishes=st.lists(WISHES, min_size=1, max_size=len(ROLES)), first=st.integers(0, 7))
    def act(self, wishes: list[Wish], first: int) -> None:
        """Let one or several people do something, at once."""
        desks = (self.desks * 2)[first : first + len(wishes)]
        calls = [self.call(desk, wish) for desk, wish in zip(desks, wishes, strict=True)]
        together = Barrier(len(calls))

        def go(call: Call) -> Answer:
            together.wait()
            return call()

        answers = list(self.pool.map(go, calls))
        # Looked for first: an answer that may not be given would hide what is wrong in the tables.
        faults = self.at.faults()
        self.found.extend(faults)
        for wish, desk, answer in zip(wishes, desks, answers, strict=True):
            self.journal.append(f"{desk.who.role}: {wish} -> {answer}")
            self.look_at(wish, desk, answer)
        self.journal.append("")
        assert faults == [], "\n".join(self.journal)

    def call(self, desk: Desk, wish: Wish) -> Call:
        """Turn a wish into a call."""
        slot, doctor = of(self.slots, wish.one), of(self.doctors, wish.one)
        match wish.what:
            case "book":
                return desk.books(f"key {wish.other % KEYS}", slot, of(self.patients, wish.other))
            case "hold":
                return desk.calls("hold_slot", slot)
            case "release":
                return desk.calls("release_hold", slot)
            case "walk in":
                chosen = [*self.doctors, None]
                return desk.calls(
                    "register_walk_in", of(self.patients, wish.other), of(chosen, wish.one)
                )
            case "call":
                return desk.calls("call_next", of([*self.doctors, None], wish.one))
            case "generate":
                day = self.at.noon.date() + timedelta(days=1)
                return desk.calls("generate_slots", doctor, day, day)
            case "type in":
                when = self.at.at(wish.other % (SLOTS + 1))
                return desk.runs(TYPED_IN, self.at.clinic, self.typed_in, doctor, when)
            case "shift":
                when = self.at.at(wish.one % (SLOTS + 1))
                return desk.runs(SHIFT, when, doctor, self.at.clinic, wish.other % 2)
        appointments = [key for (key,) in self.at.owner.execute(APPOINTMENTS, [self.at.clinic])]
        appointment = of(appointments, wish.one) if appointments else self.at.clinic
        match wish.what:
            case "move":
                return desk.calls("reschedule_booking", appointment, of(self.slots, wish.other))
            case "step":
                return desk.runs(STEP, of(STATUSES, wish.other), appointment)
        return desk.calls(OF_APPOINTMENT[wish.what], appointment)

    def look_at(self, wish: Wish, desk: Desk, answer: Answer) -> None:
        """Hold that an answer is one that may be given, and the same for each key for ever."""
        allowed = ANSWERS | SQLSTATES.get(wish.what, set())
        if desk.who.role in {"patient", "doctor", "nurse"}:
            allowed |= {FORBIDDEN}
        assert answer.outcome in allowed, "\n".join(self.journal)
        if answer.outcome == "success":
            self.done.add(wish.what)
        if wish.what == "book" and answer.result:
            key, appointment = f"key {wish.other % KEYS}", answer.result["appointment_id"]
            assert self.booked.setdefault(key, appointment) == appointment, "\n".join(self.journal)

    def teardown(self) -> None:
        self.open.close()
        with self.made.connect() as owner:
            assert deadlocks(owner) == 0


def of(things: Sequence[T], number: int) -> T:
    """Choose among things, whatever the number."""
    return things[number % len(things)]


def days(made: Database) -> type[Day]:
    """Give days in a database, of which nothing is known yet."""
    return type("DayThere", (Day,), {"made": made, "found": [], "done": set()})


def test_nothing_is_wrong_after_any_sequence(sound: Database) -> None:
    day = days(sound)
    run_state_machine_as_test(
        day, settings=MANY if os.environ.get("SEQUENCES") == "many" else CHOSEN
    )
    assert day.done | RARE == EVERYTHING


@pytest.mark.parametrize(
    ("fault", "guards"),
    [
        ("a doctor is in two places", (CLAIM, ONE_DOCTOR)),
        ("a slot is taken by what is not there at that time", (FREED,)),
        ("a key is stored twice", (ONE_KEY, ONE_ANSWER)),
    ],
)
def test_a_guard_that_is_gone_is_missed(
    fault: str, guards: tuple[Guard, ...], copy: Database
) -> None:
    with copy.connect() as owner:
        loosen(owner, *guards)
    day = days(copy)
    with pytest.raises((AssertionError, Flaky)):
        run_state_machine_as_test(day, settings=UNTIL_FOUND)
    assert fault in dict(day.found)
