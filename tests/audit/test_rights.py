"""The log's cells of the policy matrix; and that nobody at run time writes it, or reads round it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from psycopg import errors, sql
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.attempts import Acting, Connection, Logins, acting_in_a
from tests.isolation.estate import swept_up
from tests.rows import make
from tests.world import OWNER, World

ROLES = ("patient", "doctor", "nurse", "staff", "admin", "superadmin", "worker")
with (Path(__file__).parents[1] / "spec" / "policies.csv").open() as file:
    CELLS = {line["role"]: line for line in csv.DictReader(file) if line["table"] == "audit_logs"}

WRITES = {
    "insert": "INSERT INTO audit.audit_logs (table_schema, table_name, action)"
    " VALUES ('clinic', 'patients', 'SELECT')",
    "update": "UPDATE audit.audit_logs SET user_id = NULL",
    "delete": "DELETE FROM audit.audit_logs",
    "truncate": "TRUNCATE audit.audit_logs",
    "update of a partition": "UPDATE audit.{} SET user_id = NULL",
    "delete of a partition": "DELETE FROM audit.{}",
    "truncate of a partition": "TRUNCATE audit.{}",
    "insert into a partition": "INSERT INTO audit.{} SELECT",
    "a change of its triggers": "ALTER TABLE clinic.patients DISABLE TRIGGER audit_row",
    "no triggers for a session": "SET LOCAL session_replication_role = replica",
    "no triggers by a drop": "DROP TRIGGER audit_row ON clinic.patients",
    "another definition": "SELECT audit.watch('clinic.patients', '{{}}', 'none')",
    "the end of it": "SELECT audit.unwatch('clinic.patients')",
    "a seal": "SELECT audit.seal()",
    "an erasure": "SELECT audit.erase_values('patients', 'x')",
    "a month more": "SELECT audit.make_partitions(6)",
    "a month less": "SELECT audit.retire_partition('2020-01-01')",
    "a move": "SELECT audit.move_entries('clinic.patients', 'clinic.patients', '2020-01-01')",
    "a decision": "UPDATE audit.decisions SET is_audited = false",
    "a new seal": "UPDATE audit.seals SET digest = ''",
    "an entry's number": "SELECT nextval('audit.audit_logs_id_seq')",
    "the trigger's function": "SELECT audit.changes(0::oid, NULL, NULL)",
}
READS = {
    "a partition": "SELECT count(*) FROM audit.{}",
    "the default partition": "SELECT count(*) FROM audit.audit_logs_default",
    "salts": "SELECT salt FROM audit.audit_logs",
    "seals": "SELECT count(*) FROM audit.seals",
    "decisions": "SELECT count(*) FROM audit.decisions",
    "digests": "SELECT count(*) FROM audit.digests()",
    "faults": "SELECT count(*) FROM audit.faults()",
    "partitions": "SELECT count(*) FROM audit.partitions()",
}
CLINICS = "SELECT DISTINCT clinic_id FROM audit.audit_logs"


@pytest.fixture(scope="module")
def month(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Give the name of a partition that has entries of both clinics, and of none."""
    with django_db_blocker.unblock(), swept_up():
        make("patients", world.a)
        make("patients", world.b)
        make("feature_flags", world.a)
        with psycopg.connect(**connections[OWNER].get_connection_params()) as owner:
            found: Any = owner.execute(
                "SELECT tableoid::regclass::text FROM audit.audit_logs ORDER BY id DESC LIMIT 1"
            ).fetchone()
        yield found[0].rpartition(".")[2]


def refused(connection: Connection, statement: str, month: str) -> None:
    name = sql.Identifier(month)
    with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
        connection.execute(sql.SQL(statement).format(name))


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_the_log_or_its_keeping(
    role: str, what: str, month: str, world: World, logins: Logins
) -> None:
    with logins.acting(acting_in_a(world, role)) as connection:
        refused(connection, WRITES[what], month)


@pytest.mark.parametrize("what", READS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_round_the_log(
    role: str, what: str, month: str, world: World, logins: Logins
) -> None:
    with logins.acting(acting_in_a(world, role)) as connection:
        refused(connection, READS[what], month)


@pytest.mark.parametrize("login", ["app", "worker"])
@pytest.mark.parametrize("what", [*WRITES, *READS])
def test_a_bare_login_does_not_either(login: str, what: str, month: str, logins: Logins) -> None:
    refused(getattr(logins, login), (WRITES | READS)[what], month)


def test_the_log_s_own_role_is_nobody_s(logins: Logins, month: str) -> None:
    for connection in (logins.app, logins.worker):
        refused(connection, "SET LOCAL ROLE clinic_audit", month)


@pytest.mark.parametrize("role", ROLES)
def test_the_log_is_read_as_the_matrix_says(
    role: str, month: str, world: World, logins: Logins
) -> None:
    who = acting_in_a(world, role)
    assert [CELLS[role][command] for command in ("insert", "update", "delete")] == ["-"] * 3
    match CELLS[role]["select"]:
        case "-":
            with logins.acting(who) as connection:
                refused(connection, CLINICS, month)
        case "clinic":
            assert clinics(logins, who) == {world.a.clinic.pk}
            assert clinics(logins, who.without_clinic()) == set()
            assert clinics(logins, who.without_user()) == set()
        case "any":
            everything = {world.a.clinic.pk, world.b.clinic.pk, None}
            assert clinics(logins, who) >= everything
            assert clinics(logins, who.without_clinic()) >= everything
            assert clinics(logins, who.without_user()) == set()
        case other:
            pytest.fail(other)


def clinics(logins: Logins, who: Acting) -> set[UUID | None]:
    with logins.acting(who) as connection:
        return {clinic for (clinic,) in connection.execute(CLINICS)}
