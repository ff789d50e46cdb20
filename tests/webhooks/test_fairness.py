"""Clinics take turns, whatever is the matter with the event that came last: a key, a failure, a slow handler."""

import pytest

from tests.webhooks.conftest import Queue, names
from tests.world import World


def test_a_noisy_clinic_whose_events_have_keys_does_not_hold_up_the_others(
    queue: Queue, world: World
) -> None:
    """As Stripe's do, with three events of each payment: the quiet clinic has the next turn but one."""
    for number in range(40):
        made = (f"noise_{number}_{n}" for n in range(3))
        queue.put(world.a.clinic.pk, *made, ordering_key=f"pi_{number}")
    queue.put(world.b.clinic.pk, "quiet")
    queue.owner.execute("SELECT setval('webhook.line_claimed', 0)")
    assert "quiet" in names(queue.worker().claim(3))


def test_who_comes_while_followers_are_let_in_is_not_held_up_by_them(
    queue: Queue, world: World
) -> None:
    for number in range(40):
        made = (f"noise_{number}_{n}" for n in range(3))
        queue.put(world.a.clinic.pk, *made, ordering_key=f"pi_{number}")
    worker = queue.worker()
    for _ in range(2):
        worker.finish(worker.claim(20))
    worker.tend()
    queue.put(world.b.clinic.pk, "quiet")
    queue.owner.execute("SELECT setval('webhook.line_claimed', 0)")
    assert "quiet" in names(worker.claim(3))


def test_who_follows_has_the_turn_in_which_it_came(queue: Queue, world: World) -> None:
    first, follower = queue.put(world.a.clinic.pk, "evt_1", "evt_2", ordering_key="pi_1")
    rest = queue.put(world.a.clinic.pk, *(f"noise_{n}" for n in range(5)))
    worker = queue.worker()
    (event,) = worker.claim()
    assert event.id == first
    worker.finish([event])
    place = queue.row(first).place
    assert [queue.row(event_id).place for event_id in (follower, *rest)] == [
        place + n for n in range(1, 7)
    ]


@pytest.mark.parametrize("how", ["follows another", "has failed", "is in work for long"])
def test_the_next_stands_behind_its_clinics_others(queue: Queue, world: World, how: str) -> None:
    """Whatever has become of the one that came last, of which no claim is to know for now."""
    others = queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(20)), ordering_key=None)
    places = [queue.row(event_id).place for event_id in others]
    assert places == [*range(places[0], places[0] + 20)]
    key, source = ("pi_1", "stripe") if how == "follows another" else (None, "slow")
    (last,) = queue.put(world.a.clinic.pk, "first", source=source, ordering_key=key)
    worker = queue.worker()
    if how == "follows another":
        (last,) = queue.put(world.a.clinic.pk, "last", ordering_key=key)
    else:
        (event,) = worker.claim(source=source)
        assert event.id == last
        if how == "has failed":
            worker.mark(event, "failed")
        else:
            queue.set(last, last_attempt_at="now() - interval '1 second'")
            worker.run("SELECT webhook.tend_line('slow')")
    (coming,) = queue.put(world.a.clinic.pk, "coming")
    assert queue.row(coming).place > places[-1] + 1
    assert coming not in [event.id for event in worker.claim(20)]
