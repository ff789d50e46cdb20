"""What comes in is kept once, for the clinic it is received for; sleepers are woken, and nobody else."""

from time import time
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import errors

from tests.webhooks.conftest import Queue, names
from tests.world import World

RECEIVE = "SELECT * FROM webhook.receive_event('stripe', %s, %s)"


def receive(connection: psycopg.Connection[Any], event_id: str, payload: str = "{}") -> Any:
    return connection.execute(RECEIVE, [event_id, payload]).fetchone()


@pytest.mark.parametrize("whose", ["a clinic's", "the platform's"])
def test_an_event_is_kept_once(queue: Queue, world: World, whose: str) -> None:
    receiver = queue.connect(world.a.clinic.pk if whose == "a clinic's" else None)
    first = receive(receiver, "evt_1", '{"amount": 1}')
    again = receive(receiver, "evt_1", '{"amount": 2}')
    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)
    row = queue.row(first.id)
    assert row.clinic_id == (world.a.clinic.pk if whose == "a clinic's" else None)
    assert (row.payload, row.status, row.source) == ({"amount": 1}, "pending", "stripe")
    assert names(queue.worker().claim(5)) == ["evt_1"]


def test_an_event_is_not_processed_again_after_it_has_ended(queue: Queue, world: World) -> None:
    receiver, worker = queue.connect(world.a.clinic.pk), queue.worker()
    receive(receiver, "evt_1")
    worker.finish(worker.claim())
    assert receive(receiver, "evt_1").is_new is False
    assert worker.claim() == []


def test_two_clinics_and_the_platform_may_use_one_id(queue: Queue, world: World) -> None:
    for clinic_id in (world.a.clinic.pk, world.b.clinic.pk, None):
        assert receive(queue.connect(clinic_id), "evt_1").is_new


def test_two_at_once_are_one(queue: Queue, world: World) -> None:
    """The second waits for the first; when that one is undone, it is the first itself."""
    one, other = queue.connect(world.a.clinic.pk), queue.connect(world.a.clinic.pk)
    other.execute("SET lock_timeout = '50ms'")
    with one.transaction(force_rollback=True):
        assert receive(one, "evt_1").is_new
        with pytest.raises(errors.LockNotAvailable):
            receive(other, "evt_1")
    assert receive(other, "evt_1").is_new


@pytest.mark.parametrize("missing", range(3))
def test_an_event_has_a_source_an_id_and_a_payload(
    queue: Queue, world: World, missing: int
) -> None:
    given: list[str | None] = ["stripe", "evt_1", "{}"]
    given[missing] = None
    with pytest.raises(errors.NullValueNotAllowed):
        queue.connect(world.a.clinic.pk).execute(
            "SELECT webhook.receive_event(%s, %s, %s::jsonb)", given
        )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (["", "evt_1", "{}"], errors.InvalidParameterValue),
        (["stripe", "", "{}"], errors.InvalidParameterValue),
        (["stripe", "é" * 256, "{}"], errors.InvalidParameterValue),
        (
            ["stripe", "".join(map(chr, range(0x4E00, 0x4E00 + 9000))), "{}"],
            errors.InvalidParameterValue,
        ),
        (["s" * 101, "evt_1", "{}"], errors.StringDataRightTruncation),
        (["stripe", "evt_1", "null"], errors.NullValueNotAllowed),
    ],
    ids=["no source", "no id", "a long id", "a huge id", "a long source", "JSON's null"],
)
def test_what_names_no_event_is_refused(
    queue: Queue, world: World, given: list[str], error: type[errors.Error]
) -> None:
    with pytest.raises(error):
        queue.connect(world.a.clinic.pk).execute(
            "SELECT webhook.receive_event(%s, %s, %s::jsonb)", given
        )


@pytest.mark.parametrize("of", ["lists", "objects"])
def test_an_event_is_a_hundred_levels_deep_and_no_deeper(
    queue: Queue, world: World, of: str
) -> None:
    receiver = queue.connect(world.a.clinic.pk)
    opening, closing = ("[", "]") if of == "lists" else ('{"a":', "}")
    assert receive(receiver, "evt_1", opening * 100 + "7" + closing * 100).is_new
    with pytest.raises(errors.InvalidParameterValue):
        receive(receiver, "evt_2", opening * 101 + "7" + closing * 101)


def test_an_id_may_have_255_letters(queue: Queue, world: World) -> None:
    assert receive(queue.connect(world.a.clinic.pk), "\N{EARTH GLOBE ASIA-AUSTRALIA}" * 255).is_new


def test_who_sleeps_is_told_without_a_word_of_what_came(queue: Queue, world: World) -> None:
    sleeper, receiver = queue.connect(), queue.connect(world.a.clinic.pk)
    sleeper.execute("LISTEN webhook_events")
    assert sleeps(sleeper, "1 minute")
    receive(receiver, "evt_1")
    (told,) = sleeper.notifies(timeout=20, stop_after=1)
    assert (told.channel, told.payload) == ("webhook_events", "")


def test_nobody_is_told_while_nobody_sleeps(queue: Queue, world: World) -> None:
    """Messages come in the order of their commits: what was not told before the last never was."""
    sleeper, receiver = queue.connect(), queue.connect(world.a.clinic.pk)
    queue.owner.execute("SELECT setval('webhook.asleep_until', 0)")
    sleeper.execute("LISTEN webhook_events")
    receive(receiver, "evt_1")
    assert sleeps(sleeper, "1 minute")
    receive(receiver, "evt_2")
    queue.owner.execute("NOTIFY webhook_events, 'the last'")
    told: list[str] = []
    while "the last" not in told:
        told += [message.payload for message in sleeper.notifies(timeout=20, stop_after=1)]
    assert told == ["", "the last"]


def test_nobody_sleeps_while_an_event_is_about_to_come(queue: Queue, world: World) -> None:
    sleeper, receiver = queue.connect(), queue.connect(world.a.clinic.pk)
    with receiver.transaction():
        receive(receiver, "evt_1")
        assert not sleeps(sleeper, "1 minute")
    assert sleeps(sleeper, "1 minute")


@pytest.mark.parametrize("long", ["100000 years", "infinity"])
def test_nobody_sleeps_for_longer_than_ten_minutes(queue: Queue, world: World, long: str) -> None:
    """Else whoever receives would notify from then on for ever. Before PostgreSQL 17 no interval is infinite."""
    if long == "infinity" and queue.owner.info.server_version < 170000:
        with pytest.raises(errors.InvalidDatetimeFormat):
            sleeps(queue.connect(), long)
        return
    queue.owner.execute("SELECT setval('webhook.asleep_until', 0)")
    assert sleeps(queue.connect(), long)
    left = queue.number("asleep_until") / 1e6 - time()
    queue.owner.execute("SELECT setval('webhook.asleep_until', 0)")
    assert 500 < left < 610


def sleeps(connection: psycopg.Connection[Any], long: str) -> bool:
    (row,) = connection.execute("SELECT webhook.may_sleep(%s)", [long]).fetchall()
    return bool(row.may_sleep)


def test_a_receiver_puts_in_events_of_no_other_clinic(queue: Queue, world: World) -> None:
    """Neither as the role that it is, nor for a clinic that it does not act for."""
    receiver = queue.connect(world.a.clinic.pk)
    with pytest.raises(errors.InsufficientPrivilege):
        receiver.execute(
            "INSERT INTO clinic.webhook_events (clinic_id, event_id, payload) VALUES (%s, 'x', '{}')",
            [world.a.clinic.pk],
        )
    event: UUID = receive(receiver, "evt_1").id
    assert queue.row(event).clinic_id == world.a.clinic.pk
