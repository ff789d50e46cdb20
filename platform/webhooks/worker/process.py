"""A worker: threads that process events, and this one, which keeps watch over them."""

import os
import secrets
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from threading import Event

from django.db import Error, connections

from webhooks.models.inbox import WebhookEventStatus as Status
from webhooks.registry import Registry
from webhooks.worker import line
from webhooks.worker.hand import Bell, Hand, Task, Ways
from webhooks.worker.journal import describe, tell

TICK = 0.25
"""Seconds between two looks at the threads."""

BEAT = 5.0
"""Seconds between two heartbeats."""

MOST_WAIT = 5.0
"""Seconds between attempts to reach the server, at most."""


@dataclass(frozen=True)
class Options:
    """How a worker works: of which sources (of all without any), and how many events at once."""

    sources: tuple[str, ...] = ()
    concurrency: int = 4
    batch: int = 10
    lease: timedelta = timedelta(minutes=1)
    nap: timedelta = timedelta(seconds=5)
    burst: bool = False

    @property
    def ways(self) -> Ways:
        """Give what each thread has to know."""
        return Ways(self.sources or (None,), self.batch, self.lease, self.nap, self.burst)


class Process:
    """A worker's process. `run` returns when it was told to stop and every thread has."""

    def __init__(self, options: Options, registry: Registry) -> None:
        self.options, self.registry = options, registry
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._bell, self._stopping = Bell(), Event()
        self._numbers = count(1)
        self._hands: list[Hand] = []
        self._hung: list[Hand] = []
        self._is_told = self._is_ending = self._has_lost = self._leaves_at_once = False
        self._listening: object = None
        self._next_beat = self._next_extension = 0.0

    def stop(self) -> None:
        """Finish what is being processed, and give back the rest; asked again, leave that to the leases."""
        self._leaves_at_once = self._is_told
        self._is_told = True
        self._let_finish()

    def _let_finish(self) -> None:
        """Let every thread finish what it is at.

        A signal may call this in the middle of itself, and Event.set would wait for itself then.
        """
        if not self._is_ending:
            self._is_ending = True
            self._stopping.set()

    def run(self) -> bool:
        """Work until told to stop, or in a burst until nothing waits; say whether all went well.

        Where a thread is lost, or too many hang, the others finish, and all of it ends: not well.
        """
        tell("started", worker=self.name, sources=self.options.sources)
        for _ in range(self.options.concurrency):
            self._employ()
        wait = TICK
        try:
            while any(hand.is_alive() for hand in self._hands) and not self._leaves_at_once:
                if self._has_lost_one():
                    self._has_lost = True
                    self._let_finish()
                if self._stopping.is_set():
                    self._bell.ring()
                try:
                    self._keep()
                    wait = TICK
                except Error as error:
                    tell("database error", worker=self.name, error=describe(error))
                    connections[line.ALIAS].close()
                    time.sleep(wait)
                    wait = min(2 * wait, MOST_WAIT)
            return self._ends_well()
        finally:
            connections[line.ALIAS].close()

    def _employ(self) -> None:
        hand = Hand(
            f"{self.name}/{next(self._numbers)}",
            self.options.ways,
            self.registry,
            self._bell,
            self._stopping,
        )
        self._hands.append(hand)
        hand.start()

    def _keep(self) -> None:
        """Do what the threads cannot: wake them, say that they are there, keep their leases, end what hangs."""
        self._listen()
        for hand in [*self._hands]:
            if (task := hand.task) and task.is_overdue and hand.give_up(task):
                self._replace(hand, task)
        now = time.monotonic()
        if now >= self._next_extension:
            self._next_extension = now + self.options.lease.total_seconds() / 3
            self._extend()
        if now >= self._next_beat:
            self._next_beat = now + BEAT
            self._beat()
        if any(hand.held or hand.task for hand in self._hands):
            for source in self.options.ways.sources:
                line.tend(source)

    def _listen(self) -> None:
        """Wait for a tick, or less where an event comes; after each new connection wake everybody."""
        connection = connections[line.ALIAS].connection
        if connection is None or connection is not self._listening:
            self._listening = connection = line.listen()
            self._bell.ring()
        with connections[line.ALIAS].wrap_database_errors:
            for _ in connection.notifies(timeout=TICK, stop_after=1):
                self._bell.ring()

    def _extend(self) -> None:
        for hand in self._hands:
            for event in hand.events():
                try:
                    line.extend(hand.name, event, self.options.lease)
                except line.LeaseLostError:
                    continue  # processed meanwhile; else its thread finds out when it marks

    def _replace(self, hand: Hand, task: Task) -> None:
        """Undo what a handler that hangs has done, try its event again later, and let others have the rest."""
        error = f"longer than {task.limit.total_seconds():g} s"
        tell("hangs", task.event, worker=hand.name, error=error)
        self._hands.remove(hand)
        self._hung.append(hand)
        if not self._stopping.is_set():
            self._employ()
        line.terminate(task.backend)
        try:
            line.mark(hand.name, task.event, Status.FAILED, error)
        except line.LeaseLostError:
            tell("lease lost", task.event, worker=hand.name, error="it has run out")
        if hand.held:
            line.give_back(hand.name, hand.held)

    def _has_lost_one(self) -> bool:
        """Say whether a thread has ended that should not have, or too many hang to go on."""
        dead = any(not (hand.is_alive() or hand.has_ended) for hand in self._hands)
        hung = sum(hand.is_alive() for hand in self._hung)
        return dead or hung > self.options.concurrency

    def _ends_well(self) -> bool:
        """Say that the worker ends, in the database too where that is there; one that has lost a thread is dead."""
        is_lost = self._has_lost or self._has_lost_one()
        try:
            self._beat(ends=not is_lost)
        except Error as error:
            tell("database error", worker=self.name, error=describe(error))
        hung = sum(hand.is_alive() for hand in self._hung)
        tell("ended", worker=self.name, hung=hung)
        return not (is_lost or hung or self._leaves_at_once)

    def _beat(self, ends: bool = False) -> None:
        everybody = [*self._hands, *self._hung]
        line.beat(
            self.name,
            list(self.options.sources),
            self.options.concurrency,
            self.options.batch,
            sum(hand.task is not None for hand in self._hands),
            sum(hand.count.succeeded for hand in everybody),
            sum(hand.count.failed for hand in everybody),
            ends,
        )
