"""booking.create_booking: a slot is booked once, a key is answered once."""
import pytest
from uuid import uuid4
from scheduling.booking import *
from tenancy import acting_as
pytestmark = pytest.mark.django_db

def test_a_booking(day):
    slot = day.slot()
    b = day.desk().create_booking("k1", slot.pk, day.at.patient.pk, "cough")
    print(b)
    again = day.desk().create_booking("k1", slot.pk, day.at.patient.pk, "cough")
    print(again)
    with pytest.raises(BookingConflictError) as r:
        day.desk().create_booking("k2", slot.pk, day.patient().pk)
    print(r.value.code)
    w = day.desk().register_walk_in(day.patient().pk, day.at.doctor.pk); print(w)
    w2 = day.desk().register_walk_in(day.patient().pk); print(w2)
    c = day.desk("doctor").call_next(); print(c)
    c = day.desk("doctor").call_next(); print(c)
    print(day.desk("doctor").start_consultation(c.appointment_id))
    print(day.desk("doctor").complete(c.appointment_id))
    s2 = day.slot()
    print(day.desk().hold_slot(s2.pk))
    print(day.desk().reschedule_booking(b.appointment_id, s2.pk))
    print(day.desk().reschedule_booking(b.appointment_id, s2.pk))
    print(day.get(slot).is_available)
    assert 0
