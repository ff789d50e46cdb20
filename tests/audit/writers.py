"""Eight people who write all the time, each on a connection of their own, while something is done to the log."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID

from tests.audit.estate import Connection, call, make_patient
from tests.scratch import Database

EIGHT = 8


@dataclass
class Tally:
    """How many changes were committed, and how long the slowest took, in seconds."""

    written: int = 0
    slowest: float = 0.0
    _ended: Event = field(default_factory=Event)

    def add(self, seconds: float) -> None:
        self.written += 1
        self.slowest = max(self.slowest, seconds)


@contextmanager
def writing(made: Database, owner: Connection, clinic: UUID) -> Iterator[Callable[[], Tally]]:
    """Write until the block is over; the tally is of all writers, and raises what one of them has met."""
    over = Event()
    patients = [make_patient(owner, clinic, f"W-{n}") for n in range(EIGHT)]

    def write(patient: UUID) -> Tally:
        tally = Tally()
        with made.connect() as connection:
            while not over.is_set():
                began = time.monotonic()
                call(connection, patient, tally.written)
                tally.add(time.monotonic() - began)
        return tally

    futures: list[Future[Tally]] = []

    def tally() -> Tally:
        over.set()
        tallies = [future.result() for future in futures]
        return Tally(sum(one.written for one in tallies), max(one.slowest for one in tallies))

    with ThreadPoolExecutor(EIGHT) as pool:
        futures += [pool.submit(write, patient) for patient in patients]
        try:
            yield tally
        finally:
            over.set()
