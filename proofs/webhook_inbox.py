"""Webhook events of web servers, workers and databases that are killed: each is processed, and has its effect once.

On a PostgreSQL of its own, which writes to the disk what it confirms. Three senders post signed events of five
clinics and of the platform to two web servers, every fifth twice, and again what they had no good answer to; two
workers process them, four at a time. In each round one web server and one worker are killed (-9) and others take
their place; then every process of PostgreSQL is. Every tenth event takes its time, some hang at their first attempt, some fail for ever,
and some are dead letters at once. Now and then a worker is stopped (SIGSTOP) until its leases have run out, and goes on.

In the end everything that was accepted has been processed, with one effect; the bad ones are dead letters without one,
until they are replayed to a worker that knows better. To save hours, what has failed is due at once from then on.

    python proofs/webhook_inbox.py [--rounds N]
"""

import argparse
import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID, uuid4

import django
import psycopg

if TYPE_CHECKING:
    from tests.scratch import Database
    from webhooks.models import WebhookEvent

ROOT = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(ROOT), str(ROOT / "platform")]

SEED = 2026
CLINICS, SENDERS, RECEIVERS, WORKERS = 5, 3, 2, 2
SOURCE, LEASE = "proof", 2.0
ROUNDS_BETWEEN_STOPS = 8
KNOWS_BETTER = "PROOF_KNOWS_BETTER"
PAUSE, PATIENCE = 0.002, 10.0
"""Seconds between two events of a sender, and for which it waits for an answer."""
SECRET = token_hex(32)

KINDS = {"plain": 80, "slow": 10, "hangs": 1, "fails": 3, "is_wrong": 3, "is_unknown": 3}
"""Event types, and how many of a hundred are of each."""
BAD = ("fails", "is_wrong")

EFFECTS = """
CREATE TABLE public.proof_effects (event_id uuid NOT NULL);
GRANT INSERT ON public.proof_effects TO clinic_worker;
"""
SET_UP = """
from identity.models import Clinic
from webhooks.models import WebhookSecret, WebhookSource

clinics = [
    Clinic.objects.using("owner").create(
        code=f"C{number}", name=f"C{number}", registration_number=f"C{number}", address="1 Example Street",
        postal_code="018956", phone="+6561234567", email="hello@demo.example",
    )
    for number in range(CLINICS)
]
for clinic in (*clinics, None):
    source = WebhookSource.objects.using("owner").create(clinic=clinic, name=SOURCE, scheme="stripe")
    WebhookSecret.objects.using("owner").create(clinic=clinic, source=source, secret=SECRET)
"""
SOURCES = "SELECT id, clinic_id FROM clinic.webhook_sources"
IN_WORK = (
    "SELECT count(*) FROM clinic.webhook_events WHERE status NOT IN ('success', 'dead_letter')"
)
COME_DUE = "UPDATE clinic.webhook_events SET next_attempt_at = now() WHERE status = 'failed' AND next_attempt_at > now()"
ENDED = """
SELECT event.event_id, event.event_type, event.status::text, count(effect.event_id),
    event.history @> '[{"error": "longer than 1 s"}]',
    event.attempts = event.max_attempts AND event.attempts - 10 BETWEEN 0 AND jsonb_array_length(
        jsonb_path_query_array(event.history, '$[*] ? (@.error == "The lease ran out.")')
    )
FROM clinic.webhook_events AS event
LEFT JOIN public.proof_effects AS effect ON effect.event_id = event.id
GROUP BY event.id
"""
STRAY = "SELECT count(*) FROM public.proof_effects AS e WHERE NOT EXISTS (SELECT FROM clinic.webhook_events AS w WHERE w.id = e.event_id)"
LOST = 'SELECT count(*) FROM clinic.webhook_events WHERE history @> \'[{"error": "The lease ran out."}]\''
DEAD_WORKERS = "SELECT count(*) FROM webhook.workers WHERE ended_at IS NULL"
REPLAY = "SELECT webhook.replay(p_source => %s)"
DURABLE = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"


