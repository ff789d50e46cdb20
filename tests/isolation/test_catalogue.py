"""Nothing in the whole catalogue lets a run-time role round the policies; each guard is seen to bite."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections

from tests.isolation.attempts import Connection
from tests.isolation.guards import GUARDS
from tests.world import OWNER, World


@pytest.fixture
def owner(world: World) -> Iterator[Connection]:
    """Connect as the owner, for what is rolled back."""
    connection = psycopg.connect(**connections[OWNER].get_connection_params())
    yield connection
    connection.rollback()
    connection.close()


WITH_INHERITANCE = """
    DO $$
    BEGIN
        IF current_setting('server_version_num')::integer < 160000 THEN
            -- There inheriting is a role's own attribute, which the guard of powers looks at.
            GRANT clinic_nurse TO clinic_app WITH ADMIN OPTION;
        ELSE
            EXECUTE 'GRANT clinic_nurse TO clinic_app WITH INHERIT TRUE';
        END IF;
    END
    $$
"""

FAULTS = [
    (
        "row security is enabled and forced",
        "ALTER TABLE clinic.payments NO FORCE ROW LEVEL SECURITY",
        "payments",
    ),
    (
        "row security is enabled and forced",
        "ALTER TABLE clinic.clinics DISABLE ROW LEVEL SECURITY",
        "clinics",
    ),
    (
        "row security is enabled and forced",
        "CREATE TABLE clinic.novelties (clinic_id uuid)",
        "novelties",
    ),
    (
        "every tenant table has a key of clinic and id",
        "CREATE TABLE clinic.novelties (clinic_id uuid, id uuid, UNIQUE (id, clinic_id))",
        "novelties",
    ),
    ("every table has policies", "CREATE TABLE clinic.novelties (clinic_id uuid)", "novelties"),
    (
        "every policy asks who is asking",
        "CREATE POLICY all_in ON clinic.users FOR SELECT TO clinic_admin USING (true)",
        "users.all_in",
    ),
    (
        "every policy asks who is asking",
        "CREATE POLICY all_in ON clinic.users FOR INSERT TO clinic_admin WITH CHECK (true)",
        "users.all_in",
    ),
    (
        "every policy asks who is asking",
        "DROP POLICY same_clinic ON clinic.queue_management",
        "queue_management.members_read",
    ),
    (
        "every policy asks who is asking",
        "ALTER POLICY same_clinic ON clinic.queue_management WITH CHECK (true)",
        "queue_management.members_insert",
    ),
    (
        "every policy asks who is asking",
        "ALTER POLICY same_clinic ON clinic.queue_management TO clinic_patient",
        "queue_management.members_read",
    ),
    (
        "every policy asks who is asking",
        "CREATE POLICY everybody ON clinic.queue_management FOR SELECT USING (true)",
        "queue_management.everybody",
    ),
    (
        "a function that runs as its owner pins its search_path",
        "ALTER FUNCTION clinic.login_by_id(uuid) RESET search_path",
        "clinic.login_by_id(uuid)",
    ),
    (
        "no function is for PUBLIC",
        "GRANT EXECUTE ON FUNCTION clinic.login_by_id(uuid) TO PUBLIC",
        "clinic.login_by_id(uuid)",
    ),
    (
        "no function is for PUBLIC",
        "CREATE FUNCTION clinic.one() RETURNS int LANGUAGE sql RETURN 1",
        "clinic.one()",
    ),
    (
        "a function that people call runs as a role that policies hold",
        "GRANT EXECUTE ON FUNCTION clinic.login_by_id(uuid) TO clinic_admin",
        "clinic.login_by_id(uuid)",
    ),
    (
        "a function that people call runs as a role that policies hold",
        "ALTER FUNCTION clinic.setting(text, text) OWNER TO CURRENT_USER",
        "clinic.setting(text,text)",
    ),
    ("nobody enters a definer's role", "ALTER ROLE clinic_search LOGIN", "clinic_search"),
    ("nobody enters a definer's role", "GRANT clinic_definer TO clinic_nurse", "clinic_nurse"),
    (
        "a view asks with the rights of its reader",
        "CREATE VIEW clinic.novelties AS SELECT 1 AS one",
        "novelties",
    ),
    (
        "no run-time role reads a materialised view",
        "CREATE MATERIALIZED VIEW clinic.novelties AS SELECT 1 AS one;"
        " GRANT SELECT (one) ON clinic.novelties TO clinic_admin",
        "novelties by clinic_admin",
    ),
    (
        "a partition is reached through its table alone",
        "CREATE TABLE clinic.months (id int) PARTITION BY LIST (id);"
        " CREATE TABLE clinic.novelties PARTITION OF clinic.months DEFAULT;"
        " GRANT SELECT ON clinic.novelties TO clinic_admin",
        "novelties by clinic_admin",
    ),
    (
        "what keeps the audit log is nobody's",
        "GRANT SELECT ON audit.seals TO clinic_superadmin",
        "seals by clinic_superadmin",
    ),
    (
        "what keeps the audit log is nobody's",
        "GRANT SELECT ON audit.decisions TO clinic_worker",
        "decisions by clinic_worker",
    ),
    (
        "what keeps the audit log is nobody's",
        "GRANT INSERT (action) ON audit.audit_logs TO clinic_definer",
        "audit_logs by clinic_definer",
    ),
    (
        "what keeps the audit log is nobody's",
        "GRANT SELECT (action) ON audit.audit_logs TO clinic_doctor",
        "audit_logs by clinic_doctor",
    ),
    (
        "what keeps the audit log is nobody's",
        "GRANT DELETE ON audit.audit_logs TO clinic_audit",
        "audit_logs by clinic_audit",
    ),
    (
        "what keeps the audit log is nobody's",
        "CREATE TABLE archive.audit_logs_2020_01 (); GRANT DELETE ON archive.audit_logs_2020_01 TO clinic_admin",
        "audit_logs_2020_01 by clinic_admin",
    ),
    (
        "a partition is reached through its table alone",
        "GRANT SELECT ON audit.audit_logs_default TO clinic_admin",
        "audit_logs_default by clinic_admin",
    ),
    (
        "a run-time role has no power of its own",
        "ALTER ROLE clinic_definer CREATEDB",
        "clinic_definer",
    ),
    ("a run-time role has no power of its own", "ALTER ROLE clinic_app CREATEDB", "clinic_app"),
    ("a run-time role has no power of its own", "ALTER ROLE clinic_nurse INHERIT", "clinic_nurse"),
    (
        "a run-time role owns nothing",
        "CREATE TABLE clinic.novelties (); GRANT CREATE ON SCHEMA clinic TO clinic_app;"
        " GRANT clinic_app TO CURRENT_USER; ALTER TABLE clinic.novelties OWNER TO clinic_app",
        "clinic_app",
    ),
    (
        "a run-time role is a member of none but people's roles, and inherits nothing",
        "GRANT clinic_definer TO clinic_app",
        "clinic_app of clinic_definer",
    ),
    (
        "a run-time role is a member of none but people's roles, and inherits nothing",
        "GRANT clinic_admin TO clinic_app WITH ADMIN OPTION",
        "clinic_app of clinic_admin",
    ),
    (
        "a run-time role is a member of none but people's roles, and inherits nothing",
        WITH_INHERITANCE,
        "clinic_app of clinic_nurse",
    ),
    (
        "a run-time role creates nothing",
        "GRANT CREATE ON SCHEMA booking TO clinic_doctor",
        "clinic_doctor in booking",
    ),
    (
        "a run-time role creates nothing",
        "GRANT CREATE ON SCHEMA clinic TO clinic_definer",
        "clinic_definer in clinic",
    ),
    (
        "a run-time role creates nothing",
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO clinic_app',"
        " current_database()); END $$",
        "clinic_app in the database",
    ),
    (
        "no table or column is for PUBLIC",
        "GRANT SELECT ON clinic.patients TO PUBLIC",
        "clinic.patients",
    ),
    (
        "no table or column is for PUBLIC",
        "GRANT SELECT (full_name) ON clinic.patients TO PUBLIC",
        "clinic.patients.full_name",
    ),
    (
        "no schema is PUBLIC's to create in",
        "GRANT CREATE ON SCHEMA clinic TO PUBLIC",
        "clinic",
    ),
    (
        "no table is truncated, referenced or given triggers by a run-time role",
        "GRANT TRUNCATE ON clinic.patients TO clinic_admin",
        "clinic.patients by clinic_admin",
    ),
    (
        "the planner knows nothing of what people are",
        "ALTER TABLE clinic.patients ALTER COLUMN full_name SET STATISTICS 100",
        "patients.full_name",
    ),
    (
        "the planner knows nothing of what people are",
        "ALTER TABLE clinic.patients ADD COLUMN shoe_size text",
        "patients.shoe_size",
    ),
    (
        "the bare login reads no table",
        "GRANT SELECT (full_name) ON clinic.patients TO clinic_app",
        "clinic.patients by clinic_app",
    ),
]


@pytest.mark.parametrize("guard", GUARDS)
def test_nothing_breaks(guard: str, owner: Connection) -> None:
    assert broken(owner, guard) == set()


@pytest.mark.parametrize(("guard", "fault", "culprit"), FAULTS)
def test_what_breaks_it_is_found(guard: str, fault: str, culprit: str, owner: Connection) -> None:
    owner.execute("SET LOCAL search_path = ''")
    owner.execute(fault)
    assert culprit in broken(owner, guard)


def test_every_guard_was_seen_to_bite() -> None:
    assert {guard for guard, _, _ in FAULTS} == set(GUARDS)


def broken(owner: Connection, guard: str) -> set[str]:
    owner.execute("SET LOCAL search_path = ''")
    return {culprit for (culprit,) in owner.execute(GUARDS[guard])}
