"""Events of one key are processed one after the other, whatever people do to those that wait."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from psycopg import errors

from tests.scratch import wait_for
from tests.webhooks.conftest import Queue, names
from tests.world import World

BY_HAND = "SELECT webhook.mark_event_result(%s, %s)"
SET_ASIDE = "SELECT webhook.set_aside(ARRAY[%s]::uuid[])"

OLD_ROWS = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


def end(queue: Queue, world: World, event_id: UUID, how: str) -> None:
    """End an event that waits, without an attempt."""
    if how == "set aside":
        admin = queue.person("clinic_admin", world.a.clinic.pk, world.a.admin_login.pk)
        admin.execute(SET_ASIDE, [event_id])
    else:
        queue.worker("by hand").run(BY_HAND, event_id, how)


@pytest.mark.parametrize("how", ["set aside", "dead_letter", "success"])
def test_who_comes_after_one_that_was_ended_waits_for_the_one_before(
    queue: Queue, world: World, how: str
) -> None:
    made = queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(4)), ordering_key="pi_1")
    worker = queue.worker()
    (first,) = worker.claim(5)
    end(queue, world, made[1], how)
    assert worker.claim(5) == []
    (third,) = worker.finish([first], claiming=5)
    assert third.event_id == "evt_2"
    assert names(worker.finish([third], claiming=5)) == ["evt_3"]


@pytest.mark.parametrize("how", ["set aside", "dead_letter", "success"])
def test_who_comes_when_the_last_was_ended_waits_for_the_one_before(
    queue: Queue, world: World, how: str
) -> None:
    _, last = queue.put(world.a.clinic.pk, "evt_1", "evt_2", ordering_key="pi_1")
    worker = queue.worker()
    (first,) = worker.claim(5)
    end(queue, world, last, how)
    queue.put(world.a.clinic.pk, "evt_3", ordering_key="pi_1")
    assert worker.claim(5) == []
    assert names(worker.finish([first], claiming=5)) == ["evt_3"]


def test_who_is_said_to_have_failed_while_it_waits_goes_on_waiting(
    queue: Queue, world: World
) -> None:
    _, second, _ = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", ordering_key="pi_1")
    worker = queue.worker()
    (first,) = worker.claim(5)
    worker.run(BY_HAND, second, "failed")
    assert queue.row(second).next_attempt_at is None
    assert worker.claim(5) == []
    (following,) = worker.finish([first], claiming=5)
    assert following.id == second
    assert names(worker.finish([following], claiming=5)) == ["evt_3"]


def test_a_key_goes_on_when_its_first_is_ended_before_it_is_begun(
    queue: Queue, world: World
) -> None:
    first, _ = queue.put(world.a.clinic.pk, "evt_1", "evt_2", ordering_key="pi_1")
    end(queue, world, first, "set aside")
    assert names(queue.worker().claim(5)) == ["evt_2"]


def test_a_replayed_event_lets_nobody_in_that_waits_for_another(queue: Queue, world: World) -> None:
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", ordering_key="pi_1")
    worker = queue.worker()
    (first,) = worker.claim(5)
    end(queue, world, made[1], "set aside")
    worker.run(
        "SELECT set_config('app.current_clinic_id', %s, false), webhook.replay(ARRAY[%s]::uuid[])",
        *(str(world.a.clinic.pk), made[1]),
    )
    (replayed,) = worker.claim(5)
    assert replayed.id == made[1]
    assert worker.finish([replayed], claiming=5) == []
    assert names(worker.finish([first], claiming=5)) == ["evt_3"]


def test_who_is_set_aside_while_the_one_before_is_finished_holds_up_nobody(
    queue: Queue, world: World
) -> None:
    """It is set aside, and not committed, when the one before lets the next in."""
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", ordering_key="pi_1")
    worker = queue.worker()
    batch = worker.claim(5)
    admin = queue.person("clinic_admin", world.a.clinic.pk, world.a.admin_login.pk)
    blocked = "SELECT %s = ANY (pg_blocking_pids(%s)) AS is_so"
    pids = [one.info.backend_pid for one in (admin, worker.connection)]
    with ThreadPoolExecutor(1) as pool:
        with admin.transaction():
            admin.execute(SET_ASIDE, [made[1]])
            ending = pool.submit(worker.finish, batch)
            wait_for(lambda: bool(queue.owner.execute(blocked, pids).fetchall()[0].is_so))
        ending.result()
    assert names(worker.claim(5)) == ["evt_3"]


def test_who_is_let_in_while_it_is_set_aside_holds_up_nobody(queue: Queue, world: World) -> None:
    """The other way round: the one before is finished, and not committed, when it is set aside."""
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", ordering_key="pi_1")
    worker = queue.worker()
    batch = worker.claim(5)
    admin = queue.person("clinic_admin", world.a.clinic.pk, world.a.admin_login.pk)
    blocked = "SELECT %s = ANY (pg_blocking_pids(%s)) AS is_so"
    pids = [one.info.backend_pid for one in (worker.connection, admin)]
    with ThreadPoolExecutor(1) as pool:
        with worker.connection.transaction():
            worker.finish(batch)
            setting = pool.submit(admin.execute, SET_ASIDE, [made[1]])
            wait_for(lambda: bool(queue.owner.execute(blocked, pids).fetchall()[0].is_so))
        setting.result()
    assert queue.row(made[1]).status == "dead_letter"
    assert names(worker.claim(5)) == ["evt_3"]


@pytest.mark.parametrize("how", ["finish", "mark", "set aside"])
def test_nobody_ends_an_event_of_a_key_by_old_rows(queue: Queue, world: World, how: str) -> None:
    """Who comes meanwhile would wait for ever: it waits for the first, which does not see it."""
    (first,) = queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1")
    worker = queue.worker()
    admin = queue.person("clinic_admin", world.a.clinic.pk, world.a.admin_login.pk)
    batch = worker.claim() if how != "set aside" else []
    old = admin if how == "set aside" else worker.connection
    with pytest.raises(errors.FeatureNotSupported), old.transaction():
        old.execute(OLD_ROWS)
        old.execute("SELECT 1")
        queue.put(world.a.clinic.pk, "evt_2", ordering_key="pi_1")
        match how:
            case "finish":
                worker.finish(batch)
            case "mark":
                worker.mark(batch[0], "dead_letter")
            case _:
                admin.execute(SET_ASIDE, [first])
    assert queue.row(first).status == ("processing" if batch else "pending")


def test_what_has_no_key_is_ended_by_old_rows_too(queue: Queue, world: World) -> None:
    (first,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    batch = worker.claim()
    with worker.connection.transaction():
        worker.connection.execute(OLD_ROWS)
        worker.finish(batch)
    assert queue.row(first).status == "success"


def test_a_lease_that_kills_is_left_to_who_sees_who_waits(queue: Queue, world: World) -> None:
    """Who claims by old rows is not refused for it, and the event that comes after is let in by the next."""
    (first,) = queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1", max_attempts=1)
    worker = queue.worker()
    worker.claim()
    queue.run_out(queue.row(first))
    queue.set(first, next_attempt_at="lease_expires_at")
    with worker.connection.transaction():
        worker.connection.execute(OLD_ROWS)
        queue.put(world.a.clinic.pk, "evt_2", ordering_key="pi_1")
        assert worker.claim(5) == []
    assert names(worker.claim(5)) == ["evt_2"]
    assert queue.row(first).status == "dead_letter"