@dataclass
class Stage:
    """Who plays: senders, web servers by their addresses, and workers; and how many were killed."""

    made: "Database"
    folder: Path
    sources: dict[UUID, UUID | None]
    senders: list[BaseProcess] = field(default_factory=list)
    receivers: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)
    workers: list["subprocess.Popen[str]"] = field(default_factory=list)
    log: IO[bytes] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def journal(self, number: int) -> Path:
        """Give where a sender writes what it sends, and what was accepted."""
        return self.folder / f"sender {number}"

    def let_send(self, number: int) -> None:
        """Begin a sender."""
        process = get_context("fork").Process(target=send, args=(self, number), daemon=True)
        process.start()
        self.senders.append(process)

    def let_receive(self, address: str) -> None:
        """Begin a web server, as it is run in production: with the run-time login's URL alone."""
        from tests.web.server import start

        assert self.log
        self.receivers[address] = start(self.made, address, self.log)

    def let_work(self, **environment: str) -> None:
        """Begin a worker, as it is run in production: with the worker's URL alone."""
        from tests.scratch import WORKER

        urls = {"WORKER_DATABASE_URL": self.made.url(WORKER), "SECRET_KEY": "of the proof"}
        self.workers.append(
            subprocess.Popen(
                [sys.executable, __file__, "--work"],
                env=os.environ | urls | {"DJANGO_ENV": "production"} | environment,
                stdout=self.log,
                stderr=self.log,
                text=True,
            )
        )

    def kill_receiver(self, address: str) -> None:
        """Kill a web server, and begin another."""
        self.receivers[address].kill()
        self.receivers[address].wait()
        self.killed["web servers"] += 1
        self.let_receive(address)

    def kill_worker(self, number: int) -> None:
        """Kill a worker, and begin another."""
        self.workers[number].kill()
        self.workers.pop(number).wait()
        self.killed["workers"] += 1
        self.let_work()

    def supervise(self, **environment: str) -> None:
        """Begin another worker for each that has ended, since too many of its handlers hang."""
        for worker in [worker for worker in self.workers if worker.poll() is not None]:
            assert worker.returncode == 1, "a worker ended otherwise than by its own decision"
            self.workers.remove(worker)
            self.killed["gave up by themselves"] += 1
            self.let_work(**environment)

    def end_workers(self) -> None:
        """Tell workers to end, and wait until they have."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            assert worker.wait(60) in {0, 1, -signal.SIGTERM}, "a worker did not end"
        self.workers.clear()

    def answered(self, how: str) -> set[str]:
        """Give the events that were `accepted`, or `refused`."""
        lines = [
            line.split()
            for number in range(SENDERS)
            for line in self.journal(number).read_text().splitlines()
        ]
        return {words[1] for words in lines if words[0] == how and len(words) == 2}


def main() -> int:
    """Prove it, and print what was seen; an assertion fails where something is lost, or there twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help="of three kills each")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    if given.work:
        return work()
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of each connection that is cut
    from proofs.its_server import its_server, kill

    chance = random.Random(SEED)  # noqa: S311 - moments, no secret
    with its_server() as (server, made), stage(made) as played:
        for number in range(1, given.rounds + 1):
            time.sleep(chance.uniform(2.0, 5.0))
            played.kill_receiver(chance.choice([*played.receivers]))
            time.sleep(chance.uniform(0.0, 0.5))
            played.supervise()
            played.kill_worker(chance.randrange(WORKERS))
            time.sleep(chance.uniform(0.1, 1.0))
            kill(server, made)
            played.killed["databases"] += 1
            assert server.ensure_running() == made.server
            if number % ROUNDS_BETWEEN_STOPS == 0:
                stop_for_a_while(played, chance)
            if number % 10 == 0:
                tell(f"{number} rounds: killed {counted(played.killed)}")
        for sender in played.senders:
            assert sender.is_alive(), "a sender has ended"
            sender.kill()
            sender.join()
        look_at(played)
    return 0


