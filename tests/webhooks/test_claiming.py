"""Events are claimed for a time, tried again when they fail, and marked by whoever has claimed them alone."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg import errors

from tests.webhooks.conftest import Queue, names
from tests.world import World


def test_a_claim_counts_the_attempt_and_names_its_worker(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", payload='{"amount": 4200}')
    (event,) = queue.worker("w1").claim(lease="90 seconds")
    assert (event.id, event.event_id, event.payload) == (event_id, "evt_1", {"amount": 4200})
    assert (event.status, event.attempts, event.lease_owner) == ("processing", 1, "w1")
    assert event.lease_expires_at - event.last_attempt_at == timedelta(seconds=90)
    assert abs(event.last_attempt_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert queue.row(event_id)[:] == event[:]


def test_an_event_is_one_workers_at_a_time(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    first = queue.worker("w1").claim(2)
    second = queue.worker("w2").claim(2)
    assert len(first) == 2
    assert names(first + second) == ["evt_1", "evt_2", "evt_3"]
    assert queue.worker("w3").claim(2) == []


def test_what_another_has_locked_is_passed_by(queue: Queue, world: World) -> None:
    """Both transactions are open at the same time; without SKIP LOCKED the second would wait."""
    queue.put(world.a.clinic.pk, "evt_1", "evt_2")
    one, other = queue.worker("w1"), queue.worker("w2")
    other.connection.execute("SET lock_timeout = '1s'")
    with one.connection.transaction():
        (first,) = one.claim()
        (second,) = other.claim()
    assert {first.event_id, second.event_id} == {"evt_1", "evt_2"}


def test_a_claim_that_is_rolled_back_never_was(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    with worker.connection.transaction(force_rollback=True):
        assert names(worker.claim()) == ["evt_1"]
    (event,) = worker.claim()
    assert event.attempts == 1


def test_events_of_one_source_are_claimed_by_themselves(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", source="stripe")
    queue.put(world.a.clinic.pk, "SM1", source="twilio")
    assert names(queue.worker().claim(5, source="twilio")) == ["SM1"]
    assert names(queue.worker().claim(5)) == ["evt_1", "evt_2"]


def test_events_of_the_platform_are_claimed_too(queue: Queue) -> None:
    queue.put(None, "evt_1")
    (event,) = queue.worker().claim()
    assert (event.event_id, event.clinic_id) == ("evt_1", None)


def test_success_is_final(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    (event,) = worker.claim()
    assert worker.mark(event, "success") == "success"
    row = queue.row(event_id)
    assert (row.status, row.error, row.lease_owner, row.lease_expires_at) == (
        *("success", None),
        *(None, None),
    )
    assert row.processed_at >= row.last_attempt_at
    for status in ("success", "failed", "dead_letter"):
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            worker.mark(event, status)
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            worker.run("SELECT webhook.mark_event_result(%s, %s)", event_id, status)
    assert worker.claim() == []


@pytest.mark.parametrize("status", ["pending", "processing", None])
def test_an_attempt_ends_in_one_of_three_ways(queue: Queue, world: World, status: str) -> None:
    queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    (event,) = worker.claim()
    with pytest.raises(errors.InvalidParameterValue):
        worker.mark(event, status)


def test_an_event_that_is_not_there_cannot_be_marked(queue: Queue, world: World) -> None:
    with pytest.raises(errors.NoDataFound):
        queue.worker().run("SELECT webhook.mark_event_result(%s, 'success')", world.a.clinic.pk)


def test_a_lease_that_ran_out_is_claimed_again(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    (lost,) = queue.worker("w1").claim()
    assert queue.worker("w2").claim() == []
    queue.run_out(lost)
    (again,) = queue.worker("w2").claim()
    assert (again.id, again.attempts, again.lease_owner) == (event_id, 2, "w2")
    (kept,) = again.history
    assert (kept["attempt"], kept["worker"]) == (1, "w1")


def test_whoever_has_lost_the_lease_marks_nothing(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1")
    hung, next_one = queue.worker("w1"), queue.worker("w2")
    (lost,) = hung.claim()
    queue.run_out(lost)

    def is_refused() -> None:
        for status in ("success", "failed", "dead_letter"):
            with pytest.raises(errors.ObjectNotInPrerequisiteState):
                hung.mark(lost, status)
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            hung.finish([lost])
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            hung.extend(lost)

    is_refused()  # nobody else has it yet
    (again,) = next_one.claim()
    is_refused()
    assert next_one.mark(again, "success") == "success"
    is_refused()


def test_an_attempt_before_is_another_attempt(queue: Queue, world: World) -> None:
    """By its name alone a worker would pass, though it has forgotten what it did in between."""
    queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker("w1")
    (lost,) = worker.claim()
    queue.run_out(lost)
    (again,) = worker.claim()
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        worker.mark(lost, "success")
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        worker.finish([lost])
    assert worker.mark(again, "success") == "success"


def test_by_hand_events_are_marked_while_nobody_has_them(queue: Queue, world: World) -> None:
    claimed, waiting = queue.put(world.a.clinic.pk, "evt_1", "evt_2")
    worker = queue.worker("w1")
    (event,) = worker.claim()
    assert event.id == claimed
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        worker.run("SELECT webhook.mark_event_result(%s, 'success')", claimed)
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        worker.run("SELECT webhook.mark_event_result(%s, 'success', p_worker_id => 'w1')", claimed)
    worker.run("SELECT webhook.mark_event_result(%s, 'success')", waiting)
    assert queue.row(waiting).status == "success"
    queue.run_out(event)
    worker.run("SELECT webhook.mark_event_result(%s, 'dead_letter', 'by hand')", claimed)
    assert queue.row(claimed).status == "dead_letter"


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (8, 1280), (20, 21600), (400, 21600)]
)
def test_what_failed_waits_twice_as_long_each_time(
    queue: Queue, world: World, attempts: int, seconds: int
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", max_attempts=1000)
    worker = queue.worker("w1")
    queue.set(event_id, attempts=str(attempts - 1))
    (event,) = worker.claim()
    assert worker.mark(event, "failed", "503 from the bank") == "failed"
    row = queue.row(event_id)
    assert (row.status, row.error) == ("failed", "503 from the bank")
    wait = (row.next_attempt_at - datetime.now(UTC)).total_seconds()
    assert 0.75 * seconds - 5 < wait <= 1.25 * seconds
    (kept,) = row.history
    assert {**kept, "began_at": ""} == {
        "attempt": attempts,
        "began_at": "",
        "worker": "w1",
        "error": "503 from the bank",
    }


def test_what_failed_together_does_not_come_back_together(queue: Queue, world: World) -> None:
    worker = queue.worker()
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(20)))
    waits = set()
    for event in worker.claim(20):
        worker.mark(event, "failed")
        row = queue.row(event.id)
        waits.add(round((row.next_attempt_at - row.last_attempt_at).total_seconds(), 1))
    assert len(waits) > 10


def test_what_failed_comes_back_when_it_is_due(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    (event,) = worker.claim()
    worker.mark(event, "failed")
    assert worker.claim() == []
    queue.come_due(event_id)
    (again,) = worker.claim()
    assert (again.id, again.attempts) == (event_id, 2)
    assert worker.mark(again, "success") == "success"
    assert queue.row(event_id).error is None


def test_after_its_last_attempt_an_event_is_a_dead_letter(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", max_attempts=2)
    worker = queue.worker()
    (first,) = worker.claim()
    assert worker.mark(first, "failed", "one") == "failed"
    queue.come_due(event_id)
    (second,) = worker.claim()
    assert worker.mark(second, "failed", "two") == "dead_letter"
    row = queue.row(event_id)
    assert (row.status, row.error, row.next_attempt_at) == ("dead_letter", "two", None)
    assert [kept["error"] for kept in row.history] == ["one", "two"]
    assert worker.claim() == []


def test_an_error_that_will_stay_makes_a_dead_letter_at_once(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    (event,) = worker.claim()
    assert worker.mark(event, "dead_letter", "No such payment.") == "dead_letter"
    assert worker.claim() == []


def test_an_event_that_ends_its_worker_each_time_is_a_dead_letter(
    queue: Queue, world: World
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", max_attempts=2)
    worker = queue.worker()
    for _ in range(2):
        (event,) = worker.claim()
        queue.run_out(event)
    assert worker.claim() == []
    row = queue.row(event_id)
    assert (row.status, row.attempts, len(row.history)) == ("dead_letter", 2, 2)


def test_a_batch_is_finished_and_the_next_claimed_in_one_statement(
    queue: Queue, world: World
) -> None:
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(5)))
    worker = queue.worker()
    batch = worker.claim(3)
    following = worker.finish(batch, claiming=3)
    assert [queue.row(event.id).status for event in batch] == ["success"] * 3
    assert names(batch + following) == [f"evt_{n}" for n in range(5)]
    assert {event.status for event in following} == {"processing"}
    assert worker.finish(following, claiming=3) == []
    assert {queue.row(event.id).status for event in following} == {"success"}


def test_of_a_batch_all_is_finished_or_nothing(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    worker = queue.worker()
    batch = worker.claim(2)
    queue.run_out(batch[1])
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        worker.finish(batch, claiming=1)
    assert queue.row(batch[0].id).status == "processing"
    other = queue.worker("w2")
    assert names([*other.claim(3), *other.claim(3)]) == ["evt_2", "evt_3"]


def test_a_lease_is_extended_by_its_worker(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker("w1")
    (event,) = worker.claim(lease="10 seconds")
    worker.extend(event, "2 hours")
    lasts = queue.row(event_id).lease_expires_at - datetime.now(UTC)
    assert timedelta(minutes=119) < lasts <= timedelta(hours=2)
    with pytest.raises(errors.ObjectNotInPrerequisiteState):
        queue.worker("w2").extend(event)


def test_a_lease_that_was_set_aside_and_extended_is_kept(queue: Queue, world: World) -> None:
    """What is in work for long stands in no claim's way; it comes back by its lease as it is then."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker("w1")
    (event,) = worker.claim(lease="10 seconds")
    queue.set(event_id, last_attempt_at="now() - interval '5 seconds'")
    worker.tend()
    assert queue.row(event_id).place < 0
    worker.extend(event, "2 hours")
    assert queue.row(event_id).next_attempt_at == queue.row(event_id).lease_expires_at
    assert queue.worker("w2").claim() == []
    assert worker.mark(event, "success") == "success"
    assert queue.row(event_id).next_attempt_at is None
    assert queue.worker("w2").claim() == []


