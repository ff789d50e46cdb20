"""Clinics take turns, keys are held in order, and claims never look at what is finished."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from psycopg import errors

from tests.scratch import wait_for
from tests.webhooks.conftest import Queue, Worker, names
from tests.world import World


def test_one_noisy_clinic_does_not_hold_up_the_others(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, *(f"noise_{n}" for n in range(50)))
    worker = queue.worker()
    worker.finish(worker.claim(3))
    worker.tend()
    queue.put(world.b.clinic.pk, "quiet_1", "quiet_2")
    queue.put(None, "platform")
    queue.owner.execute("SELECT setval('webhook.line_claimed', 0)")
    assert {"quiet_1", "quiet_2", "platform"} < set(names(worker.claim(10)))


def test_what_comes_in_before_the_last_claim_is_found_by_one_of_the_next(
    queue: Queue, world: World
) -> None:
    """Most claims go on where the last one ended; of a thousand in a row some look from the start."""
    queue.put(world.a.clinic.pk, *(f"noise_{n}" for n in range(300)))
    worker = queue.worker()
    worker.claim(150)
    queue.put(world.b.clinic.pk, "quiet")
    came = [name for _ in range(140) for name in names(worker.claim())]
    assert "quiet" in came


def test_a_clinics_own_events_stay_in_their_order(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(6)))
    worker = queue.worker()
    for _ in range(6):
        worker.finish(worker.claim())
    finished = queue.owner.execute(
        "SELECT event_id FROM clinic.webhook_events ORDER BY processed_at"
    ).fetchall()
    assert [event.event_id for event in finished] == [f"evt_{n}" for n in range(6)]


def test_failures_of_a_noisy_clinic_do_not_hold_up_the_others(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, *(f"noise_{n}" for n in range(50)))
    worker = queue.worker()
    for event in worker.claim(50):
        worker.mark(event, "failed")
        queue.come_due(event.id)
    queue.put(world.b.clinic.pk, "quiet_1", "quiet_2")
    worker.tend()
    queue.owner.execute("SELECT setval('webhook.line_claimed', 0)")
    assert {"quiet_1", "quiet_2"} < set(names(worker.claim(10)))


def test_a_key_is_processed_in_its_order_one_at_a_time(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", ordering_key="pi_1")
    queue.put(world.a.clinic.pk, "other", ordering_key="pi_2")
    worker = queue.worker()
    batch = worker.claim(10)
    assert names(batch) == ["evt_1", "other"]
    following = worker.finish(batch, claiming=10)
    assert names(following) == ["evt_2"]
    assert worker.mark(following[0], "success") == "success"
    assert names(worker.claim(10)) == ["evt_3"]


def test_a_key_waits_while_its_first_fails_and_goes_on_when_it_is_dead(
    queue: Queue, world: World
) -> None:
    first, _ = queue.put(world.a.clinic.pk, "evt_1", "evt_2", ordering_key="pi_1", max_attempts=2)
    worker = queue.worker()
    (event,) = worker.claim(5)
    worker.mark(event, "failed")
    assert worker.claim(5) == []
    queue.come_due(first)
    (again,) = worker.claim(5)
    assert again.id == first
    queue.run_out(again)
    assert names(worker.claim(5)) == ["evt_2"]
    assert queue.row(first).status == "dead_letter"


def test_one_key_in_two_clinics_and_of_two_sources_is_two(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1")
    queue.put(world.b.clinic.pk, "evt_2", ordering_key="pi_1")
    queue.put(world.a.clinic.pk, "evt_3", ordering_key="pi_1", source="twilio")
    queue.put(None, "evt_4", ordering_key="pi_1")
    assert len(queue.worker().claim(10)) == 4


def test_who_follows_while_the_first_is_being_finished_is_let_in(
    queue: Queue, world: World
) -> None:
    """The follower is put in, and not committed, when its predecessor is finished."""
    queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1")
    worker = queue.worker()
    batch = worker.claim()
    with queue.connect() as waiting, meanwhile(queue, world.a.clinic.pk, "pi_1") as commit:
        waiting.execute("SET lock_timeout = '50ms'")
        with pytest.raises(errors.LockNotAvailable):
            Worker("worker", waiting).finish(batch)
        commit()
    worker.finish(batch)
    assert names(worker.claim()) == ["evt_late"]


def test_old_rows_tell_nothing_of_a_key(queue: Queue, world: World) -> None:
    with queue.owner.transaction(), pytest.raises(errors.FeatureNotSupported):
        queue.owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1")


def test_claims_begin_behind_what_is_finished(queue: Queue, world: World) -> None:
    """Three times, since the start follows the front one step behind."""
    worker = queue.worker()
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(20)))
    worker.finish(worker.claim(20))
    for _ in range(3):
        worker.tend()
    (waiting,) = queue.put(world.a.clinic.pk, "evt_20")
    highest = queue.owner.execute(
        "SELECT max(place) FROM clinic.webhook_events WHERE status = 'success'"
    ).fetchall()[0]
    assert queue.number("line_start") > highest[0]
    assert queue.row(waiting).place >= queue.number("line_start")
    assert names(worker.claim()) == ["evt_20"]


def test_what_is_in_work_for_long_stands_in_no_claims_way(queue: Queue, world: World) -> None:
    slow, _ = queue.put(world.a.clinic.pk, "slow", "evt_1")
    worker = queue.worker()
    worker.finish([event for event in worker.claim(2) if event.id != slow])
    queue.set(slow, last_attempt_at="now() - interval '1 second'")
    for _ in range(4):
        worker.tend()
    assert queue.row(slow).status == "processing"
    assert queue.number("line_start") > 0
    queue.run_out(queue.row(slow))
    queue.come_due(slow)
    assert names(worker.claim()) == ["slow"]


@pytest.mark.parametrize("how", ["before the front moves", "after the front has moved"])
def test_an_event_that_is_committed_late_is_not_passed(
    queue: Queue, world: World, how: str
) -> None:
    """Its place is given out before the others are finished, and it is committed when they are."""
    worker = queue.worker()
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(5)))
    if how == "after the front has moved":
        worker.finish(worker.claim(2))
        worker.tend()
    with meanwhile(queue, world.b.clinic.pk) as commit:
        worker.finish(worker.claim(5))
        for _ in range(5):
            worker.tend()
        queue.put(world.a.clinic.pk, "evt_5")
        worker.finish(worker.claim(5))
        for _ in range(5):
            worker.tend()
        commit()
    assert names(worker.claim(5)) == ["evt_late"]


def test_after_a_restore_the_line_is_found_again(queue: Queue, world: World) -> None:
    """A dump may have a start that is behind events which wait in it."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    queue.set(event_id, place="1")
    queue.owner.execute("SELECT setval('webhook.line_start', 2)")
    worker = queue.worker()
    assert worker.claim() == []
    worker.run("SELECT setval('webhook.line_start', 0)")
    assert names(worker.claim()) == ["evt_1"]


