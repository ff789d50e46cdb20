"""What is looked for after every race is found where it is: each fault is made once, by the owner, and undone."""

import re
from typing import LiteralString
from uuid import UUID

import pytest

from tests.concurrency.practice import FAULTS, Practice

LOOSENED = """
ALTER TABLE clinic.appointments DISABLE TRIGGER USER;
ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_no_overlap;
ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_queue_status_fits_status;
ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_queue_status_has_number;
ALTER TABLE booking.booking_requests DROP CONSTRAINT booking_requests_idempotency_key_key;
"""
BREAKAGES: dict[str, LiteralString] = {
    "a doctor is in two places": "UPDATE clinic.appointments SET starts_at = now()",
    "a patient is in two places": (
        "UPDATE clinic.appointments SET patient_id = %(patient)s, starts_at = now() WHERE clinic_id = %(clinic)s"
    ),
    "a slot is taken by what is not there at that time": "UPDATE clinic.appointments SET status = 'cancelled'",
    "a slot is neither free nor taken": "UPDATE clinic.appointment_slots SET is_available = false",
    "a slot is taken and held": "UPDATE clinic.appointment_slots SET held_until = now()",
    "an appointment has not one slot": (
        "UPDATE clinic.appointment_slots SET appointment_id = NULL, is_available = true"
    ),
    "a doctor sees too many on a day": "UPDATE clinic.doctors SET max_daily_appointments = 1",
    "an appointment was moved to nowhere, or to two": "UPDATE clinic.appointments SET rescheduled_from = NULL",
    "a move changes the patient": (
        "UPDATE clinic.appointments SET patient_id = %(patient)s"
        " WHERE rescheduled_from IS NOT NULL AND clinic_id = %(clinic)s"
    ),
    "a patient's visits are counted wrong": "UPDATE clinic.patients SET total_visits = 7",
    "a doctor's consultations are counted wrong": "UPDATE clinic.doctors SET total_consultations = 7",
    "those who wait are counted wrong": "UPDATE clinic.queue_management SET total_waiting = 7",
    "queue numbers have gaps, or are given twice": "UPDATE clinic.appointments SET queue_number = '002'",
    "the queue disagrees with the appointment": "UPDATE clinic.appointments SET queue_status = 'completed'",
    "an appointment has not a number of the day it was made": (
        "UPDATE clinic.appointments SET appointment_number = replace(appointment_number, '-20', '-19')"
    ),
    "a key is stored twice": "UPDATE booking.booking_requests SET idempotency_key = 'one'",
    "a request is not answered": "UPDATE booking.booking_requests SET status = 'pending'",
    "a booking is the answer to no request, or to two": "DELETE FROM booking.booking_requests",
}


@pytest.fixture
def day(practice: Practice) -> UUID:
    """Let there be something of everything; give a patient."""
    patient, desk = practice.patient(), practice.reception
    seen, moved, kept, there, _ = practice.slots(practice.doctor(), 5)
    desk.calls("reschedule_booking", practice.booked(moved), there)()
    practice.booked(kept)
    appointment = practice.booked(seen, patient)
    desk.calls("register_walk_in", practice.patient())()
    desk.calls("check_in", appointment)()
    desk.calls("start_consultation", appointment)()
    desk.calls("complete", appointment)()
    assert practice.faults() == []
    return patient


@pytest.mark.parametrize("fault", BREAKAGES)
def test_a_fault_is_found(fault: str, day: UUID, practice: Practice) -> None:
    with practice.owner.transaction(force_rollback=True):
        practice.owner.execute(LOOSENED)
        practice.owner.execute(BREAKAGES[fault], {"patient": day, "clinic": practice.clinic})
        assert fault in dict(practice.faults())


def test_no_fault_is_left_out() -> None:
    names = re.findall(rb"^SELECT '((?:[^']|'')+)'", FAULTS, re.MULTILINE)
    assert [name.decode().replace("''", "'") for name in names] == list(BREAKAGES)
