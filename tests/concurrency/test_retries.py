"""What PostgreSQL gives up for another's sake, the front desk asks again; a part of a transaction it does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import NotSupportedError, OperationalError, connections, transaction
from psycopg import IsolationLevel
from psycopg.errors import FeatureNotSupported, SerializationFailure
from pytest_django.plugin import DjangoDbBlocker

from scheduling.booking import ATTEMPTS, FrontDesk
from tests.concurrency.guards import loosen
from tests.concurrency.practice import Practice

NOT_SUPPORTED = "0A000"
STRICT = (IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)

GIVE_UP = """
CREATE SEQUENCE public.attempts;
CREATE FUNCTION public.give_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF nextval('public.attempts') < %s THEN
        RAISE EXCEPTION 'given up' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER give_up BEFORE INSERT ON booking.booking_requests FOR EACH ROW EXECUTE FUNCTION public.give_up()
"""
"""Fail until the attempt of that number."""


@dataclass(frozen=True)
class Somebody:
    """Whoever may book, as the front desk knows them."""

    pk: UUID
    clinic_id: UUID
    role: str = "staff"


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let Django connect, to the practice's database alone."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def django_at(practice: Practice, **options: Any) -> Iterator[FrontDesk]:
    """Let Django's connection be one to the practice; give somebody's desk."""
    usual = connections["default"]
    connections["default"] = connection = usual.copy()
    connection.settings_dict["NAME"] = practice.made.name
    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | options
    try:
        yield FrontDesk(Somebody(practice.login("staff"), practice.clinic))
    finally:
        connection.close()
        connections["default"] = usual


def give_up_until(practice: Practice, attempt: int) -> None:
    """Let every attempt fail before the one of that number."""
    loosen(practice.owner, GIVE_UP.replace("%s", str(attempt)))


def appointments(practice: Practice, patient: UUID) -> int:
    return practice.count("clinic.appointments WHERE patient_id = %s", patient)


def test_the_front_desk_asks_again(loose: Practice) -> None:
    slot, patient = loose.slot(loose.doctor()), loose.patient()
    give_up_until(loose, ATTEMPTS)
    with django_at(loose) as desk:
        assert not desk.create_booking("key", slot, patient).idempotent
    assert appointments(loose, patient) == 1


def test_but_not_for_ever(loose: Practice) -> None:
    slot, patient = loose.slot(loose.doctor()), loose.patient()
    give_up_until(loose, ATTEMPTS + 1)
    with django_at(loose) as desk:
        with pytest.raises(OperationalError) as refusal:
            desk.create_booking("key", slot, patient)
        assert isinstance(refusal.value.__cause__, SerializationFailure)
        assert appointments(loose, patient) == 0
        assert not desk.create_booking("key", slot, patient).idempotent


def test_a_part_of_a_transaction_is_not_asked_again(loose: Practice) -> None:
    slot, patient = loose.slot(loose.doctor()), loose.patient()
    give_up_until(loose, 2)
    with django_at(loose) as desk:
        with pytest.raises(OperationalError) as refusal, transaction.atomic():
            desk.create_booking("key", slot, patient)
        assert isinstance(refusal.value.__cause__, SerializationFailure)
    assert appointments(loose, patient) == 0


@pytest.mark.parametrize("strict", STRICT)
@pytest.mark.parametrize(
    "function", ["create_booking", "reschedule_booking", "register_walk_in", "check_in"]
)
def test_who_would_not_see_what_others_have_booked_books_nothing(
    function: str, strict: IsolationLevel, practice: Practice
) -> None:
    slot, other = practice.slots(practice.doctor(), 2)
    patient = practice.patient()
    expected = practice.booked(other)
    desk = practice.desk()
    desk.connection.isolation_level = strict
    asked = {
        "create_booking": desk.books("key", slot, patient),
        "reschedule_booking": desk.calls("reschedule_booking", expected, slot),
        "register_walk_in": desk.calls("register_walk_in", patient),
        "check_in": desk.calls("check_in", expected),
    }
    assert asked[function]().outcome == NOT_SUPPORTED
    assert practice.count("clinic.appointments") == 1
    assert practice.status(expected) == "confirmed"


@pytest.mark.parametrize("strict", STRICT)
def test_nor_does_a_patient_hold_more_than_they_may(
    strict: IsolationLevel, practice: Practice
) -> None:
    slot, login = practice.slot(practice.doctor()), practice.login("patient")
    practice.patient(login)
    desk = practice.desk("patient", login)
    desk.connection.isolation_level = strict
    assert desk.calls("hold_slot", slot)().outcome == NOT_SUPPORTED


@pytest.mark.parametrize("strict", STRICT)
def test_a_project_that_is_stricter_books_all_the_same(
    strict: IsolationLevel, practice: Practice
) -> None:
    slot, other = practice.slots(practice.doctor(), 2)
    patient = practice.patient()
    with django_at(practice, isolation_level=strict) as desk:
        assert not desk.create_booking("key", slot, patient).idempotent
        with pytest.raises(NotSupportedError) as refusal, transaction.atomic():
            desk.create_booking("another", other, patient)
        assert isinstance(refusal.value.__cause__, FeatureNotSupported)
    assert appointments(practice, patient) == 1
