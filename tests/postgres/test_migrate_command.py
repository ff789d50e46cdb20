"""`migrate` on servers that it may not change, or can't use: what it does, and what it says."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from postgres.embedded.server import HOST, Address, EmbeddedServer
from tests.scratch import (
    APP,
    WORKER,
    Database,
    database,
    embedded_server,
    free_port,
    refuse,
    start_manage,
    start_python,
    succeed,
    url,
    wait_for,
)

OWNER = "clinic_owner"
LESSER_OWNER = "lesser_owner"
SO_FAR = ("tenancy",)  # the app whose migration makes the roles
ROLES_MADE = r"""
SELECT rolname FROM pg_roles WHERE rolname LIKE 'clinic\_%' AND rolname <> 'clinic_owner'
"""


@pytest.fixture(scope="module")
def throwaway() -> Iterator[EmbeddedServer]:
    """Give a server that no other test uses, since roles belong to a whole server."""
    with embedded_server() as server:
        yield server


@pytest.fixture
def server(throwaway: EmbeddedServer) -> Iterator[Address]:
    """Give a server without the project's roles, and an owner who may not make any."""
    made = throwaway.ensure_running()
    passwords = {**made.passwords, LESSER_OWNER: secrets.token_urlsafe(16)}
    address = replace(made, passwords=passwords)
    with administrator(address) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(LESSER_OWNER), passwords[LESSER_OWNER]
            )
        )
    yield address
    with administrator(address) as connection:
        roles = [role for (role,) in connection.execute(ROLES_MADE)]
        for role in [*roles, LESSER_OWNER]:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def fresh(server: Address) -> Iterator[Database]:
    """Give an empty database whose owner may make roles."""
    with database(server, OWNER) as made:
        yield made


@pytest.fixture
def lesser(server: Address) -> Iterator[Database]:
    """Give an empty database whose owner may do nothing else."""
    with database(server, LESSER_OWNER, maker="postgres") as made:
        yield made


