"""The worker: an event's effects and its success are one, and what happens to one event holds up no other."""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from clinical.models import Patient
from comms.models import Notification
from identity.models import Clinic
from tests.scratch import wait_for
from tests.webhooks.conftest import Queue, connect
from tests.webhooks.working import USUAL, at_work, burst
from tests.world import OWNER, World
from webhooks.models import WebhookEvent
from webhooks.registry import Handle, Handler, HandlerError, PermanentError, Registry
from webhooks.worker import Options, Process
from webhooks.worker.journal import JSONLines

SECRET = "4242 4242 4242 4242"
WORKERS = "SELECT * FROM webhook.workers ORDER BY started_at DESC"


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture(autouse=True)
def notified(unblocked: None) -> Iterator[None]:
    """Forget in the end what handlers have done."""
    yield
    Notification.objects.using(OWNER).all().delete()


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Give the lines that workers log."""
    told: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(JSONLines())
    logger = logging.getLogger("webhooks")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield told
    logger.removeHandler(handler)


def notify(event: WebhookEvent) -> None:
    """Have an effect, as a handler has it that says nothing of connections."""
    assert event.clinic_id
    Notification.objects.create(
        clinic_id=event.clinic_id,
        type=event.event_id,
        channel="sms",
        recipient="+6590000000",
        message="paid",
    )


def effects() -> list[str]:
    """Give the events that have had their effect."""
    return sorted(Notification.objects.using(OWNER).values_list("type", flat=True))


def raises(error: Exception) -> Handle:
    def handle(event: WebhookEvent) -> None:
        notify(event)
        raise error

    return handle


def test_an_effect_is_there_with_its_events_success(
    queue: Queue, world: World, registry: Registry
) -> None:
    made = queue.put(world.a.clinic.pk, *(f"evt_{n}" for n in range(7)), event_type="paid")
    registry.handles("stripe", "paid")(notify)
    burst(registry, batch=3)
    assert effects() == [f"evt_{n}" for n in range(7)]
    assert {(queue.row(key).status, queue.row(key).attempts) for key in made} == {("success", 1)}


def test_several_threads_share_the_events(queue: Queue, world: World, registry: Registry) -> None:
    names = [f"evt_{n:02}" for n in range(40)]
    queue.put(world.a.clinic.pk, *names[:20], event_type="paid")
    queue.put(world.b.clinic.pk, *names[20:], event_type="paid")
    registry.handles("stripe", "paid")(notify)
    burst(registry, concurrency=4, batch=2)
    assert effects() == names


def test_a_handler_acts_as_the_worker_in_its_events_clinic(
    queue: Queue, world: World, registry: Registry
) -> None:
    seen: list[Any] = []

    @registry.handles("stripe", "*")
    def look(event: WebhookEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user::text, session_user::text, current_setting('app.current_request_id')"
            )
            seen.append((*cursor.fetchone(), *Clinic.objects.values_list("pk", flat=True)))

    (of_b,) = queue.put(world.b.clinic.pk, "evt_1")
    (platforms,) = queue.put(None, "evt_2")
    burst(registry)
    role, login = "clinic_worker", "clinic_worker_app"
    assert sorted(seen, key=len) == [
        (role, login, str(platforms)),
        (role, login, str(of_b), world.b.clinic.pk),
    ]


def test_a_handler_reaches_no_more_than_the_worker(
    queue: Queue, world: World, registry: Registry
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    registry.handles("stripe", "*")(lambda event: str(Patient.objects.count()))
    burst(registry)
    assert queue.row(event_id).error.startswith("ProgrammingError 42501 (")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(SECRET), "failed"),
        (HandlerError("not yet"), "failed"),
        (PermanentError("never"), "dead_letter"),
    ],
)
def test_an_error_undoes_the_effect(
    queue: Queue, world: World, registry: Registry, error: Exception, status: str
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    registry.handles("stripe", "*")(raises(error))
    burst(registry)
    row = queue.row(event_id)
    assert (effects(), row.status, row.attempts, row.lease_owner) == ([], status, 1, None)


def test_nothing_of_a_payload_is_stored_or_logged_of_an_error(
    queue: Queue, world: World, registry: Registry, lines: list[dict[str, Any]]
) -> None:
    payload = json.dumps({"card": SECRET})
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3", payload=payload)

    @registry.handles("stripe", "*")
    def fail(event: WebhookEvent) -> None:
        match event.event_id:
            case "evt_1":
                raise ValueError(event.payload["card"])
            case "evt_2":
                raise LookupError from KeyError(event.payload["card"])
            case _:
                notify(event)
                Notification.objects.update(channel=event.payload["card"])

    burst(registry)
    rows = [queue.row(event_id) for event_id in made]
    assert [row.error.split(" (")[0] for row in rows] == [
        *("ValueError", "LookupError"),
        "DataError 22P02",
    ]
    assert all("test_worker.py, line " in row.error for row in rows[:2])
    assert SECRET not in json.dumps([row.history for row in rows] + lines)


def test_a_rule_of_the_database_is_named_that_was_broken(
    queue: Queue, world: World, registry: Registry
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", payload=json.dumps({"to": SECRET}))

    @registry.handles("stripe", "*")
    def fail(event: WebhookEvent) -> None:
        notify(event)
        Notification.objects.update(status=event.payload["to"])

    burst(registry)
    error = queue.row(event_id).error
    assert error.startswith("IntegrityError 23514 notifications_status_")
    assert SECRET not in error


def test_an_error_that_a_handler_swallows_undoes_it_all(
    queue: Queue, world: World, registry: Registry
) -> None:
    """PostgreSQL would turn the COMMIT into a rollback, and the event would be a success of nothing."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")

    @registry.handles("stripe", "*")
    def swallow(event: WebhookEvent) -> None:
        notify(event)
        with suppress(ProgrammingError):
            Patient.objects.count()

    burst(registry)
    assert (effects(), queue.row(event_id).status) == ([], "failed")


