"""One thread of a worker: it claims events, and lets each be handled in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Condition, Event, Lock, Thread
from time import monotonic

from django.db import Error, connections, transaction

from tenancy import acting_as_worker
from webhooks.models import WebhookEvent
from webhooks.models.inbox import WebhookEventStatus as Status
from webhooks.registry import Handler, PermanentError, Registry
from webhooks.worker import line
from webhooks.worker.journal import describe, tell

GRACE = timedelta(seconds=1)
"""What passes between a handler's limit, at which PostgreSQL ends a statement, and its session's end."""

SHORTLY = 0.05
"""Seconds to wait while somebody is about to commit an event."""

LEAST_WAIT, MOST_WAIT = 0.1, 10.0
"""Seconds between attempts to reach the server: twice as many each time."""

NO_HANDLER = "no handler"


class Bell:
    """What wakes the threads that sleep."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.rung = 0

    def ring(self) -> None:
        """Wake everybody."""
        with self._changed:
            self.rung += 1
            self._changed.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Sleep until it rings, or has rung since `heard` times."""
        with self._changed:
            self._changed.wait_for(lambda: self.rung != heard, seconds)


@dataclass(frozen=True)
class Task:
    """An event that is being handled: until when, and in which of the server's processes."""

    event: WebhookEvent
    limit: timedelta
    backend: int
    began: float

    @property
    def is_overdue(self) -> bool:
        """Say whether it should have ended."""
        return monotonic() > self.began + (self.limit + GRACE).total_seconds()


@dataclass(frozen=True)
class Ways:
    """How a thread works: which events it takes, and for how long."""

    sources: tuple[str | None, ...]
    batch: int
    lease: timedelta
    nap: timedelta
    burst: bool


@dataclass
class Count:
    """How many attempts have ended, and how."""

    succeeded: int = 0
    failed: int = 0


