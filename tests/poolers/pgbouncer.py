"""Debian's pgbouncer in transaction mode, before a server of PostgreSQL."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from postgres.embedded.server import HOST, Address, service_account
from tests.scratch import APP, free_port, reachable_folder, url, wait_for

PROGRAM = Path("/usr/sbin/pgbouncer")
CONNECTIONS = 2
"""Of each login to each database, however many clients there are."""

SETTINGS = """\
[databases]
* = host={server.host} port={server.port}

[pgbouncer]
listen_addr = {here.host}
listen_port = {here.port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = {connections}
auth_type = scram-sha-256
auth_file = {users}
"""


@contextmanager
def pgbouncer(server: Address, owner: str) -> Iterator[Address]:
    """Give the address of a pgbouncer that lets in the owner and the run-time login.

    It knows of each the SCRAM secret that the server has, and no password.
    """
    assert PROGRAM.exists(), "pgbouncer is not here: apt-get install pgbouncer"
    here = Address(HOST, free_port(), server.passwords)
    account = service_account()
    with reachable_folder() as folder:
        settings, users = folder / "pgbouncer.ini", folder / "users"
        settings.write_text(
            SETTINGS.format(server=server, here=here, connections=CONNECTIONS, users=users)
        )
        users.touch(mode=0o600)
        users.write_text(_users(server, owner))
        if account:
            shutil.chown(users, account.pw_uid, account.pw_gid)
        process = subprocess.Popen(
            [PROGRAM, settings],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(lambda: _listens(here))
            yield here
        finally:
            process.terminate()
            process.wait()


def _users(server: Address, owner: str) -> str:
    """Give the logins' passwords anew, and the file with what the server keeps of them."""
    lines = []
    with psycopg.connect(url(server, owner, "postgres"), autocommit=True) as connection:
        for login in (owner, APP):
            secret = connection.pgconn.encrypt_password(
                server.passwords[login].encode(), login.encode(), b"scram-sha-256"
            ).decode()
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), secret)
            )
            lines.append(f'"{login}" "{secret}"\n')
    return "".join(lines)


def _listens(address: Address) -> bool:
    with socket.socket() as client:
        return client.connect_ex((address.host, address.port)) == 0