def test_the_line_starts_nowhere_by_what_may_be_undone(queue: Queue, world: World) -> None:
    worker = queue.worker()
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(5)))
    with worker.connection.transaction(force_rollback=True):
        worker.finish(worker.claim(5))
        for _ in range(5):
            worker.tend()
    assert len(worker.claim(5)) == 5


def test_nobody_tends_the_line_by_old_rows(queue: Queue, world: World) -> None:
    """It is committed, so that no lock tells of it, and old rows do not have it."""
    old, worker = queue.worker("old"), queue.worker()
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(20)))
    with meanwhile(queue, world.b.clinic.pk) as commit, old.connection.transaction():
        worker.finish(worker.claim(10))
        worker.tend()
        old.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.run("SELECT 1")
        commit()
        old.tend()
    assert "evt_late" in names(worker.claim(20))


def test_who_is_cancelled_while_tending_leaves_the_line_to_others(
    queue: Queue, world: World
) -> None:
    """A lock of the session would stay: it is not held afterwards."""
    worker = queue.worker()
    queue.put(world.a.clinic.pk, "evt_1")
    queue.owner.execute("BEGIN")
    queue.owner.execute("LOCK clinic.webhook_events")
    worker.connection.execute("SET statement_timeout = '100ms'")
    with pytest.raises(errors.QueryCanceled):
        worker.tend()
    queue.owner.execute("ROLLBACK")
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    assert worker.run(held)[0].count == 0


@pytest.mark.parametrize("how", ["finished", "given back"])
def test_a_batch_that_is_taken_out_of_the_line_meanwhile_is_still_its_workers(
    queue: Queue, world: World, how: str
) -> None:
    """The rows have changed under the statement; whose they are has not. A plan for few rows has no join in it."""
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(300)), payload=f'"{"x" * 1000}"')
    queue.owner.execute("VACUUM (ANALYZE) clinic.webhook_events")
    worker, tender = queue.worker("w1"), queue.worker("w2")
    batch = worker.claim(100)
    queue.owner.execute(
        "UPDATE clinic.webhook_events SET last_attempt_at = now() - interval '1 second'"
        " WHERE status = 'processing'"
    )
    blocked = "SELECT %s = ANY (pg_blocking_pids(%s)) AS is_so"
    pids = [one.connection.info.backend_pid for one in (tender, worker)]
    with ThreadPoolExecutor(1) as pool:
        with tender.connection.transaction():
            tender.tend()
            ending = pool.submit(worker.finish if how == "finished" else worker.give_back, batch)
            wait_for(lambda: bool(queue.owner.execute(blocked, pids).fetchall()[0].is_so))
        ending.result()
    states = queue.owner.execute(
        "SELECT status, count(*) AS events FROM clinic.webhook_events GROUP BY status"
    ).fetchall()
    assert (
        dict(states)
        == {
            "finished": {"success": 100, "pending": 200},
            "given back": {"pending": 300},
        }[how]
    )


def test_to_claim_and_to_finish_touches_no_index(queue: Queue, world: World) -> None:
    """Three versions of a row find room beside each other, even while all of them must be kept."""
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(200)), payload='{"n": 1}')
    before = versions(queue)
    holder = queue.connect()
    holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    holder.execute("SELECT 1")
    worker = queue.worker()
    batch = worker.claim(50)
    while batch:
        batch = worker.finish(batch, claiming=50)
    worker.connection.close()
    wait_for(lambda: versions(queue)[0] - before[0] >= 400)
    holder.execute("ROLLBACK")
    updated, without_index = versions(queue)
    assert updated - before[0] == without_index - before[1]


def versions(queue: Queue) -> tuple[int, int]:
    """Give how many rows were updated so far, and how many without an index."""
    queue.owner.execute("SELECT pg_stat_clear_snapshot()")
    (row,) = queue.owner.execute(
        "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relid = 'clinic.webhook_events'::regclass"
    ).fetchall()
    return row.n_tup_upd, row.n_tup_hot_upd


@contextmanager
def meanwhile(
    queue: Queue, clinic_id: UUID, key: str | None = None
) -> Iterator[Callable[[], object]]:
    """Put `evt_late` into the queue in a transaction that stays open until it is told to commit."""
    receiver = queue.connect(clinic_id)
    receiver.execute("BEGIN")
    receiver.execute(
        "SELECT webhook.receive_event('stripe', 'evt_late', '{}', p_ordering_key => %s)", [key]
    )
    yield lambda: receiver.execute("COMMIT")