def test_what_goes_wrong_after_the_commit_undoes_no_success(
    queue: Queue, world: World, registry: Registry, lines: list[dict[str, Any]]
) -> None:
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2")

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        transaction.on_commit(fail)

    worker = burst(registry, batch=1)
    assert effects() == ["evt_1", "evt_2"]
    assert {(queue.row(key).status, queue.row(key).attempts) for key in made} == {("success", 1)}
    (seen,) = [row for row in queue.owner.execute(WORKERS) if row.name == worker.name]
    assert (seen.succeeded, seen.failed) == (2, 0)
    assert [(line["what"], line.get("status"), line.get("error")) for line in lines[1:-1]] == [
        ("failed after its success", None, "not yet"),
        ("processed", "success", None),
    ] * 2


def test_words_that_postgresql_cannot_hold_are_kept_as_far_as_it_can(
    queue: Queue, world: World, registry: Registry
) -> None:
    half, after = queue.put(world.a.clinic.pk, "evt_1", "evt_2")

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        if event.event_id == "evt_1":
            raise HandlerError("not \ud800 \0yet")

    burst(registry)
    assert (queue.row(half).status, queue.row(half).error) == ("failed", "not ? yet")
    assert queue.row(after).status == "success"


def test_what_a_handler_sets_for_its_session_hides_no_table_from_the_next(
    queue: Queue, world: World, registry: Registry
) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2")

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', '', false)")

    burst(registry)
    assert effects() == ["evt_1", "evt_2"]


def test_a_savepoint_of_a_handlers_own_is_fine(
    queue: Queue, world: World, registry: Registry
) -> None:
    queue.put(world.a.clinic.pk, "evt_1")

    @registry.handles("stripe", "*")
    def try_out(event: WebhookEvent) -> None:
        with pytest.raises(ProgrammingError), transaction.atomic():
            Patient.objects.count()
        notify(event)

    burst(registry)
    assert effects() == ["evt_1"]


def test_what_a_handler_says_is_kept(queue: Queue, world: World, registry: Registry) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    registry.handles("stripe", "*")(lambda event: "nothing to do")
    burst(registry)
    row = queue.row(event_id)
    assert (row.status, row.error) == ("success", None)
    assert row.history == [{"attempt": 1, "note": "nothing to do"}]


