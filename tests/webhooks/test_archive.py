"""Finished events leave the queue's table, whole; what is not finished stays."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.webhooks.conftest import Queue
from tests.world import World

LATER = "SELECT webhook.archive_events(now() + interval '1 hour', %s)"
KEPT = "SELECT event FROM archive.webhook_events WHERE id = %s"


def test_what_has_succeeded_leaves_the_table_whole(queue: Queue, world: World) -> None:
    made = queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(5)), payload='{"a": 1}')
    worker = queue.worker("w1")
    done, failed, dead, claimed = worker.claim(4)
    worker.mark(done, "success")
    worker.mark(failed, "failed")
    worker.mark(dead, "dead_letter")
    (moved,) = queue.owner.execute(LATER, [10]).fetchall()
    assert moved.archive_events == 1
    (kept,) = queue.owner.execute(KEPT, [done.id]).fetchall()
    assert kept.event["event_id"] == done.event_id
    assert (kept.event["payload"], kept.event["status"]) == ({"a": 1}, "success")
    assert queue.row(done.id) is None
    assert {queue.row(made_id).status for made_id in made if made_id != done.id} == {
        *("failed", "dead_letter", "processing", "pending")
    }
    assert queue.row(claimed.id).lease_owner == "w1"


def test_what_has_just_succeeded_stays_and_so_does_what_is_too_much(
    queue: Queue, world: World
) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    worker = queue.worker()
    worker.finish(worker.claim(3))
    hour_ago = "SELECT webhook.archive_events(now() - interval '1 hour')"
    assert queue.owner.execute(hour_ago.encode()).fetchall()[0].archive_events == 0
    assert queue.owner.execute(LATER, [2]).fetchall()[0].archive_events == 2
    assert queue.owner.execute(LATER, [2]).fetchall()[0].archive_events == 1


def test_the_table_is_not_read_to_find_what_is_old(queue: Queue, world: World) -> None:
    """What came in after the time cannot have succeeded before it: nothing of that is looked at."""
    queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(50)))
    worker = queue.worker()
    worker.finish(worker.claim(50))
    read = (
        "SELECT seq_scan, idx_tup_fetch FROM pg_stat_xact_user_tables"
        " WHERE relid = 'clinic.webhook_events'::regclass"
    )
    with queue.owner.transaction():
        (before,) = queue.owner.execute(read.encode()).fetchall()
        queue.owner.execute("SELECT webhook.archive_events(now() - interval '1 minute')")
        (after,) = queue.owner.execute(read.encode()).fetchall()
    assert after.seq_scan == before.seq_scan
    # The planner looks at both ends of an index.
    assert after.idx_tup_fetch - before.idx_tup_fetch <= 2


def test_a_key_goes_on_when_what_was_before_is_in_the_archive(queue: Queue, world: World) -> None:
    queue.put(world.a.clinic.pk, "evt_1", ordering_key="pi_1")
    worker = queue.worker()
    worker.finish(worker.claim())
    queue.owner.execute(LATER, [10])
    queue.put(world.a.clinic.pk, "evt_2", "evt_3", ordering_key="pi_1")
    (second,) = worker.claim(5)
    assert second.event_id == "evt_2"
    (third,) = worker.finish([second], claiming=5)
    assert third.event_id == "evt_3"


@pytest.mark.usefixtures("unblocked")
def test_the_command_archives_what_is_old_enough(queue: Queue, world: World) -> None:
    (old,) = queue.put(world.a.clinic.pk, "evt_1", id="01900000-0000-7000-8000-000000000000")
    (new,) = queue.put(world.a.clinic.pk, "evt_2")
    worker = queue.worker()
    worker.finish(worker.claim(2))
    queue.set(old, processed_at="now() - interval '8 days'")
    said = StringIO()
    call_command("webhook_archive", days=7, stdout=said)
    assert said.getvalue() == "Archived 1 events.\n"
    assert (queue.row(old), queue.row(new).status) == (None, "success")


@pytest.mark.usefixtures("unblocked")
def test_the_command_keeps_what_senders_may_send_again(queue: Queue) -> None:
    with pytest.raises(CommandError):
        call_command("webhook_archive", days=6)
