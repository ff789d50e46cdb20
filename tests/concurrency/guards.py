"""What keeps races from going wrong, each to be taken away once, from a copy of the database."""

from dataclasses import dataclass
from typing import LiteralString

from tests.concurrency.practice import one
from tests.isolation.attempts import Connection


@dataclass(frozen=True)
class Words:
    """Words of a function, and what stands there without the guard."""

    function: str
    guard: str
    instead: str = ""


Guard = Words | LiteralString
"""Words, or the statement that takes the guard away."""

CLAIM = Words("booking.is_free", "(p_slot).is_available", "true")
HOLD = Words("booking.is_free", "(p_slot).held_until IS NULL", "true")
ONE_OF_PATIENT, ONE_CHECK_IN_OF_PATIENT = (
    Words(function, "booking.take_locks(booking.patient_key(", "abs(booking.patient_key(")
    for function in ("booking.lock_patient", "booking.check_in")
)
ONE_OF_DAY = Words(
    "booking.book", "booking.day_keys(p_offer.doctor_id,", "booking.day_keys(gen_random_uuid(),"
)
ONE_MOVE_OF_DAY = Words(
    "booking.reschedule_booking", "booking.take_locks(\n        VARIADIC", "cardinality("
)
ONE_TYPED_IN_OF_DAY = Words(
    "clinic.lock_day", "v_is_locked := booking.take_locks(VARIADIC v_keys) IS NOT NULL;"
)
DAY_THAT_IS_LEFT = Words("clinic.lock_day", "IF TG_OP = 'UPDATE' THEN", "IF false THEN")
MIDNIGHT_IS_BEFORE = Words("booking.day_keys", "'00:00:00.000001'::interval", "'0'::interval")
COUNTED_BEFORE_QUEUE = Words(
    "booking.check_in", "IF v_appointment.status = 'no_show' THEN", "IF false THEN"
)
BOTH_IN_ORDER = Words("clinic.count_visit", "IF OLD.patient_id <> NEW.patient_id", "IF false")
KEPT_WHILE_BOOKED = Words("booking.lock_patient", "FOR SHARE")
ONE_MAKING_OF_DAY = Words(
    "booking.generate_slots", "booking.day_keys(p_doctor_id,", "booking.day_keys(gen_random_uuid(),"
)
ONE_SLOT_OF_DAY: Guard = "DROP TRIGGER lock_day ON clinic.appointment_slots"
STILL_AS_OFFERED = Words(
    "booking.book",
    "= (p_offer.doctor_id, p_offer.starts_at, p_offer.ends_at)",
    "= (slot.doctor_id, slot.starts_at, slot.ends_at)",
)
STOP_BEFORE_BOOKING = Words(
    "booking.reschedule_booking",
    "v_answer := booking.book(",
    "PERFORM FROM clinic.doctors WHERE id = v_offer.doctor_id FOR NO KEY UPDATE; v_answer := booking.book(",
)
"""No guard: a place to stop at."""
DRAWN_NUMBER = Words(
    "clinic.generate_appointment_number",
    "WHEN NOT pg_try_advisory_xact_lock(",
    "WHEN false AND pg_try_advisory_xact_lock(",
)
ONE_HOLD_OF_PATIENT = Words(
    "booking.hold_slot", "'booking/holds/'", "gen_random_uuid() || 'booking/holds/'"
)
QUEUE_BEFORE_SLOT: Guard = (
    "ALTER TRIGGER settle_queue ON clinic.appointments RENAME TO before_the_slot_is_free"
)
LOOK_BEFORE_LOCK = Words(
    "booking.book",
    "WITH claimed AS (",
    "PERFORM FROM clinic.appointment_slots WHERE id = p_offer.slot_id FOR NO KEY UPDATE; WITH claimed AS (",
)
UNDONE = Words(
    "booking.create_booking", "RAISE EXCEPTION 'answered meanwhile' USING ERRCODE = 'CB001';"
)
LOCKED_APPOINTMENT = Words("booking.lock_appointment", "FOR NO KEY UPDATE")
PASSED_OVER = Words("booking.call_next", "FOR NO KEY UPDATE SKIP LOCKED")
COUNTED_OF_DOCTOR = Words(
    "clinic.count_visit",
    "total_consultations = total_consultations + 1",
    "total_consultations = 1 + (SELECT total_consultations FROM clinic.doctors WHERE id = NEW.doctor_id)",
)
COUNTED_OF_PATIENT = Words(
    "clinic.count_visit",
    "total_visits = total_visits + (v_is",
    "total_visits = (SELECT total_visits FROM clinic.patients WHERE id = NEW.patient_id) + (v_is",
)

STEPS: Guard = "DROP TRIGGER follow_status ON clinic.appointments"
FREED: Guard = "DROP TRIGGER release_slot ON clinic.appointments"
ONE_DOCTOR: Guard = "ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_no_overlap"
ONE_SLOT: Guard = (
    "ALTER TABLE clinic.appointment_slots DROP CONSTRAINT appointment_slots_no_overlap"
)
ONE_PLACE: Guard = "DROP INDEX clinic.appointments_place_in_queue_key"
ONE_KEY: Guard = (
    "ALTER TABLE booking.booking_requests DROP CONSTRAINT booking_requests_idempotency_key_key"
)
ONE_ANSWER = Words("booking.keep_answer", "ON CONFLICT (clinic_id, idempotency_key) DO NOTHING")
LOCKED_QUEUE: Guard = """
CREATE OR REPLACE FUNCTION booking.give_queue_number(p_day date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_number integer := 1 + coalesce(
        (SELECT numbers_given FROM clinic.queue_management WHERE clinic_id = v_clinic_id AND queue_date = p_day), 0
    );
BEGIN
    INSERT INTO clinic.queue_management (clinic_id, queue_date, numbers_given)
    VALUES (v_clinic_id, p_day, v_number)
    ON CONFLICT (clinic_id, queue_date) DO UPDATE SET numbers_given = v_number;
    RETURN lpad(v_number::text, 3, '0');
END
$$
"""


def loosen(owner: Connection, *guards: Guard) -> None:
    """Take guards away, all of which must be there."""
    for guard in guards:
        if isinstance(guard, Words):
            (definition,) = one(owner, "SELECT pg_get_functiondef(%s::regproc)", [guard.function])
            assert guard.guard in definition, guard
            owner.execute(definition.replace(guard.guard, guard.instead))
        else:
            owner.execute(guard)
