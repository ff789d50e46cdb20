"""A server of a proof's own, and how it is killed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgres.embedded.server import EmbeddedServer
    from tests.scratch import Database

PROCESSES = "SELECT pid FROM pg_stat_activity"


@contextmanager
def its_server() -> Iterator[tuple["EmbeddedServer", "Database"]]:
    """Give a server in a temporary folder, with a database that is migrated."""
    from tests.scratch import Database, embedded_server

    with embedded_server() as server:
        made = Database("clinic", server.ensure_running(), "clinic_owner")
        made.manage("migrate", "-v0")
        yield server, made


def kill(server: "EmbeddedServer", made: "Database") -> None:
    """Kill (-9) the postmaster, and every process that it has started; wait until it is gone."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    with made.connect() as connection:
        children = [pid for (pid,) in connection.execute(PROCESSES)]
    for pid in (postmaster, *children):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while server.is_running():
        time.sleep(0.01)