class Hand(Thread):
    """A thread that works until it is told to stop, or given up while its handler hangs."""

    def __init__(
        self, name: str, ways: Ways, registry: Registry, bell: Bell, stopping: Event
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.ways, self.registry, self.bell, self.stopping = ways, registry, bell, stopping
        self.count = Count()
        self.held: list[WebhookEvent] = []
        self.task: Task | None = None
        self.is_given_up = self.has_ended = False
        self.lock = Lock()
        self._turn = 0
        self._unsettled: list[Callable[[], object]] = []

    def run(self) -> None:
        """Work, and give back in the end what was not begun; say of what nobody foresaw that the thread is lost."""
        is_lost = False
        with line.working():
            try:
                self._work()
            except BaseException as error:  # noqa: BLE001 - whatever it is, others can have what was not begun
                is_lost = True
                tell("thread lost", worker=self.name, error=describe(error))
            self._end()
        self.has_ended = not is_lost

    def _work(self) -> None:
        """Work, whatever happens to the connection."""
        wait = LEAST_WAIT
        while not self.stopping.is_set() and not self.is_given_up:
            try:
                if not self._step():
                    break
                wait = LEAST_WAIT
            except Error as error:
                tell("database error", worker=self.name, error=describe(error))
                connections[line.ALIAS].close()
                self._let_go()
                self.stopping.wait(wait)
                wait = min(2 * wait, MOST_WAIT)

    def events(self) -> list[WebhookEvent]:
        """Give what the thread has a lease of, and means to keep."""
        task = self.task
        return [*([task.event] if task and not task.is_overdue else []), *self.held]

    def give_up(self, task: Task) -> bool:
        """Leave the thread to itself, whose handler hangs; say whether it still does."""
        with self.lock:
            self.is_given_up = self.task is task
        return self.is_given_up

    def _step(self) -> bool:
        """Settle what is open, and process an event; say whether there may be more."""
        self._settle()
        if not self.held:
            heard = self.bell.rung
            if not self._claim():
                return not self.ways.burst and self._rest(heard)
        event, *self.held = self.held
        self._process(event)
        return True

    def _claim(self) -> bool:
        """Claim of each source in turn, until there is something."""
        for _ in self.ways.sources:
            self.held = line.claim(self.name, self.ways.batch, self._next_source(), self.ways.lease)
            if self.held:
                return True
        return False

    def _next_source(self) -> str | None:
        self._turn += 1
        return self.ways.sources[self._turn % len(self.ways.sources)]

    def _rest(self, heard: int) -> bool:
        """Sleep until an event comes, or a while has passed."""
        if not line.may_sleep(self.ways.nap):
            self.stopping.wait(SHORTLY)
        elif not self._claim():
            self.bell.wait(heard, self.ways.nap.total_seconds())
        return True

    def _process(self, event: WebhookEvent) -> None:
        """Let an event be handled, and write down how that has ended."""
        handler = self.registry.find(event.source, event.event_type)
        began = monotonic()
        claimed: list[WebhookEvent] = []
        committed: list[bool] = []
        words: str | None
        if handler is None:
            status, words = self._unhandled(event)
            self._unsettled = [lambda: self._mark(event, status, words)]
        else:
            try:
                line.read(event)
                with self._at(event, handler):
                    # The first of all hooks: what goes wrong in the handler's own undoes nothing.
                    transaction.on_commit(lambda: committed.append(True), using=line.ALIAS)
                    status, words = Status.SUCCESS, handler.handle(event)
                    claimed = self._finish(event, words)
                self.held += claimed
            except line.LeaseLostError:
                tell("lease lost", event, worker=self.name, error="it has run out")
                return
            except BaseException as error:  # noqa: BLE001 - whatever a handler raises is its event's
                if committed:
                    self.held += claimed
                    tell("failed after its success", event, worker=self.name, error=describe(error))
                else:
                    status, words = _outcome(error)
                    # Where the connection was lost the server alone knows whether this was committed.
                    self._unsettled = [
                        lambda: self._mark(event, status, words),
                        lambda: self._back(claimed),
                    ]
        self._count(status)
        tell(
            "processed",
            event,
            worker=self.name,
            status=status,
            seconds=round(monotonic() - began, 3),
            **({"note": words} if status == Status.SUCCESS else {"error": words}),
        )
        self._settle()

    def _unhandled(self, event: WebhookEvent) -> tuple[Status, str]:
        """Say what becomes of an event without a handler.

        Senders send more types than anybody asked for: these are done. Of a sender that nothing knows
        somebody has to look.
        """
        if self.registry.knows(event.source):
            return Status.SUCCESS, NO_HANDLER
        return Status.DEAD_LETTER, f"{NO_HANDLER} of this source"

    @contextmanager
    def _at(self, event: WebhookEvent, handler: Handler) -> Iterator[None]:
        """Act in the event's clinic, as long as its handler may take, and be seen to."""
        try:
            with acting_as_worker(event.clinic_id, request_id=str(event.pk), using=line.ALIAS):
                backend = line.limit(handler.limit, handler.limit + 2 * GRACE)
                self.task = Task(event, handler.limit, backend, monotonic())
                yield
        finally:
            with self.lock:
                self.task = None

    def _finish(self, event: WebhookEvent, note: str | None) -> list[WebhookEvent]:
        """Mark an event in the transaction of its effects, and claim the next where none is left."""
        if note:
            line.mark(self.name, event, Status.SUCCESS, note)
            return []
        is_last = not self.held and not self.stopping.is_set()
        return line.finish_and_claim(
            self.name,
            [event],
            self.ways.batch if is_last else 0,
            self._next_source(),
            self.ways.lease,
        )

    def _settle(self) -> None:
        """Write down what could not be, in the order in which it happened."""
        while self._unsettled:
            self._unsettled[0]()
            del self._unsettled[0]

    def _let_go(self) -> None:
        """Mean to give back what was not begun: by the time the server is there again it may be others'."""
        held, self.held = self.held, []
        if held:
            self._unsettled.append(lambda: self._back(held))

    def _mark(self, event: WebhookEvent, status: Status, words: str | None) -> None:
        try:
            line.mark(self.name, event, status, words)
        except line.LeaseLostError:
            tell("lease lost", event, worker=self.name, error="it was marked before, or run out")

    def _back(self, events: list[WebhookEvent]) -> None:
        if events:
            line.give_back(self.name, events)

    def _count(self, status: Status) -> None:
        if status == Status.SUCCESS:
            self.count.succeeded += 1
        else:
            self.count.failed += 1

    def _end(self) -> None:
        """Give back what was not begun; where the server is gone, leave it to the leases."""
        self._let_go()
        for settle in self._unsettled:
            try:
                settle()
            except Exception as error:  # noqa: BLE001 - the thread ends, and the others are settled all the same
                tell("left to its leases", worker=self.name, error=describe(error))


def _outcome(error: BaseException) -> tuple[Status, str]:
    """Say what becomes of an event whose handler raised this."""
    status = Status.DEAD_LETTER if isinstance(error, PermanentError) else Status.FAILED
    return status, describe(error)
