"""Bookings of clients and a server that are killed: no half booking is left, and a retry books once.

On a server of its own, which writes to the disk what it confirms. In each round eight clients, a process each, book
without a pause under keys of their own, move and cancel what they have booked, and see patients who walk in. Half of
them are killed (-9), one of these between the commit of a booking and noting its answer, and begin again with the key
that they had no answer to; then every process of the server is.
After recovery nothing is wrong, every key that was answered gives the same appointment, and every other gives one.

    python proofs/booking.py [--rounds N]
"""

import argparse
import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import django
import psycopg

if TYPE_CHECKING:
    from postgres.embedded.server import EmbeddedServer
    from tests.concurrency.practice import Answer, Desk, Practice
    from tests.isolation.attempts import Acting
    from tests.scratch import Database

ROOT = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(ROOT), str(ROOT / "platform")]

SEED = 2026
EIGHT, DOCTORS, DAYS = 8, 6, 25
SLOTS = """
INSERT INTO clinic.appointment_slots (clinic_id, doctor_id, starts_at, duration_minutes)
SELECT %(clinic)s, %(doctor)s, %(first)s + make_interval(days => day, mins => 15 * quarter), 15
FROM generate_series(0, %(days)s - 1) AS day, generate_series(0, 31) AS quarter
RETURNING id
"""
GONE = {"57P01", "57P02", "57P03"}
"""What a server says that is about to go."""
DURABLE = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"


class ServerGoneError(Exception):
    """The server was killed."""


class Offer(NamedTuple):
    """What a client books under one key: a slot for a patient, and a slot to move that to."""

    slot: UUID
    patient: UUID
    spare: UUID


@dataclass(frozen=True)
class Client:
    """Somebody who books: with each doctor slots and a patient of their own, so that nobody is in the way."""

    who: "Acting"
    offers: list[Offer]
    walks_in: UUID
    journal: Path

    def asked(self) -> dict[str, str]:
        """Give each key that was asked under, and the appointment that was the answer, or nothing."""
        keys: dict[str, str] = {}
        for line in self.journal.read_text().splitlines():
            key, appointment, *_ = f"{line} ".split(" ")
            keys[key] = appointment
        return keys

    def told_again(self) -> list[str]:
        """Give the keys of which a second try learned that the first had booked."""
        return [
            line.split()[0]
            for line in self.journal.read_text().splitlines()
            if line.endswith(" again")
        ]

    def unanswered(self) -> list[str]:
        """Give the keys that were asked under in vain; a client that was begun again leaves a second."""
        return [key for key, appointment in self.asked().items() if not appointment]

    def number_of(self, key: str) -> int:
        """Give which of its keys that is."""
        return int(key.rpartition("-")[2])

    def offer(self, key: str) -> Offer:
        """Give what belongs to a key."""
        return self.offers[self.number_of(key)]

    def books(self, desk: "Desk", key: str) -> "Answer":
        """Ask for what belongs to a key."""
        return desk.books(key, self.offer(key).slot, self.offer(key).patient)()


