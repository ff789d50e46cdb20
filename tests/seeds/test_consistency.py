"""tests/seeds/consistency.py: each of its rules is found broken where it is broken."""

from psycopg import Rollback

from tests.seeds.consistency import FAULTS
from tests.seeds.seeded import Seeded

LET_ANYTHING_IN = """
DO $$
DECLARE
    v_guard text;
BEGIN
    FOR v_guard IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint
        WHERE contype IN ('c', 'x') AND connamespace::regnamespace::text IN ('clinic', 'booking')
        UNION ALL
        SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', oid::regclass)
        FROM pg_class
        WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('clinic', 'booking')
    LOOP
        EXECUTE v_guard;
    END LOOP;
END
$$
"""

BREAKING = {
    "a patient's counters differ from the appointments": """
        UPDATE clinic.patients SET no_show_count = no_show_count + 1""",
    "a doctor's counter differs from the appointments": """
        UPDATE clinic.doctors SET total_consultations = total_consultations + 1""",
    "an appointment that keeps its time is in no taken slot of that time": """
        UPDATE clinic.appointment_slots SET appointment_id = NULL""",
    "a slot is held by an appointment that gave it up": """
        UPDATE clinic.appointments SET status = 'cancelled'""",
    "a slot is taken by nobody": """
        UPDATE clinic.appointment_slots SET appointment_id = NULL""",
    "appointments of a doctor overlap": """
        UPDATE clinic.appointments SET duration_minutes = 60""",
    "a doctor sees two patients at once": """
        UPDATE clinic.appointments SET consultation_end_at = consultation_end_at + interval '1 day'""",
    "an appointment's number does not tell its clinic and day": """
        UPDATE clinic.appointments SET appointment_number = lower(appointment_number)""",
    "a moved appointment was not moved": """
        UPDATE clinic.appointments SET rescheduled_from = NULL""",
    "a consultation is on before it began, or after it ended": """
        UPDATE clinic.appointments SET called_at = checked_in_at - interval '1 minute'""",
    "a visit has no record, no payment, or has one without being completed": """
        UPDATE clinic.payments SET appointment_id = NULL""",
    "a bill is not the sum of its lines, or its tax not 9%": """
        UPDATE clinic.payments SET gst_amount = gst_amount + 0.01""",
    "an appointment's cost is not its bill's": """
        UPDATE clinic.appointments SET total_amount = total_amount + 0.01""",
    "a subsidy without a card": """
        UPDATE clinic.patients SET chas_card_type = 'none'""",
    "a claim is for another amount than its bill": """
        UPDATE clinic.insurance_claims SET claimed_amount = claimed_amount + 0.01""",
    "a queue counts others than wait": """
        UPDATE clinic.queue_management SET total_waiting = total_waiting + 1""",
    "a queue has given fewer numbers than are out": """
        UPDATE clinic.queue_management SET numbers_given = numbers_given - 1
        WHERE queue_date < '2026-03-11'""",
    "two of a day have one queue number": """
        UPDATE clinic.appointments SET queue_number = 'A001' WHERE queue_number IS NOT NULL""",
    "a message that carried nothing, or news that nothing carried": """
        DELETE FROM clinic.sms_messages""",
    "a doctor has an appointment outside their hours": """
        UPDATE clinic.doctors SET working_hours = '{}'""",
    "what was dispensed is not what was billed": """
        DELETE FROM clinic.prescription_items""",
    "a booking on line without its request, or a request without its booking": """
        UPDATE booking.booking_requests SET status = 'failed'""",
    "a video consultation without its session": """
        DELETE FROM clinic.telemedicine_sessions""",
    "a payment by the gateway of which it told nothing": """
        DELETE FROM clinic.webhook_events""",
    "an event that has ended otherwise than workers end them": """
        UPDATE clinic.webhook_events SET attempts = 5 WHERE status = 'dead_letter'""",
    "a webhook counts other deliveries than were made": """
        UPDATE clinic.integration_webhooks SET success_count = success_count + 1""",
    "a patient is told of another's visit": """
        UPDATE clinic.notifications SET recipient = 'somebody@else.example'""",
    "something happened after the moment that is shown": """
        UPDATE clinic.telemedicine_sessions SET actual_end = actual_end + interval '1 year'""",
    "an address outside .example": """
        UPDATE clinic.patients SET email = 'somebody@example.com'""",
    "a patient without the numbers that they have, or a secret that nobody gave": """
        UPDATE clinic.patients SET nric_hash = md5(id::text)""",
    "somebody is given what they are allergic to": """
        UPDATE clinic.prescription_items SET is_antibiotic = true""",
}


def test_every_rule_has_its_breach() -> None:
    assert BREAKING.keys() == FAULTS.keys()


def test_a_breach_is_found(seeded: Seeded) -> None:
    with seeded.connect() as owner, owner.transaction() as everything:
        owner.execute(LET_ANYTHING_IN)
        unseen = []
        for rule, breach in BREAKING.items():
            with owner.transaction() as one:
                changed = owner.execute(breach).rowcount
                if not changed or not owner.execute(FAULTS[rule]).fetchall():
                    unseen.append(rule)
                raise Rollback(one)
        raise Rollback(everything)

    assert unseen == []