def test_a_type_that_nothing_handles_is_done_and_a_source_is_not(
    queue: Queue, world: World, registry: Registry
) -> None:
    (of_type,) = queue.put(world.a.clinic.pk, "evt_1", event_type="customer.created")
    (of_source,) = queue.put(world.a.clinic.pk, "evt_2", source="nobody")
    registry.handles("stripe", "paid")(notify)
    burst(registry)
    row = queue.row(of_type)
    assert (row.status, row.history) == ("success", [{"attempt": 1, "note": "no handler"}])
    assert (queue.row(of_source).status, queue.row(of_source).error) == (
        *("dead_letter", "no handler of this source"),
    )


def test_poison_holds_up_nobody(queue: Queue, world: World, registry: Registry) -> None:
    bad = queue.put(world.a.clinic.pk, *(f"bad_{n}" for n in range(5)), max_attempts=2)
    queue.put(world.a.clinic.pk, "evt_1", "evt_2")

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        if event.event_id.startswith("bad"):
            raise ValueError

    burst(registry, batch=2)
    assert effects() == ["evt_1", "evt_2"]
    for event_id in bad:
        queue.come_due(event_id)
    burst(registry, batch=2)
    assert {queue.row(event_id).status for event_id in bad} == {"dead_letter"}
    assert effects() == ["evt_1", "evt_2"]


@pytest.mark.parametrize(
    "payload", ['{"n": 1e5000}', "[" * 3000 + "]" * 3000], ids=["a long number", "deep"]
)
def test_what_python_cannot_read_is_a_dead_letter_and_holds_up_nobody(
    queue: Queue, world: World, registry: Registry, payload: str
) -> None:
    """It is claimed with others, of two clinics: once by itself, and once by who finishes another."""
    (first,) = queue.put(world.b.clinic.pk, "evt_1")
    made = queue.put(world.a.clinic.pk, "poison", "poison too", payload=payload)
    queue.put(world.a.clinic.pk, "evt_2")
    queue.put(world.b.clinic.pk, "evt_3")
    registry.handles("stripe", "*")(notify)
    burst(registry, batch=2)
    assert effects() == ["evt_1", "evt_2", "evt_3"]
    assert queue.row(first).status == "success"
    ended = queue.owner.execute(
        "SELECT status, attempts, error FROM clinic.webhook_events WHERE id = ANY (%s)", [made]
    )
    assert {*ended} == {("dead_letter", 1, "the payload cannot be read")}


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_a_handler_that_would_end_its_thread_has_failed(
    queue: Queue, world: World, registry: Registry, error: type[BaseException]
) -> None:
    bad, *_ = queue.put(world.a.clinic.pk, "bad", "evt_1")

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        if event.event_id == "bad":
            raise error

    burst(registry)
    row = queue.row(bad)
    assert (row.status, row.attempts) == ("failed", 1)
    assert row.error.startswith(f"{error.__name__} (test_worker.py, line ")
    assert effects() == ["evt_1"]


class Breaking(Registry):
    """One in which looking for a handler goes wrong, as nobody foresaw, for events called "breaks"."""

    def find(self, source: str | None, event_type: str | None) -> Handler | None:
        if event_type == "breaks":
            raise MemoryError
        return super().find(source, event_type)


def test_a_thread_that_is_lost_gives_back_what_it_holds_and_the_worker_ends_badly(
    queue: Queue, world: World, lines: list[dict[str, Any]]
) -> None:
    queue.put(world.a.clinic.pk, "evt_1", event_type="breaks")
    (held,) = queue.put(world.a.clinic.pk, "evt_2")
    registry = Breaking()
    registry.handles("stripe", "*")(notify)
    worker = Process(Options(**USUAL), registry)
    assert worker.run() is False
    row = queue.row(held)
    assert (row.status, row.attempts, row.lease_owner) == ("pending", 0, None)
    (lost,) = [line for line in lines if line["what"] == "thread lost"]
    assert lost["error"].startswith("MemoryError")
    (seen,) = [row for row in queue.owner.execute(WORKERS) if row.name == worker.name]
    assert seen.ended_at is None


