"""A worker of this process, with handlers of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

from webhooks.registry import Registry
from webhooks.worker import Options, Process

USUAL: dict[str, Any] = {"concurrency": 1, "batch": 10, "nap": timedelta(seconds=0.2)}


def burst(registry: Registry, **options: Any) -> Process:
    """Process what waits, and return when nothing does."""
    worker = Process(Options(**USUAL | {"burst": True} | options), registry)
    assert worker.run()
    return worker


@contextmanager
def at_work(registry: Registry, **options: Any) -> Iterator[Process]:
    """Let a worker work meanwhile; in the end tell it to stop, and wait until it has."""
    worker = Process(Options(**USUAL | options), registry)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(30)
        assert not thread.is_alive()
