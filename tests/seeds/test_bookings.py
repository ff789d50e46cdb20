"""What lies ahead in the story is booked as people book, by booking.create_booking."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.seeds.consistency import faults
from tests.seeds.seeded import Seeded, copy_of

AHEAD = """
SELECT
    appointment.id::text,
    appointment.appointment_number,
    request.user_id = appointment.booked_by
        AND request.patient_id = appointment.patient_id
        AND request.slot_id = slot.id
        AND request.result ->> 'appointment_number' = appointment.appointment_number
FROM clinic.appointments AS appointment
LEFT JOIN clinic.appointment_slots AS slot ON slot.appointment_id = appointment.id
LEFT JOIN booking.booking_requests AS request
    ON request.status = 'success' AND request.result ->> 'appointment_id' = appointment.id::text
WHERE appointment.starts_at > now() + interval '1 hour'
    AND appointment.status IN ('scheduled', 'confirmed')
    AND appointment.checked_in_at IS NULL
"""
REFUSED = """
SELECT error, count(*) FROM booking.booking_requests
WHERE idempotency_key LIKE 'seed-%' AND error IS NOT NULL
GROUP BY error
"""


@pytest.fixture(scope="module")
def today(migrated: Seeded) -> Iterator[Seeded]:
    """Seeded as of now."""
    with copy_of(migrated) as made:
        made.seed(timezone.now().isoformat())
        yield made


def test_whoever_is_to_come_has_booked(today: Seeded) -> None:
    ahead = today.run(AHEAD)
    assert len(ahead) > 30
    assert all(is_answer for _, _, is_answer in ahead)
    assert today.run(REFUSED) == []


def test_rows_agree_with_each_other(today: Seeded) -> None:
    assert faults(today) == []


def test_tomorrow_they_have_what_they_booked(today: Seeded) -> None:
    booked = {(key, number) for key, number, _ in today.run(AHEAD)}
    with copy_of(today) as tomorrow:
        tomorrow.seed((timezone.now() + timedelta(days=1)).isoformat())
        assert faults(tomorrow) == []
        there = set(tomorrow.run("SELECT id::text, appointment_number FROM clinic.appointments"))
    assert booked <= there


def test_another_run_books_nothing(today: Seeded) -> None:
    with copy_of(today) as again:
        before = again.dump()
        again.seed(timezone.now().isoformat())
        assert again.dump() == before