def main() -> int:
    """Prove it, and print what was seen; an assertion fails where something is lost, or there twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="of killing")
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of each connection that is cut
    from proofs.its_server import its_server
    from tests.concurrency.practice import one

    chance = random.Random(SEED)  # noqa: S311 - moments, no secret
    found: Counter[str] = Counter()
    with its_server() as (server, made):
        with made.connect() as owner:
            assert one(owner, DURABLE) == ("on", "on", "on")
        for number in range(1, given.rounds + 1):
            found += a_round(server, made, chance, number)
    assert found["booked"], "no answer was ever lost of what was booked"
    assert found["lost"], "nobody was ever killed before what they asked for was booked"
    print(
        f"all: {found.total()} keys, each with one appointment; {found['answered']} were answered,"
        f" {found['booked']} had been booked without an answer, and {found['lost']} were by the retry;"
        " no deadlock, and nothing wrong"
    )
    return 0


def a_round(
    server: "EmbeddedServer", made: "Database", chance: random.Random, number: int
) -> "Counter[str]":
    """Let clients book at a new clinic, kill them and the server, and look at what is there."""
    from proofs.its_server import kill
    from tests.concurrency.practice import Practice

    with TemporaryDirectory() as folder:
        with Practice.opened(made) as before:
            clients = clients_of(before, Path(folder))
        until_clients, until_server = chance.uniform(0.3, 1.5), chance.uniform(0.1, 1.5)
        first, *others = chance.sample(range(EIGHT), EIGHT // 2)
        falls = {first: chance.randint(1, 5)}
        begun = [begin(made, client, falls.get(at)) for at, client in enumerate(clients)]
        time.sleep(until_clients)
        for unlucky in (first, *others):
            if unlucky != first:
                begun[unlucky].kill()
            begun[unlucky].join()
            begun.append(begin(made, clients[unlucky]))
        time.sleep(until_server)
        kill(server, made)
        for process in begun:
            process.join()
        ended = Counter(process.exitcode for process in begun)
        assert ended == {0: EIGHT, -signal.SIGKILL: EIGHT // 2}, ended
        assert server.ensure_running() == made.server
        with made.connect() as owner, ExitStack() as connections:
            found = look_at(replace(before, owner=owner, open=connections), clients)
    print(
        f"killed {number}: half of the clients after {until_clients:.1f} s, and the server {until_server:.1f} s"
        f" later; of {found.total()} keys {found['answered']} were answered and give the same appointment,"
        f" {found['booked']} had been booked without an answer, {found['lost']} were by the retry; nothing is wrong",
        flush=True,
    )
    return found


def clients_of(practice: "Practice", folder: Path) -> list[Client]:
    """Make doctors, and for each client their slots and patients."""
    from tests.isolation.attempts import Acting

    offers: list[list[Offer]] = [[] for _ in range(EIGHT)]
    for doctor in practice.doctors(DOCTORS):
        given = {"clinic": practice.clinic, "doctor": doctor, "first": practice.at(0), "days": DAYS}
        slots = [slot for (slot,) in practice.owner.execute(SLOTS, given)]
        for number, patient in enumerate(practice.patients(EIGHT)):
            own = slots[number::EIGHT]
            offers[number] += [
                Offer(slot, patient, spare) for slot, spare in zip(own[::2], own[1::2], strict=True)
            ]
    clients = [
        Client(
            Acting("staff", practice.login("staff"), practice.clinic),
            offers[number],
            practice.patient(),
            folder / str(number),
        )
        for number in range(EIGHT)
    ]
    for client in clients:
        client.journal.touch()
    return clients


def begin(made: "Database", client: Client, falls: int | None = None) -> BaseProcess:
    """Begin a client's process, which is killed with so many answers, the last of which it has not noted."""
    process = get_context("fork").Process(target=work, args=(made, client, falls))
    process.start()
    return process


def work(made: "Database", client: Client, falls: int | None) -> None:
    """Be a client: book until the server is gone, and keep a journal that outlives a kill."""
    from tests.concurrency.practice import Desk
    from tests.scratch import APP

    keys = [
        f"{client.journal.name}-{number}"
        for number in range(len(client.asked()), len(client.offers))
    ]
    try:
        with (
            client.journal.open("ab", buffering=0) as journal,
            psycopg.connect(made.url(APP), autocommit=True) as connection,
        ):
            desk = Desk(connection, client.who)
            for number, key in enumerate([*client.unanswered(), *keys], start=1):
                journal.write(f"{key}\n".encode())
                answer = client.books(desk, key)
                appointment = done(answer)
                if number == falls:
                    os.kill(os.getpid(), signal.SIGKILL)
                journal.write(f"{key} {appointment} {answer.outcome}\n".encode())
                go_on(desk, client, key, appointment)
    except (ServerGoneError, psycopg.OperationalError):
        return


def go_on(desk: "Desk", client: Client, key: str, appointment: str) -> None:
    """Do what follows a booking: that it is moved, or cancelled, or that somebody who walked in is seen."""
    match client.number_of(key) % 4:
        case 1:
            done(desk.calls("reschedule_booking", appointment, client.offer(key).spare)())
        case 2:
            done(desk.calls("cancel_booking", appointment)())
        case 3:
            done(desk.calls("register_walk_in", client.walks_in)())
            called = desk.calls("call_next")()
            if called.outcome != "queue_empty":
                for step in ("start_consultation", "complete"):
                    done(desk.calls(step, done(called))())


def done(answer: "Answer") -> str:
    """Give the appointment of an answer that must be yes."""
    if answer.outcome in GONE:
        raise ServerGoneError
    assert answer.outcome in {"success", "again"}, answer
    return str(answer.result["appointment_id"])


def look_at(practice: "Practice", clients: list[Client]) -> Counter[str]:
    """Hold that nothing is wrong, and that each key gives one appointment; count what keys were answered."""
    assert practice.faults() == []
    found: Counter[str] = Counter()
    for client in clients:
        desk = practice.desk("staff", client.who.user_id)
        told_again = client.told_again()
        for key, appointment in client.asked().items():
            answer = client.books(desk, key)
            if appointment:
                assert (answer.outcome, done(answer)) == ("again", appointment), (key, answer)
                found["booked" if key in told_again else "answered"] += 1
            else:
                done(answer)
                found["booked" if answer.outcome == "again" else "lost"] += 1
    assert practice.faults() == []
    assert practice.count("booking.booking_requests") == found.total()
    return found


if __name__ == "__main__":
    sys.exit(main())
