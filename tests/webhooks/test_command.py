"""`manage.py webhook_worker`, as it is run: a process that knows the worker's URL alone."""

import json
import signal
from collections.abc import Iterator
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests.scratch import APP, Database, refuse, server_of_the_tests, succeed, wait_for
from tests.webhooks.conftest import Queue
from tests.world import OWNER, World
from webhooks.registry import Registry
from webhooks.worker import Options, Process

ALONE = {"DATABASE_URL": "", "APP_DATABASE_URL": "", "DJANGO_ENV": "production", "SECRET_KEY": "x"}
RUNNING = "SELECT running FROM webhook.workers WHERE ended_at IS NULL AND last_seen > now() - interval '1 minute'"


@pytest.fixture
def database(world: World) -> Database:
    """Give the tests' own database, in which the world is."""
    return Database(connections[OWNER].settings_dict["NAME"], *server_of_the_tests())


@pytest.fixture
def forgotten(queue: Queue) -> Iterator[None]:
    yield
    queue.owner.execute("DELETE FROM webhook.workers")


def test_it_processes_what_waits_and_logs_lines_of_json(
    queue: Queue, database: Database, world: World, forgotten: None
) -> None:
    made = queue.put(world.a.clinic.pk, "evt_1", "evt_2", event_type="customer.created")
    printed = succeed(database.start("webhook_worker", "--burst", "--concurrency", "1", **ALONE))
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["what"] for line in lines] == ["started", "processed", "processed", "ended"]
    assert {queue.row(event_id).status for event_id in made} == {"success"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(
    queue: Queue, database: Database, forgotten: None, number: signal.Signals
) -> None:
    worker = database.start("webhook_worker", **ALONE)
    wait_for(lambda: bool(queue.owner.execute(RUNNING).fetchall()))
    worker.send_signal(number)
    succeed(worker)
    (row,) = queue.owner.execute("SELECT * FROM webhook.workers").fetchall()
    assert row.ended_at is not None


def test_who_is_told_again_while_it_is_told_to_stop_leaves_at_once() -> None:
    """A signal comes in the middle of whatever the main thread is at, and Event.set waits for itself."""
    worker = Process(Options(), Registry())
    sets: list[None] = []

    class Interrupted(Event):
        def set(self) -> None:
            sets.append(None)
            worker.stop()
            super().set()

    worker._stopping = Interrupted()
    worker.stop()
    assert worker._stopping.is_set()
    assert (len(sets), worker._leaves_at_once) == (1, True)


def test_one_that_was_killed_is_seen_to_be_dead(
    queue: Queue, database: Database, forgotten: None
) -> None:
    """By the query of docs/webhooks.md, with less patience."""
    worker = database.start("webhook_worker", **ALONE)
    wait_for(lambda: bool(queue.owner.execute(RUNNING).fetchall()))
    worker.kill()
    worker.communicate()
    dead = "SELECT name FROM webhook.workers WHERE ended_at IS NULL AND last_seen < clock_timestamp() - interval '1 ms'"
    wait_for(lambda: bool(queue.owner.execute(dead).fetchall()))


def test_it_refuses_to_run_without_the_workers_login(database: Database) -> None:
    given = ALONE | {"WORKER_DATABASE_URL": "", "APP_DATABASE_URL": database.url(APP)}
    assert "WORKER_DATABASE_URL" in refuse(database.start("webhook_worker", **given))


def test_it_refuses_a_login_that_policies_do_not_hold(database: Database) -> None:
    given = ALONE | {"WORKER_DATABASE_URL": database.url(database.owner)}
    assert database.owner in refuse(database.start("webhook_worker", **given))


@pytest.mark.parametrize("option", ["--concurrency=0", "--batch=-1", "--lease=0", "--nap=-2"])
def test_it_refuses_numbers_that_make_no_sense(database: Database, option: str) -> None:
    assert refuse(database.start("webhook_worker", option, **ALONE))


@pytest.mark.parametrize(
    "option",
    [
        *("--batch=3000000000", "--concurrency=101", "--lease=1e12", "--lease=nan"),
        *("--nap=nan", "--nap=1e12", "--nap=inf"),
    ],
)
def test_it_says_how_much_is_too_much(option: str) -> None:
    name = option.split("=")[0]
    with pytest.raises(CommandError, match=f"{name} more than nothing, and at most"):
        call_command("webhook_worker", option)


def test_it_waits_for_a_server_that_is_not_there(database: Database) -> None:
    url = database.url("clinic_worker_app").replace(f":{database.server.port}/", ":1/")
    worker = database.start("webhook_worker", **ALONE | {"WORKER_DATABASE_URL": url})
    assert worker.stdout
    told = [json.loads(worker.stdout.readline())["what"] for _ in range(2)]
    worker.terminate()
    assert told == ["started", "database error"]
    worker.communicate()
    assert worker.returncode == 0
