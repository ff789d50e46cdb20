"""Dead letters go back into the line at the word of whose they are, and keep what was."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from psycopg import errors

from tenancy import acting_as
from tests.refusals import refused
from tests.webhooks.conftest import Queue, names
from tests.world import World

pytestmark = pytest.mark.django_db(databases=["default"], transaction=False)

ENTRIES = """
SELECT record_id, clinic_id, user_id, actor_role, table_schema, table_name, action, changed_fields ->> 0 AS field,
    old_values ->> 'status' AS before, new_values ->> 'status' AS after
FROM audit.audit_logs
WHERE record_id = ANY (%s)
"""


def replay(**given: Any) -> int:
    arguments = ", ".join(f"p_{name} => %s" for name in given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT webhook.replay({arguments})", list(given.values()))
        (replayed,) = cursor.fetchone()
    return int(replayed)


def die(queue: Queue, clinic_id: UUID | None, *event_ids: str, **given: Any) -> list[UUID]:
    """Put events into the queue that are dead letters after one attempt."""
    made = queue.put(clinic_id, *event_ids, **given)
    worker = queue.worker("undertaker")
    for event in worker.claim(len(made)):
        worker.mark(event, "dead_letter", "Unknown type.")
    return made


def committed_replay(queue: Queue, world: World, **given: Any) -> int:
    """Replay as the admin of the first clinic, and commit."""
    person = queue.person("clinic_admin", world.a.clinic.pk, world.a.admin_login.pk)
    arguments = ", ".join(f"p_{name} => %s" for name in given)
    (row,) = person.execute(
        f"SELECT webhook.replay({arguments})".encode(), list(given.values())
    ).fetchall()
    return int(row.replay)


def test_a_dead_letter_is_processed_after_all(queue: Queue, world: World) -> None:
    (event_id,) = die(queue, world.a.clinic.pk, "evt_1", max_attempts=1)
    worker = queue.worker("w1")
    assert worker.claim() == []
    assert committed_replay(queue, world, event_ids=[event_id]) == 1
    (event,) = worker.claim()
    assert (event.id, event.event_id, event.attempts) == (event_id, "evt_1", 2)
    assert worker.mark(event, "success") == "success"
    failed, replayed = queue.row(event_id).history
    assert (failed["attempt"], failed["worker"]) == (1, "undertaker")
    assert (replayed["by"], replayed["role"]) == (str(world.a.admin_login.pk), "clinic_admin")
    assert datetime.now(UTC) - datetime.fromisoformat(replayed["replayed_at"]) < timedelta(
        minutes=1
    )
    assert committed_replay(queue, world, event_ids=[event_id]) == 0


def test_a_replay_is_in_the_audit_log(queue: Queue, world: World) -> None:
    made = die(queue, world.a.clinic.pk, "evt_1", "evt_2")
    others = die(queue, world.a.clinic.pk, "evt_3")
    committed_replay(queue, world, event_ids=made)
    entries = queue.owner.execute(ENTRIES, [[str(key) for key in made + others]]).fetchall()
    assert {entry.record_id for entry in entries} == {str(key) for key in made}
    assert {entry[1:] for entry in entries} == {
        (
            *(world.a.clinic.pk, world.a.admin_login.pk, "clinic_admin"),
            *("clinic", "webhook_events", "UPDATE", "status", "dead_letter", "pending"),
        )
    }


def test_a_replay_of_the_platforms_is_in_the_audit_log_too(queue: Queue) -> None:
    (event_id,) = die(queue, None, "evt_1")
    queue.worker().run("SELECT webhook.replay(%s)", [event_id])
    (entry,) = queue.owner.execute(ENTRIES, [[str(event_id)]]).fetchall()
    assert (entry.clinic_id, entry.user_id, entry.actor_role) == (None, None, "clinic_worker")


@pytest.mark.parametrize("role", ["clinic_admin", "clinic_superadmin", "clinic_worker"])
def test_nobody_writes_such_an_entry_by_hand(queue: Queue, world: World, role: str) -> None:
    person = (
        queue.connect(world.a.clinic.pk)
        if role == "clinic_worker"
        else queue.person(role, world.a.clinic.pk, world.a.admin_login.pk)
    )
    with pytest.raises(errors.InsufficientPrivilege):
        person.execute(
            "SELECT audit.record_change('clinic.webhook_events', gen_random_uuid(), NULL, '{}', '{}')"
        )


def test_a_replayed_event_has_as_many_attempts_again(queue: Queue, world: World) -> None:
    (event_id,) = die(queue, world.a.clinic.pk, "evt_1", max_attempts=1)
    committed_replay(queue, world, event_ids=[event_id])
    row = queue.row(event_id)
    assert (row.attempts, row.max_attempts) == (1, 11)


def test_dead_letters_are_chosen_by_source_and_time(queue: Queue, world: World) -> None:
    noon = datetime(2026, 3, 11, 12, tzinfo=UTC)
    for hour, source in ((0, "stripe"), (1, "stripe"), (1, "twilio")):
        die(
            queue,
            world.a.clinic.pk,
            f"evt_{hour}",
            source=source,
            received_at=noon + timedelta(hours=hour),
        )
    assert committed_replay(queue, world, source="twilio", received_until=noon) == 0
    assert committed_replay(queue, world, source="twilio") == 1
    assert committed_replay(queue, world, received_until=noon + timedelta(hours=1)) == 1
    assert names(queue.worker().claim(5)) == ["evt_0", "evt_1"]
    assert committed_replay(queue, world, received_from=noon, source="stripe") == 1


def test_only_dead_letters_are_replayed(queue: Queue, world: World) -> None:
    done, failed, waiting = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    worker = queue.worker()
    worker.mark(worker.claim()[0], "success")
    worker.mark(worker.claim()[0], "failed")
    assert committed_replay(queue, world, event_ids=[done, failed, waiting]) == 0


def test_something_must_be_said_of_what_to_replay(queue: Queue, world: World) -> None:
    with acting_as(world.a.admin_login), refused(errors.InvalidParameterValue):
        replay(event_ids=None)


def test_an_admin_replays_their_own_clinics(queue: Queue, world: World) -> None:
    ours = die(queue, world.a.clinic.pk, "evt_a")
    theirs = die(queue, world.b.clinic.pk, "evt_b")
    platforms = die(queue, None, "evt_p")
    assert committed_replay(queue, world, event_ids=ours + theirs + platforms) == 1
    assert queue.row(theirs[0]).status == queue.row(platforms[0]).status == "dead_letter"


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff"])
def test_others_replay_nothing(world: World, role: str) -> None:
    with acting_as(world.a.logins[role]), refused():
        replay(source="stripe")


def test_nobody_replays_nothing(world: World) -> None:
    with refused():
        replay(source="stripe")


def test_the_platforms_are_the_workers_to_replay(queue: Queue, world: World) -> None:
    ours = die(queue, world.a.clinic.pk, "evt_a")
    platforms = die(queue, None, "evt_p")
    worker = queue.worker()
    ((replayed,),) = worker.run("SELECT webhook.replay(%s)", ours + platforms)
    assert replayed == 1
    assert names(worker.claim(5)) == ["evt_p"]


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin"])
@pytest.mark.parametrize(
    "call",
    [
        "webhook.claim_next_event('me')",
        "webhook.finish_and_claim('me', '{}', '{}')",
        "webhook.mark_event_result(gen_random_uuid(), 'success')",
        "webhook.extend_lease(gen_random_uuid(), 'me', 1)",
        "webhook.receive_event('stripe', 'evt_1', '{}')",
        "webhook.tend_line()",
        "webhook.may_sleep('1 s')",
    ],
)
def test_people_do_no_work_of_the_worker(world: World, role: str, call: str) -> None:
    with acting_as(world.a.logins[role]), refused(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}")