@contextmanager
def stage(made: "Database") -> Iterator[Stage]:
    """Give senders, web servers and workers at work."""
    from postgres.embedded.server import HOST
    from tests.scratch import free_port

    made.manage("shell", "-v0", "-c", f"{CLINICS=}\n{SOURCE=}\n{SECRET=}\n{SET_UP}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        log = stack.enter_context((folder / "log").open("wb"))
        with made.connect() as owner:
            assert owner.execute(DURABLE).fetchone() == ("on", "on", "on")
            owner.execute(EFFECTS)
            sources = dict(owner.execute(SOURCES).fetchall())
        played = Stage(made, folder, sources, log=log)
        try:
            for _ in range(RECEIVERS):
                played.let_receive(f"http://{HOST}:{free_port()}")
            for number in range(SENDERS):
                played.journal(number).touch()
                played.let_send(number)
            for _ in range(WORKERS):
                played.let_work()
            yield played
        finally:
            for sender in played.senders:
                sender.kill()
            for process in (*played.receivers.values(), *played.workers):
                process.kill()


def send(played: Stage, number: int) -> None:
    """Be a sender: post events until killed, and each until it is accepted, with a journal of that."""
    from tests.webhooks.senders import Stripe

    chance = random.Random()  # noqa: S311 - what is sent, no secret
    sources, addresses = [*played.sources], [*played.receivers]
    with played.journal(number).open("ab", buffering=0) as lines:
        while True:
            name, kind = new_event(chance)
            body = json.dumps({"id": name, "type": kind}).encode()
            path = f"/webhooks/{chance.choice(sources)}/"
            good = 2 if chance.random() < 0.2 else 1
            while good:
                sender = Stripe(f"{chance.choice(addresses)}{path}", SECRET)
                # Nobody listens there just now, or it was cut short.
                with suppress(OSError, HTTPException):
                    status = sender.send(body, sender.sign(body), patience=PATIENCE).status
                    good -= status == 200
                    if status not in {200, 500}:
                        lines.write(f"refused {name}\n".encode())
                time.sleep(PAUSE)
            lines.write(f"accepted {name}\n".encode())


def new_event(chance: random.Random) -> tuple[str, str]:
    """Give an event's id, which no other has, and its type."""
    (kind,) = chance.choices([*KINDS], [*KINDS.values()])
    return str(uuid4()), kind


def work() -> int:
    """Be a worker, whose handlers have effects that are counted."""
    from django.core.management import call_command
    from django.db import connection

    from webhooks.registry import PermanentError, handles

    def effect(event: "WebhookEvent") -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO public.proof_effects VALUES (%s)", [event.pk])

    @handles(SOURCE, "plain")
    def plain(event: "WebhookEvent") -> None:
        effect(event)

    @handles(SOURCE, "slow")
    def slow(event: "WebhookEvent") -> None:
        effect(event)
        time.sleep(0.1)

    @handles(SOURCE, "hangs", limit=timedelta(seconds=1))
    def hangs(event: "WebhookEvent") -> None:
        effect(event)
        if event.attempts == 1:
            time.sleep(2.5)  # longer than its limit, and its session

    @handles(SOURCE, *BAD)
    def bad(event: "WebhookEvent") -> None:
        effect(event)
        if not os.environ.get(KNOWS_BETTER):
            raise {"fails": ValueError, "is_wrong": PermanentError}[event.event_type or ""]("bad")

    call_command("webhook_worker", concurrency=4, batch=5, lease=LEASE, nap=1.0)
    return 0


def stop_for_a_while(played: Stage, chance: random.Random) -> None:
    """Let a worker stand still until its leases have run out, and go on as if nothing had been."""
    worker = chance.choice(played.workers)
    worker.send_signal(signal.SIGSTOP)
    time.sleep(1.5 * LEASE)
    worker.send_signal(signal.SIGCONT)
    played.killed["stopped for a while"] += 1


def look_at(played: Stage) -> None:
    """Hold that everything has ended as it should, then that dead letters do when they are replayed."""
    accepted = played.answered("accepted")
    assert not played.answered("refused"), "a good event was refused"
    with played.made.connect() as owner:
        drain(played, owner)
        found = ended(owner)
        assert not accepted - found.keys(), "accepted, and not there"
        outcomes: Counter[str] = Counter()
        for name, (kind, status, effects, was_hung, used_up) in found.items():
            dead = kind in BAD
            right = (
                "dead_letter" if dead else "success",
                0 if dead or kind == "is_unknown" else 1,
            )
            assert (status, effects) == right, (name, status, effects)
            assert kind != "fails" or used_up, name
            outcomes[f"{kind}: {status}"] += 1
            outcomes["hung"] += was_hung
        assert one(owner, STRAY) == 0
        tell(f"killed {counted(played.killed)}")
        tell(
            f"{len(accepted)} events were accepted, {len(found)} kept: {counted(outcomes)}; {one(owner, LOST)}"
            " had a lease that ran out; none is stuck"
        )
        tell(
            f"each that succeeded has one effect, no dead letter has any; {one(owner, DEAD_WORKERS)} workers"
            " have not said that they ended"
        )
        assert outcomes["hung"], "no handler ever hung"
        played.end_workers()
        replay(played, owner)


def replay(played: Stage, owner: psycopg.Connection[Any]) -> None:
    """Hold that dead letters that are replayed have their effect once, whatever is killed."""
    from tests.scratch import WORKER

    replayed = 0
    with psycopg.connect(played.made.url(WORKER), autocommit=True) as replayer:
        replayer.execute("SET ROLE clinic_worker")
        for clinic in played.sources.values():
            replayer.execute(
                "SELECT set_config('app.current_clinic_id', %s, false)", [str(clinic or "")]
            )
            replayed += one(replayer, REPLAY, SOURCE)
    knows_better = {KNOWS_BETTER: "yes"}
    for _ in range(WORKERS):
        played.let_work(**knows_better)
    time.sleep(2)
    played.workers.pop().kill()
    drain(played, owner, **knows_better)
    kinds = {name: row for name, row in ended(owner).items() if row[0] in BAD}
    assert len(kinds) == replayed
    assert {(status, effects) for _, status, effects, *_ in kinds.values()} == {("success", 1)}
    played.end_workers()
    tell(f"{replayed} dead letters were replayed, and have succeeded, with one effect each")


def drain(played: Stage, owner: psycopg.Connection[Any], **environment: str) -> None:
    """Wait until nothing waits; what has failed is due at once."""
    deadline = time.monotonic() + 300
    while left := one(owner, IN_WORK):
        assert time.monotonic() < deadline, f"{left} events are stuck"
        owner.execute(COME_DUE)
        played.supervise(**environment)
        time.sleep(0.2)


def ended(owner: psycopg.Connection[Any]) -> dict[str, tuple[str, str, int, bool, bool]]:
    """Give by the sender's name of each event its type, how it has ended, how many effects it has, and more.

    Namely whether it hung, and whether it had its ten attempts, and no more but for those that were lost with others.
    """
    return {name: row for name, *row in owner.execute(ENDED)}


def one(connection: psycopg.Connection[Any], query: str, *values: object) -> int:
    """Give the number that a query asks for."""
    (row,) = connection.execute(query.encode(), values).fetchall()
    return int(row[0])


def counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def tell(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
