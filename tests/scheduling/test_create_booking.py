"""booking.create_booking: a slot is booked once, a key is answered once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from clinical.models import Patient
from scheduling.models import AppointmentSlot, BookingRequest
from system.models import SystemSetting
from tests.audit.log import recorded
from tests.refusals import refused
from tests.rows import draft
from tests.scheduling.conftest import (
    PEOPLE,
    Day,
    at_home,
    call,
    instant,
    refusal,
    today,
    tomorrow,
)
from tests.world import World

pytestmark = pytest.mark.django_db

each_person = pytest.mark.parametrize("role", PEOPLE)

Wish = tuple[UUID, UUID]
"""A slot, and who is to have it."""


def test_a_booking_is_answered_with_the_appointment(day: Day) -> None:
    slot = day.slot(tomorrow(), duration_minutes=20)
    answer = day.ask(
        "staff",
        "create_booking",
        *("a key", day.at.staff_login.pk, day.at.clinic.pk, slot.pk, day.at.patient.pk, " Cough "),
    )
    (made,) = day.appointments()
    assert answer == {
        "status": "success",
        "idempotent": False,
        "result": {
            "appointment_id": str(made.pk),
            "appointment_number": f"ALPHA-{today():%Y%m%d}-0001",
            "appointment_status": "confirmed",
            "patient_id": str(day.at.patient.pk),
            "doctor_id": str(day.at.doctor.pk),
            "starts_at": instant(tomorrow()),
            "ends_at": instant(tomorrow(1 / 3)),
            "queue_number": None,
            "queue_status": None,
        },
    }
    assert (made.starts_at, made.duration_minutes) == (tomorrow(), 20)
    assert (made.appointment_type, made.visit_reason) == ("consultation", "Cough")
    assert (made.may_overlap, made.is_telemedicine) == (False, False)


@each_person
def test_each_books_and_is_named(role: str, day: Day) -> None:
    slot = day.slot()
    booking = day.book(slot, role=role)
    made, taken = day.number(booking.appointment_id), day.get(slot)
    assert made.source == ("online" if role == "patient" else "staff")
    # A superadmin is of no clinic: the audit log has their name.
    assert made.booked_by_id == (None if role == "superadmin" else day.person(role).pk)
    assert (taken.is_available, taken.appointment_id) == (False, made.pk)


@each_person
def test_the_same_key_again_gives_the_same_booking(role: str, day: Day) -> None:
    slot, key = day.slot(), day.key()
    arguments = (key, day.person(role).pk, day.at.clinic.pk, slot.pk, day.at.patient.pk)
    first = day.ask(role, "create_booking", *arguments)
    again = day.ask(role, "create_booking", *arguments)
    assert (first["idempotent"], again["idempotent"]) == (False, True)
    assert again == first | {"idempotent": True}
    assert len(day.appointments()) == 1
    assert day.requests() == [(key, "success", None, 1)]


def test_the_stored_answer_does_not_follow_what_becomes_of_the_appointment(day: Day) -> None:
    slot, key = day.slot(), day.key()
    first = day.desk().create_booking(key, slot.pk, day.at.patient.pk)
    day.desk().cancel_booking(first.appointment_id)
    again = day.desk().create_booking(key, slot.pk, day.at.patient.pk)
    assert (again.appointment_id, again.appointment_status) == (first.appointment_id, "confirmed")


@pytest.mark.parametrize("differs", ["slot", "patient", "person"])
@pytest.mark.parametrize("first_is_refused", [False, True], ids=["booked", "refused"])
def test_a_key_used_for_something_else_tells_nothing(
    differs: str, first_is_refused: bool, day: Day
) -> None:
    slot, other, patient, key = day.slot(), day.slot(), day.patient(), day.key()
    if first_is_refused:
        day.change(slot, is_blocked=True)
    clinic = day.at.clinic.pk
    day.ask(
        "staff", "create_booking", key, day.at.staff_login.pk, clinic, slot.pk, day.at.patient.pk
    )
    before = day.requests()
    role = "nurse" if differs == "person" else "staff"
    answer = day.ask(
        role,
        "create_booking",
        *(key, day.person(role).pk, clinic),
        (other if differs == "slot" else slot).pk,
        (patient if differs == "patient" else day.at.patient).pk,
    )
    assert answer == {"status": "error", "code": "idempotency_mismatch"}
    assert day.requests() == before


def test_a_superadmins_key_is_nobody_elses(day: Day) -> None:
    slot, key = day.slot(), day.key()
    day.desk("superadmin").create_booking(key, slot.pk, day.at.patient.pk)
    with refusal("idempotency_mismatch"):
        day.desk("staff").create_booking(key, slot.pk, day.at.patient.pk)


def test_nor_another_superadmins(day: Day) -> None:
    slot, key = day.slot(), day.key()
    day.desk("superadmin").create_booking(key, slot.pk, day.at.patient.pk)
    with refusal("idempotency_mismatch"):
        day.another_superadmin().create_booking(key, slot.pk, day.at.patient.pk)


def test_a_key_is_a_clinics_own(day: Day, elsewhere: Day) -> None:
    for clinic in (day, elsewhere):
        booking = clinic.desk().create_booking("same", clinic.slot().pk, clinic.at.patient.pk)
        assert not booking.idempotent


def free(day: Day) -> Wish:
    return day.slot().pk, day.at.patient.pk


def unknown_slot(day: Day) -> Wish:
    return uuid4(), day.at.patient.pk


def slot_of_another_clinic(day: Day) -> Wish:
    return Day(day.world.b, day.world).slot().pk, day.at.patient.pk


def taken(day: Day) -> Wish:
    slot = day.slot()
    day.book(slot, day.patient())
    return slot.pk, day.at.patient.pk


def held_by_another(day: Day) -> Wish:
    slot = day.slot()
    day.desk("nurse").hold_slot(slot.pk)
    return slot.pk, day.at.patient.pk


def held_by_a_superadmin(day: Day) -> Wish:
    slot = day.slot()
    day.another_superadmin().hold_slot(slot.pk)
    return slot.pk, day.at.patient.pk


def beside_an_appointment_without_a_slot(day: Day) -> Wish:
    slot = day.slot()
    day.appointment(slot.starts_at + timedelta(minutes=14), patient=day.patient())
    return slot.pk, day.at.patient.pk


def blocked(day: Day) -> Wish:
    return day.slot(is_blocked=True, block_reason="Meeting").pk, day.at.patient.pk


def blocked_and_taken(day: Day) -> Wish:
    slot, _ = taken(day)
    day.change(AppointmentSlot(pk=slot), is_blocked=True)
    return slot, day.at.patient.pk


def on_a_day_off(day: Day) -> Wish:
    slot = day.slot(tomorrow())
    day.change(day.at.doctor, blocked_dates=[str(today() + timedelta(days=1))])
    return slot.pk, day.at.patient.pk


def begun(day: Day) -> Wish:
    return day.slot(tomorrow(-36)).pk, day.at.patient.pk


def long_ago(day: Day) -> Wish:
    return day.slot(at_home(9, date(2001, 2, 3))).pk, day.at.patient.pk


def beyond_the_doctors_limit(day: Day) -> Wish:
    day.change(day.at.doctor, advance_booking_days=6)
    return day.slot(at_home(7 * 24)).pk, day.at.patient.pk


def beyond_the_clinics_limit(day: Day) -> Wish:
    day.change(day.at.doctor, advance_booking_days=20)
    with day.acting():
        SystemSetting.objects.create(
            **draft("system_settings", day.at)
            | {"category": "appointment", "key": "max_advance_booking_days", "value": 6}
        )
    return day.slot(at_home(7 * 24)).pk, day.at.patient.pk


def in_another_century(day: Day) -> Wish:
    day.change(day.at.doctor, license_expiry=date(2200, 1, 1), advance_booking_days=730)
    return day.slot(at_home(9, date(2199, 2, 3))).pk, day.at.patient.pk


def on_a_full_day(day: Day) -> Wish:
    day.change(day.at.doctor, max_daily_appointments=2)
    day.book(day.slot(tomorrow(-11.5)), day.patient())
    day.appointment(tomorrow(11.5), patient=day.patient())
    return day.slot(tomorrow()).pk, day.at.patient.pk


def with_a_doctor_who_sees_nobody(day: Day) -> Wish:
    day.change(day.at.doctor, max_daily_appointments=0)
    return free(day)


def for_nobody(day: Day) -> Wish:
    return day.slot().pk, uuid4()


def for_a_patient_of_another_clinic(day: Day) -> Wish:
    return day.slot().pk, day.world.b.patient.pk


def for_a_deleted_patient(day: Day) -> Wish:
    day.delete(day.at.patient)
    return day.slot().pk, day.at.patient.pk


def while_the_patient_is_elsewhere(day: Day) -> Wish:
    slot = day.slot()
    day.appointment(slot.starts_at - timedelta(minutes=14), doctor=day.doctor())
    return slot.pk, day.at.patient.pk


def while_the_patient_is_there_all_day(day: Day) -> Wish:
    slot = day.slot(tomorrow(10))
    day.appointment(tomorrow(-12), duration_minutes=1440, doctor=day.doctor())
    return slot.pk, day.at.patient.pk


def with_an_expired_licence(day: Day) -> Wish:
    slot = day.slot(tomorrow())
    day.change(day.at.doctor, license_expiry=today())
    return slot.pk, day.at.patient.pk


def with_a_doctor_who_may_not_sign_in(day: Day) -> Wish:
    day.change(day.at.doctor_login, is_active=False)
    return free(day)


def with_a_deleted_doctor(day: Day) -> Wish:
    doctor = day.doctor()
    slot = day.slot(doctor=doctor)
    day.delete(doctor)
    return slot.pk, day.at.patient.pk


REFUSED: list[tuple[Callable[[Day], Wish], str]] = [
    (unknown_slot, "slot_not_found"),
    (slot_of_another_clinic, "slot_not_found"),
    (taken, "slot_unavailable"),
    (held_by_another, "slot_unavailable"),
    (held_by_a_superadmin, "slot_unavailable"),
    (beside_an_appointment_without_a_slot, "slot_unavailable"),
    (blocked, "slot_blocked"),
    (blocked_and_taken, "slot_blocked"),
    (on_a_day_off, "slot_blocked"),
    (begun, "slot_in_past"),
    (long_ago, "slot_in_past"),
    (beyond_the_doctors_limit, "too_far_ahead"),
    (beyond_the_clinics_limit, "too_far_ahead"),
    (in_another_century, "too_far_ahead"),
    (on_a_full_day, "daily_limit_reached"),
    (with_a_doctor_who_sees_nobody, "daily_limit_reached"),
    (for_nobody, "patient_not_found"),
    (for_a_patient_of_another_clinic, "patient_not_found"),
    (for_a_deleted_patient, "patient_not_found"),
    (while_the_patient_is_elsewhere, "patient_overlap"),
    (while_the_patient_is_there_all_day, "patient_overlap"),
    (with_an_expired_licence, "doctor_inactive"),
    (with_a_doctor_who_may_not_sign_in, "doctor_inactive"),
    (with_a_deleted_doctor, "doctor_inactive"),
]


@pytest.mark.parametrize(
    ("wish", "code"), [pytest.param(*case, id=case[0].__name__) for case in REFUSED]
)
@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "nurse"])
def test_a_refusal_is_stored_and_leaves_nothing_half_done(
    role: str, wish: Callable[[Day], Wish], code: str, day: Day
) -> None:
    slot, patient = wish(day)
    before = slots(day), day.appointments(), last_number(day), day.requests()
    for attempt in (1, 2):
        with refusal(code):
            day.desk(role).create_booking("refused", slot, patient)
        status = "error" if code.endswith("not_found") else "conflict"
        assert day.requests() == [*before[3], ("refused", status, code, attempt)]
    assert (slots(day), day.appointments(), last_number(day)) == before[:3]


def slots(day: Day) -> list[Any]:
    with day.acting():
        return list(AppointmentSlot.objects.order_by("pk").values())


def last_number(day: Day) -> str:
    """Give the number of an appointment that is made and undone."""
    with day.acting(), connection.cursor() as cursor:
        cursor.execute("SAVEPOINT looking")
        cursor.execute("SELECT clinic.generate_appointment_number(%s)", [day.at.clinic.code])
        (number,) = cursor.fetchone()
        cursor.execute("ROLLBACK TO SAVEPOINT looking")
        return str(number)


def test_a_refusal_is_two_words(day: Day) -> None:
    slot, patient = blocked(day)
    login = day.at.staff_login
    assert day.ask("staff", "create_booking", "k", login.pk, login.clinic_id, slot, patient) == {
        "status": "conflict",
        "code": "slot_blocked",
    }


def test_what_was_refused_can_be_tried_again(day: Day) -> None:
    slot = day.slot(is_blocked=True)
    with refusal("slot_blocked"):
        day.desk().create_booking("again", slot.pk, day.at.patient.pk)
    day.change(slot, is_blocked=False)
    booking = day.desk().create_booking("again", slot.pk, day.at.patient.pk)
    assert not booking.idempotent
    with day.acting():
        request = BookingRequest.objects.get()
    assert (request.status, request.error, request.attempts) == ("success", None, 2)
    assert request.result is not None
    assert request.result["appointment_id"] == str(booking.appointment_id)
    assert day.desk().create_booking("again", slot.pk, day.at.patient.pk).idempotent


def test_a_patient_books_for_nobody_else(day: Day) -> None:
    with refusal("patient_not_found"):
        day.book(patient=day.patient(), role="patient")


@pytest.mark.parametrize(
    "key",
    [None, "", " ", "   ", "k" * 256, "k" * 10_240, "k" * 255 + " ", " " + "k" * 255, "\t", "\n"],
    ids=["none", "empty", "blank", "blanks", "256", "10kB", "255_", "_255", "tab", "newline"],
)
@pytest.mark.parametrize("role", ["patient", "staff"])
def test_a_key_has_1_to_255_characters(role: str, key: str | None, day: Day) -> None:
    slot, patient = free(day)
    answer = day.ask(
        role, "create_booking", key, day.person(role).pk, day.at.clinic.pk, slot, patient
    )
    assert answer == {"status": "error", "code": "invalid_input"}
    assert (day.requests(), day.appointments()) == ([], [])


@pytest.mark.parametrize("key", ["k", "k" * 255, "é" * 255, "two words", "two\nlines", "'; --"])
def test_any_other_text_is_a_key(key: str, day: Day) -> None:
    slot, patient = free(day)
    assert not day.desk().create_booking(key, slot, patient).idempotent
    assert day.desk().create_booking(key, slot, patient).idempotent


@pytest.mark.parametrize("missing", ["slot", "patient"])
def test_nothing_may_be_missing(missing: str, day: Day) -> None:
    slot, patient = free(day)
    wish = (None, patient) if missing == "slot" else (slot, None)
    login = day.at.staff_login
    assert day.ask("staff", "create_booking", "k", login.pk, login.clinic_id, *wish) == {
        "status": "error",
        "code": "invalid_input",
    }
    assert day.requests() == []


@each_person
@pytest.mark.parametrize("user", ["another", "a stranger", None])
def test_nobody_books_in_anothers_name(role: str, user: str | None, day: Day) -> None:
    slot, patient = free(day)
    names = {"another": day.at.newcomer_login.pk, "a stranger": day.world.b.staff_login.pk}
    with refused(), day.acting(role):
        call("create_booking", "k", user and names[user], day.at.clinic.pk, slot, patient)


@each_person
@pytest.mark.parametrize("clinic", ["another", None])
def test_nobody_books_in_a_clinic_they_do_not_act_in(
    role: str, clinic: str | None, day: Day
) -> None:
    slot, patient = free(day)
    other = day.world.b.clinic.pk if clinic else None
    with refused(), day.acting(role):
        call("create_booking", "k", day.person(role).pk, other, slot, patient)


def test_the_last_day_ahead_can_be_booked(day: Day) -> None:
    day.change(day.at.doctor, advance_booking_days=6)
    day.book(day.slot(at_home(7 * 24 - 0.25)))


def test_the_last_day_of_a_licence_can_be_booked(day: Day) -> None:
    day.change(day.at.doctor, license_expiry=today() + timedelta(days=1))
    day.book(day.slot(tomorrow(11.5)))


def test_who_cancelled_leaves_room_in_a_full_day(day: Day) -> None:
    day.change(day.at.doctor, max_daily_appointments=1)
    for status in ("cancelled", "rescheduled"):
        day.appointment(tomorrow(-2), status, patient=day.patient())
    day.delete(day.appointment(tomorrow(-3), patient=day.patient()))
    # Of the days before and after.
    day.appointment(tomorrow(-12.25), patient=day.patient())
    day.appointment(tomorrow(12), patient=day.patient())
    day.book(day.slot(tomorrow()))
    with refusal("daily_limit_reached"):
        day.book(day.slot(tomorrow(1)), day.patient())


@pytest.mark.parametrize("status", ["cancelled", "rescheduled"])
def test_a_patient_is_free_of_what_was_given_up(status: str, day: Day) -> None:
    slot = day.slot()
    day.appointment(slot.starts_at, status, doctor=day.doctor())
    day.book(slot)


def test_a_patient_goes_from_one_to_the_next(day: Day) -> None:
    slot, quarter = day.slot(), timedelta(minutes=15)
    for before_or_after in (-quarter, quarter):
        day.appointment(slot.starts_at + before_or_after, doctor=day.doctor())
    day.book(slot)


def test_a_doctor_who_accepts_each_is_asked(day: Day) -> None:
    day.change(day.at.doctor, auto_accept_appointments=False)
    assert day.book().appointment_status == "scheduled"


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_blank_reason_is_none(reason: str | None, day: Day) -> None:
    booking = day.desk().create_booking("k", day.slot().pk, day.at.patient.pk, reason)
    assert day.number(booking.appointment_id).visit_reason is None


@each_person
def test_ones_own_hold_is_booked_and_ends(role: str, day: Day) -> None:
    slot = day.slot()
    day.desk(role).hold_slot(slot.pk)
    day.book(slot, role=role)
    taken = day.get(slot)
    assert (taken.is_available, taken.held_by, taken.held_until) == (False, None, None)


def test_the_audit_log_has_the_booking_by_who_made_it(day: Day, world: World) -> None:
    slot = day.slot()
    with recorded(world) as entries:
        day.book(slot, role="patient")
    (entry,) = entries
    assert (entry.table_name, entry.action) == ("appointments", "INSERT")
    assert (entry.user_id, entry.actor_role) == (day.at.patient_login.pk, "clinic_patient")


def test_a_patient_reads_their_own_request(day: Day) -> None:
    day.book(role="patient")
    day.book(patient=day.patient())
    with day.acting("patient"):
        assert [request.user_id for request in BookingRequest.objects.all()] == [
            day.at.patient_login.pk
        ]
        assert Patient.objects.count() == 1