def test_who_has_lost_a_thread_finishes_what_others_are_at_when_it_is_told_to_stop(
    queue: Queue, world: World, lines: list[dict[str, Any]]
) -> None:
    """To be told once is to be told for the first time."""
    (first,) = queue.put(world.a.clinic.pk, "evt_1")
    begun, goes_on = Event(), Event()
    registry = Breaking()

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        begun.set()
        goes_on.wait(30)
        notify(event)

    with at_work(registry, concurrency=2, batch=1) as worker:
        assert begun.wait(30)
        queue.put(world.a.clinic.pk, "evt_2", event_type="breaks")
        wait_for(lambda: any(line["what"] == "thread lost" for line in lines))
        wait_for(worker._stopping.is_set)
        worker.stop()
        assert not worker._leaves_at_once
        goes_on.set()
        wait_for(lambda: any(line["what"] == "ended" for line in lines))
    assert queue.row(first).status == "success"
    assert effects() == ["evt_1"]


def test_a_handler_that_hangs_is_undone_and_another_thread_takes_its_place(
    queue: Queue, world: World, registry: Registry, lines: list[dict[str, Any]]
) -> None:
    (hung,) = queue.put(world.a.clinic.pk, "hangs")
    wakes = Event()

    @registry.handles("stripe", "*", limit=timedelta(seconds=0.1))
    def handle(event: WebhookEvent) -> None:
        notify(event)
        if event.event_id == "hangs":
            wakes.wait(30)
            notify(event)

    with at_work(registry):
        wait_for(lambda: queue.row(hung).status == "failed")
        queue.put(world.a.clinic.pk, "evt_1")
        wait_for(lambda: effects() == ["evt_1"])
        wakes.set()
        wait_for(lambda: any(line["what"] == "lease lost" for line in lines))
    (woken,) = [line for line in lines if line.get("id") == str(hung) and "status" in line]
    assert woken["error"].startswith("OperationalError 57P01"), "its session was left to it"
    row = queue.row(hung)
    assert (row.status, row.attempts, row.error) == ("failed", 1, "longer than 0.1 s")
    assert effects() == ["evt_1"]


def test_what_a_thread_holds_that_hangs_goes_to_others(
    queue: Queue, world: World, registry: Registry
) -> None:
    queue.put(world.a.clinic.pk, "hangs", "evt_1", "evt_2")
    wakes = Event()

    @registry.handles("stripe", "*", limit=timedelta(seconds=0.1))
    def handle(event: WebhookEvent) -> None:
        if event.event_id == "hangs":
            wakes.wait(30)
        notify(event)

    with at_work(registry):
        wait_for(lambda: effects() == ["evt_1", "evt_2"])
        wakes.set()


