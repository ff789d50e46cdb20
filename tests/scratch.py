"""Databases and servers that a test has for itself, and `manage.py` as people run it."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from postgres.embedded.server import (
    CREATE_DATABASE,
    CREATE_OWNER,
    HOST,
    Address,
    EmbeddedServer,
    service_account,
)
from postgres.schema_dump import dump

ROOT = Path(__file__).resolve().parents[1]
APP, WORKER = "clinic_app", "clinic_worker_app"
LOGINS = ("postgres", "clinic_owner", APP, WORKER)
MASTER_KEY = b64encode(bytes(32)).decode()
"""Of databases that a test has for itself."""

PATIENCE = 30.0
"""Seconds to wait for what another process does."""

TURN_OUT = """
SELECT pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE datname = %s AND backend_type = 'client backend'
"""

ROWS = """
SELECT format(
    'SELECT %L, md5(string_agg(to_jsonb(r)::text, E''\\n'' ORDER BY to_jsonb(r)::text)) FROM %s AS r',
    oid::regclass, oid::regclass
)
FROM pg_class
WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('clinic', 'booking', 'public')
"""


@dataclass(frozen=True)
class Database:
    """A database that `manage.py` can fill, look at and empty."""

    name: str
    server: Address
    owner: str

    def url(self, login: str, **options: str) -> str:
        """Give the URL by which a login gets in."""
        return url(self.server, login, self.name, **options)

    def connect(self, login: str = "") -> psycopg.Connection[Any]:
        """Connect as a login, the owner unless another is named; every statement commits."""
        return psycopg.connect(self.url(login or self.owner), autocommit=True)

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start `manage.py` on this database."""
        urls = {
            "DATABASE_URL": self.url(self.owner),
            "APP_DATABASE_URL": self.url(APP),
            "WORKER_DATABASE_URL": self.url(WORKER),
        }
        return start_manage(*arguments, **urls | variables)

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run `manage.py` on this database, and give what it prints."""
        return succeed(self.start(*arguments, **variables))

    def version(self) -> str:
        """Give the server's version."""
        with self.connect() as connection:
            return connection.info.parameter_status("server_version") or ""

    def migrations(self) -> set[tuple[str, str]]:
        """Give app and name of the migrations that were applied."""
        with self.connect() as connection:
            return set(connection.execute("SELECT app, name FROM public.django_migrations"))

    def rows(self) -> dict[str, str]:
        """Give a digest of each table's rows."""
        with self.connect() as connection:
            queries = [query for (query,) in connection.execute(ROWS)]
            return dict(cast(Any, connection.execute(query).fetchone()) for query in queries)

    def schema(self) -> str:
        """Give the normalised dump; for databases on the server of the tests."""
        owner = cast(DatabaseWrapper, connections["owner"].copy())
        owner.settings_dict["NAME"] = self.name
        return dump(owner)


def url(server: Address, login: str, database: str, **options: str) -> str:
    """Give a login's URL, as DATABASE_URL takes it."""
    password = quote(server.passwords[login], safe="")
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"postgres://{login}:{password}@{server.host}:{server.port}/{database}" + (
        f"?{query}" if query else ""
    )


def start_manage(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start `manage.py` with these variables and none of the test run's own."""
    return start_python(str(ROOT / "manage.py"), *arguments, **variables)


def start_python(*arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start Python with these variables, of which an empty one is none, and no others of ours."""
    return python_process(arguments, variables)


def python_process(
    arguments: Iterable[str], variables: dict[str, str], output: int | IO[Any] = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start Python likewise; what it says goes to `output`."""
    ours = {"SECRET_KEY", "DJANGO_ENV", "DATABASE_URL", "ENCRYPTION_KEYS"}
    ours |= {f"{who}_DATABASE_{what}" for who in ("APP", "WORKER") for what in ("URL", "PASSWORD")}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    usual = {"DJANGO_ENV": "test", "DJANGO_COLORS": "nocolor", "ENCRYPTION_KEYS": MASTER_KEY}
    chosen = usual | variables
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=inherited | {name: value for name, value in chosen.items() if value},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        text=True,
    )


def succeed(process: subprocess.Popen[str]) -> str:
    """Wait for a process that succeeds, and give what it printed."""
    printed, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return printed


def refuse(process: subprocess.Popen[str]) -> str:
    """Wait for a process that refuses: exit code 1, and words rather than a traceback."""
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in complaint, complaint
    return complaint.strip()


def free_port() -> int:
    """Give a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool]) -> None:
    """Look until something has come about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} seconds for nothing"
        time.sleep(0.01)


