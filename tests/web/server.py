"""The project as people reach it: a process of its own, which has the run-time login and no other."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, Any
from urllib.error import URLError
from urllib.request import urlopen

from postgres.embedded.server import HOST
from tests.scratch import APP, Database, free_port, python_process, wait_for

MANAGE = """
import manage
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
WSGIRequestHandler.disable_nagle_algorithm = True
WSGIServer.request_queue_size = 1024
manage.main()
"""
"""`manage.py`, whose `runserver` does not hold back the end of each answer for 40 milliseconds, nor callers."""


def start(database: Database, address: str, output: int | IO[Any] = PIPE) -> Popen[str]:
    """Start to serve a database at an address as in production: no owner's URL, no debugging."""
    arguments = ("runserver", "--noreload", "--insecure", address.removeprefix("http://"))
    variables = {
        "APP_DATABASE_URL": database.url(APP, pool_min_size="2", pool_max_size="8"),
        "DEBUG": "false",
    }
    return python_process(("-c", MANAGE, *arguments), variables, output)


@contextmanager
def served(database: Database) -> Iterator[str]:
    """Serve a database until the end; give the site's address."""
    address = f"http://{HOST}:{free_port()}"
    server = start(database, address)
    log: deque[str] = deque(maxlen=50)
    with server as process:
        readers = [
            Thread(target=log.extend, args=[stream]) for stream in (process.stdout, process.stderr)
        ]
        for reader in readers:
            reader.start()

        def answers() -> bool:
            assert process.poll() is None, "".join(log)
            try:
                with urlopen(f"{address}/admin/login/"):  # noqa: S310 (our own address)
                    return True
            except URLError:
                return False

        try:
            wait_for(answers)
            yield address
        finally:
            process.terminate()
            for reader in readers:
                reader.join()
