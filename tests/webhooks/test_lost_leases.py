"""What a worker had that died: it comes back, whoever waits beside it, and only what killed it pays for it."""

from datetime import UTC, datetime

import pytest
from django.db import connections

from tests.scratch import ROOT, WORKER, Database, server_of_the_tests, start_python
from tests.webhooks.conftest import Queue, Row, names
from tests.webhooks.test_command import ALONE
from tests.world import OWNER, World


def lose(queue: Queue, *events: Row) -> None:
    for event in events:
        queue.run_out(event)


@pytest.mark.parametrize("before", [1, 130])
def test_leases_of_one_source_come_back_behind_what_nobody_takes(
    queue: Queue, world: World, before: int
) -> None:
    queue.put(world.a.clinic.pk, *(f"left_{n}" for n in range(before)), source="twilio")
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    lose(queue, *queue.worker("w1").claim(3, source="stripe"))
    again = [*queue.worker("w2").claim(3, source="stripe")]
    again += queue.worker("w2").claim(3, source="stripe")
    again += queue.worker("w2").claim(3, source="stripe")
    assert names(again) == ["evt_1", "evt_2", "evt_3"]


def test_a_lease_that_ran_out_comes_back_behind_one_that_waits(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "left", source="twilio")
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker()
    lose(queue, *worker.claim(source="stripe"))
    worker.tend()
    assert queue.row(event_id).status == "failed"


def test_what_was_lost_together_is_claimed_one_by_one_and_not_counted(
    queue: Queue, world: World
) -> None:
    """Which of them the worker had begun when it died, nobody knows."""
    made = queue.put(
        world.a.clinic.pk, *(f"evt_{n}" for n in range(3)), source="crashing", max_attempts=1
    )
    worker = queue.worker("w2")
    lose(queue, *queue.worker("w1").claim(10))
    queue.put(world.b.clinic.pk, "evt_3", "evt_4")
    batches, batch = [], worker.claim(10)
    while batch:
        batches.append(names(batch))
        batch = worker.finish(batch, claiming=10)
    assert all([f"evt_{n}"] in batches for n in range(3)), batches
    assert sorted(name for batch in batches for name in batch) == [f"evt_{n}" for n in range(5)]
    assert {queue.row(event_id).status for event_id in made} == {"success"}


def test_who_has_lost_a_batch_marks_nothing_of_it_afterwards(queue: Queue, world: World) -> None:
    """The attempt is not counted, and is another one all the same."""
    queue.put(world.a.clinic.pk, "evt_1", "evt_2")
    worker = queue.worker("w1")
    batch = worker.claim(2)
    lose(queue, *batch)
    (again,) = worker.claim(2)
    (lost,) = (event for event in batch if event.id == again.id)
    assert again.attempts == lost.attempts + 1
    assert queue.row(again.id).max_attempts == lost.max_attempts + 1


def test_what_was_lost_by_itself_is_counted(queue: Queue, world: World) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", max_attempts=2)
    worker = queue.worker()
    for _ in range(2):
        lose(queue, *worker.claim(10))
    assert worker.claim(10) == []
    assert (queue.row(event_id).status, queue.row(event_id).attempts) == ("dead_letter", 2)


def test_an_event_that_kills_its_worker_kills_nobody_else(queue: Queue, world: World) -> None:
    """By a real process, which dies in the middle of a batch until the event is a dead letter."""
    given = {"source": "crashing", "max_attempts": 2}
    (deadly,) = queue.put(world.a.clinic.pk, "kills", event_type="kills", **given)
    others = queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(4)), **given)
    database = Database(connections[OWNER].settings_dict["NAME"], *server_of_the_tests())
    began, ended = datetime.now(UTC), []
    for _ in range(6):
        worker = start_python(
            *("-m", "tests.webhooks.crashing"),
            **ALONE,
            WORKER_DATABASE_URL=database.url(WORKER),
            DJANGO_SETTINGS_MODULE="config.settings",
            PYTHONPATH=f"{ROOT}:{ROOT / 'platform'}",
        )
        told = worker.communicate()
        ended.append(worker.returncode)
        if worker.returncode == 0:
            break
        assert worker.returncode == 9, told
        held = queue.owner.execute(
            "SELECT * FROM clinic.webhook_events WHERE status = 'processing'"
        ).fetchall()
        lose(queue, *held)
    queue.owner.execute("DELETE FROM webhook.workers WHERE started_at >= %s", [began])
    assert [queue.row(event_id).status for event_id in others] == ["success"] * 4
    assert (queue.row(deadly).status, queue.row(deadly).error) == (
        *("dead_letter", "The lease ran out."),
    )
    assert ended == [9, 9, 9, 0]