def server_of_the_tests() -> tuple[Address, str]:
    """Give the server on which the tests run, and the login that owns databases there."""
    logins = [
        connections[alias].get_connection_params() for alias in ("owner", "default", "worker")
    ]
    passwords = {login["user"]: login.get("password", "") for login in logins}
    owner = logins[0]
    return Address(owner["host"], int(owner["port"]), passwords), owner["user"]


@contextmanager
def database(server: Address | None = None, owner: str = "", maker: str = "") -> Iterator[Database]:
    """Make an empty database on a server, of the tests unless named, and drop it in the end."""
    here, usual_owner = server_of_the_tests() if server is None else (server, owner)
    made = Database(f"scratch_{uuid4().hex}", here, owner or usual_owner)
    home = url(here, maker or made.owner, "postgres")
    with psycopg.connect(home, autocommit=True) as connection:
        connection.execute(
            CREATE_DATABASE.format(sql.Identifier(made.name), sql.Identifier(made.owner))
        )
    try:
        yield made
    finally:
        with psycopg.connect(home, autocommit=True) as connection:
            drop(connection, made.name)


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, whoever is in it: WITH (FORCE) the owner may not, while autovacuum is."""
    connection.execute(TURN_OUT, [name])
    connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Give a folder that any user can reach, as PostgreSQL's must; pytest's are root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="clinic bedrock "))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def embedded_server() -> Iterator[EmbeddedServer]:
    """Give a running embedded server that knows nothing of the project but its owner."""
    with reachable_folder() as folder:
        server = EmbeddedServer(folder / ".postgres")
        server.ensure_running()
        try:
            yield server
        finally:
            server.stop()


@dataclass(frozen=True)
class DebianServer:
    """A PostgreSQL from the distribution's own packages, in a folder of its own."""

    folder: Path
    programs: Path

    @cached_property
    def address(self) -> Address:
        return Address(HOST, free_port(), {name: secrets.token_urlsafe(16) for name in LOGINS})

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of its programs, as the user that PostgreSQL accepts."""
        account = service_account()
        subprocess.run(
            [self.programs / program, *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def postgres_15() -> Iterator[DebianServer]:
    """Give a running PostgreSQL 15 whose database `clinic` has an owner that is no superuser."""
    programs = Path("/usr/lib/postgresql/15/bin")
    assert programs.exists(), "PostgreSQL 15 is not here: apt-get install postgresql-15"
    with reachable_folder() as folder:
        server = DebianServer(folder, programs)
        passwords = server.address.passwords
        password_file, data = folder / "password", folder / "data"
        data.mkdir(mode=0o700)
        password_file.write_text(passwords["postgres"])
        if account := service_account():
            shutil.chown(folder, account.pw_uid, account.pw_gid)
            shutil.chown(data, account.pw_uid, account.pw_gid)
        server.run(
            *("initdb", "--pgdata", data, "--pwfile", password_file, "--username=postgres"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        options = (
            f"-p {server.address.port} -c listen_addresses={HOST} -c unix_socket_directories= "
            "-c fsync=off -c timezone=UTC"
        )
        server.run(
            *("pg_ctl", "start", "--wait", "--pgdata", data, "--log", folder / "log"),
            *("--options", options),
        )
        try:
            home = url(server.address, "postgres", "postgres")
            owner, name = sql.Identifier("clinic_owner"), sql.Identifier("clinic")
            with psycopg.connect(home, autocommit=True) as connection:
                connection.execute(CREATE_OWNER.format(owner, passwords["clinic_owner"]))
                connection.execute(CREATE_DATABASE.format(name, owner))
            yield server
        finally:
            server.run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", data)