def administrator(server: Address, name: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(url(server, "postgres", name), autocommit=True)


def run_as_administrator(made: Database, complaint: str) -> None:
    """Run the SQL of an error, which is all of its lines but the first."""
    _, statements = complaint.split("\n", 1)
    with administrator(made.server, made.name) as connection:
        connection.execute(statements.encode())


def gets_in(server: Address, login: str, name: str) -> bool:
    try:
        psycopg.connect(url(server, login, name)).close()
    except psycopg.OperationalError:
        return False
    return True


def digest(server: Address) -> object:
    with administrator(server) as connection:
        query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
        return connection.execute(query, [APP]).fetchone()


def test_migrate_lets_the_run_time_login_in_and_does_so_once(fresh: Database) -> None:
    assert not gets_in(fresh.server, APP, fresh.name)
    fresh.manage("migrate", *SO_FAR)
    assert gets_in(fresh.server, APP, fresh.name)

    first = digest(fresh.server)
    fresh.manage("migrate", *SO_FAR)
    assert digest(fresh.server) == first


def test_migrate_gives_the_login_a_changed_password(fresh: Database) -> None:
    fresh.manage("migrate", *SO_FAR)
    passwords = {**fresh.server.passwords, APP: "changed since: €@/%"}
    changed = replace(fresh, server=replace(fresh.server, passwords=passwords))
    changed.manage("migrate", *SO_FAR)
    assert gets_in(changed.server, APP, fresh.name)
    assert not gets_in(fresh.server, APP, fresh.name)


def test_without_a_password_for_it_the_login_is_left_alone(fresh: Database) -> None:
    succeed(start_manage("migrate", *SO_FAR, DATABASE_URL=fresh.url(OWNER)))
    assert digest(fresh.server) == (None,)


def test_a_look_at_the_plan_changes_no_password(fresh: Database) -> None:
    succeed(start_manage("migrate", *SO_FAR, DATABASE_URL=fresh.url(OWNER)))
    fresh.manage("migrate", *SO_FAR, "--plan")
    fresh.manage("migrate", *SO_FAR, "--check")
    assert digest(fresh.server) == (None,)


def test_the_password_may_come_by_itself(fresh: Database) -> None:
    password = fresh.server.passwords[APP]
    succeed(
        start_manage(
            "migrate", *SO_FAR, DATABASE_URL=fresh.url(OWNER), APP_DATABASE_PASSWORD=password
        )
    )
    assert gets_in(fresh.server, APP, fresh.name)


def test_the_worker_gets_its_password_too(fresh: Database) -> None:
    worker = fresh.url(WORKER)
    succeed(
        start_manage("migrate", *SO_FAR, DATABASE_URL=fresh.url(OWNER), WORKER_DATABASE_URL=worker)
    )
    assert gets_in(fresh.server, WORKER, fresh.name)


def test_an_owner_without_rights_gets_the_sql_for_an_administrator(lesser: Database) -> None:
    roles = refuse(lesser.start("migrate"))
    run_as_administrator(lesser, roles)
    password = refuse(lesser.start("migrate"))
    run_as_administrator(lesser, password)

    lesser.manage("migrate")
    assert gets_in(lesser.server, APP, lesser.name)


def test_the_owner_must_be_named(fresh: Database) -> None:
    complaint = refuse(start_manage("migrate", APP_DATABASE_URL=fresh.url(APP)))
    assert "DATABASE_URL" in complaint
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("variable", ["DATABASE_URL", "APP_DATABASE_URL"])
def test_a_url_must_be_postgresqls(variable: str) -> None:
    complaint = refuse(start_manage("migrate", **{variable: "mysql://me@example.com/clinic"}))
    assert variable in complaint
    assert len(complaint.splitlines()) == 1


def test_a_server_that_is_down_is_one_sentence() -> None:
    nowhere = f"postgres://{OWNER}:x@{HOST}:{free_port()}/clinic"
    complaint = refuse(start_manage("migrate", DATABASE_URL=nowhere))
    assert "DATABASE_URL" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_wrong_password_is_one_sentence(fresh: Database) -> None:
    wrong = url(replace(fresh.server, passwords={OWNER: "wrong"}), OWNER, fresh.name)
    complaint = refuse(start_manage("migrate", DATABASE_URL=wrong))
    assert "DATABASE_URL" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_database_that_is_not_there_is_one_sentence(fresh: Database) -> None:
    complaint = refuse(start_manage("migrate", DATABASE_URL=url(fresh.server, OWNER, "nowhere")))
    assert "DATABASE_URL" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_server_that_is_too_old_is_one_sentence(fresh: Database) -> None:
    script = """
import runpy, sys
sys.path.insert(1, "platform")
from postgres.backend.features import DatabaseFeatures
DatabaseFeatures.minimum_database_version = (99,)
runpy.run_path("manage.py", run_name="__main__")
"""
    old = start_python("-c", script, "migrate", DATABASE_URL=fresh.url(OWNER))
    complaint = refuse(old)
    assert "99" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_server_that_lacks_an_extension_is_one_sentence(
    throwaway: EmbeddedServer, fresh: Database
) -> None:
    (control,) = throwaway.folder.glob("installation-*/**/extension/citext.control")
    away = control.rename(control.with_suffix(".away"))
    try:
        complaint = refuse(fresh.start("migrate"))
    finally:
        away.rename(control)
    assert "citext" in complaint
    assert len(complaint.splitlines()) == 1


WAITS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"

INHERITS = """
SELECT rolname::text
FROM pg_roles
WHERE pg_has_role('clinic_app', oid, 'USAGE') AND rolname <> 'clinic_app'
"""


@pytest.mark.parametrize("made_as", ["", "CREATEDB CREATEROLE", "SUPERUSER BYPASSRLS"])
def test_a_login_that_somebody_made_beforehand_is_cut_to_size(
    fresh: Database, made_as: str
) -> None:
    with administrator(fresh.server) as connection:
        connection.execute(f"CREATE ROLE clinic_patient; CREATE ROLE clinic_app LOGIN {made_as};")
        connection.execute("GRANT clinic_patient, clinic_app TO clinic_owner WITH ADMIN OPTION")
    with fresh.connect() as owner:
        owner.execute("GRANT clinic_patient TO clinic_app")
    migrate = fresh.start("migrate", *SO_FAR)
    if (
        "SUPERUSER" in made_as
    ):  # only a superuser may take that away, and makes the other login then
        run_as_administrator(fresh, refuse(migrate))
        run_as_administrator(fresh, refuse(fresh.start("migrate", *SO_FAR)))
        migrate = fresh.start("migrate", *SO_FAR)
    succeed(migrate)
    with administrator(fresh.server) as connection:
        assert connection.execute(INHERITS).fetchall() == []
        assert connection.execute(
            "SELECT rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = 'clinic_app'"
        ).fetchone() == (False, False, False, False, False)


def test_databases_of_one_server_may_be_migrated_at_the_same_time(fresh: Database) -> None:
    with administrator(fresh.server) as other, other.transaction():
        other.execute(
            "CREATE ROLE clinic_admin; GRANT clinic_admin TO clinic_owner WITH ADMIN OPTION"
        )
        migrate = fresh.start("migrate", *SO_FAR)
        with administrator(fresh.server) as watcher:
            wait_for(lambda: watcher.execute(WAITS, [fresh.name]).fetchone() is not None)
    succeed(migrate)
    assert gets_in(fresh.server, APP, fresh.name)


def test_a_password_that_another_migrate_sets_at_the_same_time_is_no_error(
    fresh: Database,
) -> None:
    fresh.manage("migrate", *SO_FAR, APP_DATABASE_URL="")
    first = fresh.server.passwords[APP]
    with administrator(fresh.server) as other, other.transaction():
        other.execute(sql.SQL("ALTER ROLE clinic_app PASSWORD {}").format(first))
        migrate = fresh.start("migrate", *SO_FAR)
        with administrator(fresh.server) as watcher:
            wait_for(lambda: watcher.execute(WAITS, [fresh.name]).fetchone() is not None)
    succeed(migrate)
    assert gets_in(fresh.server, APP, fresh.name)


@pytest.mark.parametrize("login", ["postgres", OWNER])
def test_the_web_process_refuses_a_login_that_policies_would_not_hold(
    fresh: Database, login: str
) -> None:
    fresh.manage("migrate", *SO_FAR)
    complaint = refuse(fresh.start("clearsessions", APP_DATABASE_URL=fresh.url(login)))
    assert login in complaint
    assert "clinic_app" in complaint