@pytest.mark.parametrize(
    ("batch", "lease"), [(-1, "1 minute"), (None, "1 minute"), (1, "0"), (1, "-1 s"), (1, None)]
)
def test_a_claim_asks_for_something(queue: Queue, batch: int, lease: str) -> None:
    with pytest.raises(errors.InvalidParameterValue):
        queue.worker().claim(batch, lease=lease)


def test_no_lease_lasts_for_ever(queue: Queue, world: World) -> None:
    """PostgreSQL 17 knows an infinite interval; before that it is a wrong one."""
    queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    (event,) = worker.claim()
    refusals = (errors.InvalidParameterValue, errors.InvalidDatetimeFormat)
    with pytest.raises(refusals):
        worker.claim(lease="infinity")
    with pytest.raises(refusals):
        worker.extend(event, "infinity")


@pytest.mark.parametrize("given", ["NULL, '{}'", "'{}', NULL", "NULL, NULL"])
def test_null_is_not_taken_for_nothing_finished(queue: Queue, world: World, given: str) -> None:
    """Who means to finish something, and names it wrongly, would go on as if it had."""
    queue.put(world.a.clinic.pk, "evt_1")
    with pytest.raises(errors.NullValueNotAllowed):
        queue.worker().run(f"SELECT * FROM webhook.finish_and_claim('w1', {given})")
