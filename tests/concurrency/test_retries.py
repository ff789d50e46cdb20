"""What PostgreSQL gives up for another's sake, the front desk asks again; a part of a transaction it does not."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from django.db import OperationalError, connections, transaction
from psycopg import IsolationLevel
from psycopg.errors import SerializationFailure
from pytest_django.plugin import DjangoDbBlocker

from scheduling.booking import Booking, FrontDesk
from tests.concurrency.practice import Desk, Practice, one, outcomes
from tests.scratch import wait_for

SOME = 8
GIVEN_UP = "40001"

STRICTER = "SET default_transaction_isolation = 'repeatable read'"
WRITE = "UPDATE clinic.appointment_slots SET updated_at = now() WHERE id = %s"
ALL_WHO_WAIT = """
SELECT count(*)
FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


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
def django_at(practice: Practice) -> Iterator[None]:
    """Let Django's connection of this thread be one to the practice, and a stricter one."""
    connections["default"] = connection = connections["default"].copy()
    connection.settings_dict["NAME"] = practice.made.name
    try:
        with connection.cursor() as cursor:
            cursor.execute(STRICTER)
        yield
    finally:
        connection.close()


def stricter(desk: Desk) -> Desk:
    """Let a desk's transactions be REPEATABLE READ."""
    desk.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    return desk


def while_written(
    practice: Practice, slot: UUID, *asks: Callable[[], Booking]
) -> list[Future[Booking]]:
    """Let all ask while somebody writes to a slot, and go on when that is committed."""
    with (
        ThreadPoolExecutor(len(asks)) as pool,
        practice.made.connect() as writer,
        writer.transaction(),
    ):
        writer.execute(WRITE, [slot])
        begun = [pool.submit(ask) for ask in asks]
        wait_for(lambda: one(practice.owner, ALL_WHO_WAIT) == (len(asks),))
    return begun


def asking(practice: Practice, slot: UUID, patient: UUID, login: UUID) -> Callable[[], Booking]:
    """Give a request to the front desk, not made yet."""

    def ask() -> Booking:
        with django_at(practice):
            return FrontDesk(Somebody(login, practice.clinic)).create_booking("key", slot, patient)

    return ask


def test_who_cannot_see_what_was_committed_is_given_up(practice: Practice) -> None:
    slot, patient, login = (
        practice.slot(practice.doctor()),
        practice.patient(),
        practice.login("staff"),
    )
    desks = [stricter(practice.desk("staff", login)) for _ in range(SOME)]
    answers = practice.race([desk.books("key", slot, patient) for desk in desks], slot)
    assert outcomes(answers) == {"success": 1, GIVEN_UP: SOME - 1}
    assert outcomes(desk.books("key", slot, patient)() for desk in desks) == {"again": SOME}


def test_the_front_desk_asks_again(practice: Practice) -> None:
    slot, patient, login = (
        practice.slot(practice.doctor()),
        practice.patient(),
        practice.login("staff"),
    )
    (asked,) = while_written(practice, slot, asking(practice, slot, patient, login))
    assert not asked.result().idempotent
    assert practice.count("clinic.appointments WHERE patient_id = %s", patient) == 1


def test_everybody_who_asks_gets_the_same(practice: Practice) -> None:
    slot, patient, login = (
        practice.slot(practice.doctor()),
        practice.patient(),
        practice.login("staff"),
    )
    asks = [asking(practice, slot, patient, login)] * SOME
    bookings = [asked.result() for asked in while_written(practice, slot, *asks)]
    (booked,) = (booking for booking in bookings if not booking.idempotent)
    assert bookings.count(replace(booked, idempotent=True)) == SOME - 1


def test_a_part_of_a_transaction_is_not_asked_again(practice: Practice) -> None:
    slot, patient, login = (
        practice.slot(practice.doctor()),
        practice.patient(),
        practice.login("staff"),
    )

    def ask() -> Booking:
        with django_at(practice), transaction.atomic():
            return FrontDesk(Somebody(login, practice.clinic)).create_booking("key", slot, patient)

    (asked,) = while_written(practice, slot, ask)
    with pytest.raises(OperationalError) as refusal:
        asked.result()
    assert isinstance(refusal.value.__cause__, SerializationFailure)
    assert practice.count("clinic.appointments") == 0