def test_a_statement_that_takes_too_long_is_ended_by_itself(
    queue: Queue, world: World, registry: Registry
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")

    @registry.handles("stripe", "*", limit=timedelta(seconds=0.1))
    def sleep(event: WebhookEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")

    burst(registry)
    assert queue.row(event_id).error.startswith("OperationalError 57014 (")


def test_a_handler_may_take_longer_than_the_login_allows(
    queue: Queue, world: World, registry: Registry
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    allowed: list[Any] = []

    @registry.handles("stripe", "*", limit=timedelta(minutes=2))
    def look(event: WebhookEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'),"
                " current_setting('idle_in_transaction_session_timeout')"
            )
            allowed.append(cursor.fetchone())

    burst(registry)
    assert queue.row(event_id).status == "success"
    assert allowed == [("2min", "122s")]


def test_whoever_has_lost_its_lease_marks_nothing_and_leaves_no_effect(
    queue: Queue, world: World, registry: Registry
) -> None:
    """The lease runs out while the handler is at it, as it does when the worker's machine stands still."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")

    @registry.handles("stripe", "*")
    def stand_still(event: WebhookEvent) -> None:
        notify(event)
        if event.attempts == 1:
            queue.run_out(queue.row(event.pk))

    burst(registry)
    row = queue.row(event_id)
    assert (row.status, row.attempts) == ("success", 2)
    assert [kept["error"] for kept in row.history] == ["The lease ran out."]
    assert effects() == ["evt_1"]


def test_leases_of_what_runs_and_what_waits_behind_it_are_extended(
    queue: Queue, world: World, registry: Registry
) -> None:
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2")
    goes_on = Event()

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        goes_on.wait(30)
        notify(event)

    with at_work(registry, lease=timedelta(seconds=0.9)):
        wait_for(lambda: {queue.row(key).status for key in made} == {"processing"})
        lasted_until = max(queue.row(key).lease_expires_at for key in made)
        wait_for(
            lambda: (
                min(queue.row(key).lease_expires_at for key in made)
                > lasted_until + timedelta(seconds=1)
            )
        )
        goes_on.set()
        wait_for(lambda: effects() == ["evt_1", "evt_2"])
    assert {queue.row(key).attempts for key in made} == {1}


def test_who_is_told_to_stop_finishes_and_gives_back_the_rest(
    queue: Queue, world: World, registry: Registry
) -> None:
    first, *rest = queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    begun, goes_on = Event(), Event()

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        begun.set()
        goes_on.wait(30)
        notify(event)

    with at_work(registry) as worker:
        assert begun.wait(30)
        worker.stop()
        goes_on.set()
    assert effects() == ["evt_1"]
    assert queue.row(first).status == "success"
    for event_id in rest:
        row = queue.row(event_id)
        assert (row.status, row.attempts, row.lease_owner, row.history) == ("pending", 0, None, [])
    burst(registry)
    assert effects() == ["evt_1", "evt_2", "evt_3"]


def test_only_what_is_still_held_is_given_back(queue: Queue, world: World) -> None:
    lost, held = queue.put(world.a.clinic.pk, "evt_1", "evt_2")
    worker, other = queue.worker("w1"), queue.worker("w2")
    batch = worker.claim(2)
    queue.run_out(queue.row(lost))
    (again,) = other.claim()
    given = worker.run(
        "SELECT webhook.give_back(%s, %s, %s)",
        *("w1", [event.id for event in batch], [event.attempts for event in batch]),
    )
    assert given[0].give_back == 1
    assert (queue.row(lost).lease_owner, queue.row(lost).attempts) == ("w2", 2)
    assert other.mark(again, "success") == "success"
    assert [event.id for event in other.claim(5)] == [held]


def test_what_was_held_before_is_not_given_back_now(queue: Queue, world: World) -> None:
    """By its name alone a thread would pass, whose lease ran out and who has claimed the event again."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker("w1")
    lost = worker.claim()
    queue.run_out(lost[0])
    again = worker.claim()
    assert worker.give_back(lost) == 0
    assert queue.row(event_id).status == "processing"
    assert worker.give_back(again) == 1


def test_what_is_given_back_after_long_gets_a_place_again(queue: Queue, world: World) -> None:
    """It was taken out of the line meanwhile, so that claims begin behind it."""
    (slow,) = queue.put(world.a.clinic.pk, "evt_1")
    worker = queue.worker("w1")
    (event,) = worker.claim()
    queue.set(slow, last_attempt_at="now() - interval '1 second'")
    worker.tend()
    assert queue.row(slow).place < 0
    worker.run("SELECT webhook.give_back('w1', %s, %s)", [slow], [event.attempts])
    (again,) = queue.worker("w2").claim()
    assert (again.id, again.attempts, queue.row(slow).next_attempt_at) == (slow, 1, None)


def test_who_sleeps_wakes_when_an_event_comes(
    queue: Queue, world: World, registry: Registry
) -> None:
    """Its nap is longer than anybody waits."""
    registry.handles("stripe", "*")(notify)
    with at_work(registry, nap=timedelta(hours=1)):
        asleep = "SELECT last_value > extract(epoch FROM now()) * 1e6 FROM webhook.asleep_until"
        wait_for(lambda: queue.owner.execute(asleep).fetchall()[0][0])
        receiver = queue.connect(world.a.clinic.pk)
        receiver.execute("SELECT webhook.receive_event('stripe', 'evt_1', '{}')")
        wait_for(lambda: effects() == ["evt_1"])
    queue.owner.execute("SELECT setval('webhook.asleep_until', 0)")


def test_what_is_due_is_found_without_a_message(
    queue: Queue, world: World, registry: Registry
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    registry.handles("stripe", "*")(lambda event: notify(event) if event.attempts > 1 else fail())
    with at_work(registry):
        wait_for(lambda: queue.row(event_id).status == "failed")
        queue.come_due(event_id)
        wait_for(lambda: effects() == ["evt_1"])


def fail() -> None:
    raise HandlerError("not yet")


def test_a_worker_survives_its_connections(
    queue: Queue, world: World, registry: Registry, lines: list[dict[str, Any]]
) -> None:
    """Each session of the worker's login is ended, one of them in the middle of a handler."""
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1")
    begun, goes_on = Event(), Event()

    @registry.handles("stripe", "*")
    def handle(event: WebhookEvent) -> None:
        notify(event)
        begun.set()
        goes_on.wait(30)

    with at_work(registry):
        assert begun.wait(30)
        turn_out()
        goes_on.set()
        wait_for(lambda: queue.row(event_id).status == "failed")
        assert (effects(), queue.row(event_id).error.split(" (")[0]) == (
            *([], "OperationalError 57P01"),
        )
        turn_out()
        queue.put(world.a.clinic.pk, "evt_2")
        wait_for(lambda: effects() == ["evt_2"])
    assert "database error" in {line["what"] for line in lines}


def turn_out() -> None:
    """End every other session of the worker's login."""
    with connect("worker") as itself:
        itself.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = session_user"
            " AND pid <> pg_backend_pid()"
        )


def test_events_of_named_sources_are_taken_alone(
    queue: Queue, world: World, registry: Registry
) -> None:
    for source in ("stripe", "twilio", "daily"):
        registry.handles(source, "*")(notify)
        queue.put(world.a.clinic.pk, *(f"{source}_{n}" for n in range(3)), source=source)
    burst(registry, sources=("stripe", "daily"), batch=2)
    assert effects() == [*(f"daily_{n}" for n in range(3)), *(f"stripe_{n}" for n in range(3))]


def test_a_worker_is_seen_and_says_when_it_ends(
    queue: Queue, world: World, registry: Registry
) -> None:
    queue.put(world.a.clinic.pk, "evt_1", "evt_2", "evt_3")
    registry.handles("stripe", "*")(
        lambda event: fail() if event.event_id == "evt_3" else notify(event)
    )
    worker = burst(registry, batch=5, sources=("stripe",))
    superadmin = queue.person("clinic_superadmin", world.a.clinic.pk, world.superadmin.pk)
    (row,) = superadmin.execute(
        "SELECT * FROM webhook.workers WHERE name = %s", [worker.name]
    ).fetchall()
    assert (row.sources, row.concurrency, row.batch_size, row.running) == (["stripe"], 1, 5, 0)
    assert (row.succeeded, row.failed) == (2, 1)
    assert row.started_at <= row.last_seen == row.ended_at


def test_who_was_not_seen_for_long_is_forgotten(
    queue: Queue, world: World, registry: Registry
) -> None:
    old = burst(registry)
    queue.owner.execute(
        "UPDATE webhook.workers SET last_seen = now() - interval '8 days' WHERE name = %s",
        [old.name],
    )
    new = burst(registry)
    names = {row.name for row in queue.owner.execute(WORKERS)}
    assert new.name in names
    assert old.name not in names


def test_each_event_is_a_line_of_the_log(
    queue: Queue, world: World, registry: Registry, lines: list[dict[str, Any]]
) -> None:
    (event_id,) = queue.put(world.a.clinic.pk, "evt_1", event_type="paid")
    registry.handles("stripe", "paid")(notify)
    worker = burst(registry)
    (line,) = [line for line in lines if line["what"] == "processed"]
    assert line | {"at": "", "seconds": 0} == {
        "at": "",
        "level": "info",
        "what": "processed",
        "id": str(event_id),
        "clinic": str(world.a.clinic.pk),
        "source": "stripe",
        "type": "paid",
        "attempt": 1,
        "worker": f"{worker.name}/1",
        "status": "success",
        "seconds": 0,
        "note": None,
    }
    assert [line["what"] for line in lines] == ["started", "processed", "ended"]
