"""booking.release_hold: a form that is left keeps its time from nobody."""

from uuid import uuid4

import pytest

from tests.scheduling.conftest import PEOPLE, Day

pytestmark = pytest.mark.django_db

each_person = pytest.mark.parametrize("role", PEOPLE)


@each_person
def test_each_gives_back_what_they_hold(role: str, day: Day) -> None:
    slot = day.slot()
    day.desk(role).hold_slot(slot.pk)
    assert day.ask(role, "release_hold", slot.pk) == {
        "status": "success",
        "idempotent": False,
        "result": {"slot_id": str(slot.pk)},
    }
    assert (day.get(slot).held_by, day.get(slot).held_until) == (None, None)
    other = "nurse" if role == "staff" else "staff"
    assert day.book(slot, role=other).starts_at == slot.starts_at


@each_person
@pytest.mark.parametrize("holder", [*PEOPLE, None])
def test_what_others_hold_stays_theirs(role: str, holder: str | None, day: Day) -> None:
    slot = day.slot()
    if holder and holder != role:
        day.desk(holder).hold_slot(slot.pk)
    before = day.get(slot)
    day.desk(role).release_hold(slot.pk)
    assert day.ask(role, "release_hold", slot.pk)["idempotent"]
    after = day.get(slot)
    assert (after.held_by, after.held_until) == (before.held_by, before.held_until)


def test_what_was_booked_meanwhile_stays_booked(day: Day) -> None:
    slot = day.slot()
    day.desk().hold_slot(slot.pk)
    booking = day.book(slot)
    day.desk().release_hold(slot.pk)
    assert day.get(slot).appointment_id == booking.appointment_id


@each_person
@pytest.mark.parametrize("which", ["unknown", "another clinic's", None])
def test_there_must_be_such_a_slot(role: str, which: str | None, day: Day, elsewhere: Day) -> None:
    keys = {"unknown": uuid4(), "another clinic's": elsewhere.slot().pk}
    assert day.ask(role, "release_hold", which and keys[which]) == {
        "status": "error",
        "code": "slot_not_found",
    }
