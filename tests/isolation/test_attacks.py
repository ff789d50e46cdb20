"""By SQL alone, in one's own role and context: clinic A's people try to reach what is clinic B's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import errors, sql
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.attempts import Acting, Logins, acting_in_a, acting_in_b
from tests.isolation.estate import swept_up
from tests.rows import RECIPES, make
from tests.world import OWNER, World

ATTACKERS = ("doctor", "nurse", "staff", "admin")
WRITERS = ("nurse", "staff", "admin")
"""Who may insert patients."""
CHOOSING_KEYS = ("nurse", "admin")
"""Who of them may choose the key."""

SECRET = "Zebulon Quartermaine"

RAISING = [
    "CASE WHEN full_name = '{secret}' THEN full_name::int END = 1",
    "CASE WHEN full_name = '{secret}' THEN 1 / (length(full_name) - length(full_name)) END = 1",
    "CASE WHEN full_name = '{secret}' THEN full_name::date END IS NOT NULL",
    "CASE WHEN full_name ~ '{secret}' THEN full_name::uuid END IS NOT NULL",
    "CASE WHEN full_name ILIKE '{secret}' THEN full_name::jsonb END IS NOT NULL",
]
"""Conditions that raise, most with the value, on a row they should never be asked about."""


@dataclass(frozen=True)
class Victim:
    """What clinic B has."""

    patient: Any
    appointment: Any
    slot: Any


@pytest.fixture(scope="module")
def victim(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Victim]:
    with django_db_blocker.unblock(), swept_up():
        make("appointments", world.a)
        yield Victim(
            make("patients", world.b, full_name=SECRET),
            make("appointments", world.b),
            make("appointment_slots", world.b),
        )


@pytest.fixture(params=ATTACKERS)
def attacker(request: pytest.FixtureRequest, world: World) -> Acting:
    return acting_in_a(world, request.param)


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest, world: World) -> Acting:
    return acting_in_a(world, request.param)


class TestMovingRows:
    @pytest.mark.parametrize("table", ["patients", "appointments", "payments", "notifications"])
    def test_no_row_is_moved_to_another_clinic(
        self, table: str, attacker: Acting, world: World, logins: Logins
    ) -> None:
        statement = sql.SQL("UPDATE {} SET clinic_id = %s").format(sql.Identifier(table))
        assert_refused(logins, attacker, statement, [world.b.clinic.pk])

    @pytest.mark.parametrize("role", ["nurse", "staff", "admin", "superadmin"])
    def test_no_row_is_tied_to_a_person_of_another_clinic(
        self, role: str, victim: Victim, world: World, logins: Logins
    ) -> None:
        with (
            pytest.raises(errors.ForeignKeyViolation) as refusal,
            logins.acting(acting_in_a(world, role)) as connection,
        ):
            connection.execute("UPDATE appointments SET patient_id = %s", [victim.patient.pk])
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert SECRET not in str(refusal.value)

    def test_nothing_of_another_clinic_is_written(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with logins.acting(attacker) as connection:
            changed = connection.execute(
                "UPDATE appointments SET visit_reason = 'mine' WHERE id = %s",
                [victim.appointment.pk],
            )
            assert changed.rowcount == 0


class TestConflicts:
    INSERT = (
        "INSERT INTO patients (id, clinic_id, patient_number, full_name, date_of_birth, gender)"
        " VALUES (%s, %s, %s, 'Mine', '1980-02-29', 'female')"
    )

    def test_a_conflict_with_anothers_row_writes_nothing_into_it(
        self, writer: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = self.INSERT + " ON CONFLICT (id) DO UPDATE SET phone = '+65 6123 4567'"
        draft = [victim.patient.pk, writer.clinic_id, "P-conflict"]
        assert_refused(logins, writer, statement, draft)

    @pytest.mark.parametrize("writer", CHOOSING_KEYS, indirect=True)
    def test_a_conflict_with_anothers_row_returns_nothing_of_it(
        self, writer: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = self.INSERT + " ON CONFLICT (id) DO NOTHING RETURNING full_name"
        with logins.acting(writer) as connection:
            draft = [victim.patient.pk, writer.clinic_id, "P-conflict"]
            assert connection.execute(statement, draft).fetchall() == []

    @pytest.mark.parametrize("writer", CHOOSING_KEYS, indirect=True)
    def test_a_key_that_another_clinic_uses_is_told_without_a_value(
        self, writer: Acting, victim: Victim, logins: Logins
    ) -> None:
        with (
            pytest.raises(errors.UniqueViolation) as refusal,
            logins.acting(writer) as connection,
        ):
            connection.execute(self.INSERT, [victim.patient.pk, writer.clinic_id, "P-conflict"])
        assert refusal.value.diag.message_detail is None

    @pytest.mark.parametrize("action", ["NOTHING", "UPDATE SET phone = EXCLUDED.phone"])
    @pytest.mark.parametrize("is_taken", [True, False])
    def test_another_clinics_number_is_refused_whether_taken_or_not(
        self,
        action: str,
        is_taken: bool,
        writer: Acting,
        victim: Victim,
        world: World,
        logins: Logins,
    ) -> None:
        number = victim.patient.patient_number if is_taken else "P-free"
        statement = (
            self.INSERT.replace("(id, ", "(").replace("(%s, %s, %s,", "(%s, %s,")
            + f" ON CONFLICT (clinic_id, patient_number) DO {action}"
        )
        assert_refused(logins, writer, statement, [world.b.clinic.pk, number])

    def test_a_number_that_another_clinic_uses_is_free_here(
        self, writer: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = self.INSERT.replace("(id, ", "(").replace("(%s, %s, %s,", "(%s, %s,")
        with logins.acting(writer) as connection:
            draft = [writer.clinic_id, victim.patient.patient_number]
            assert connection.execute(statement, draft).rowcount == 1

    def test_when_anothers_doctor_is_busy_is_not_told(
        self, victim: Victim, world: World, logins: Logins
    ) -> None:
        with (
            pytest.raises(errors.ForeignKeyViolation),
            logins.acting(acting_in_a(world, "staff")) as connection,
        ):
            connection.execute(
                "INSERT INTO appointment_slots (clinic_id, doctor_id, starts_at)"
                " VALUES (%s, %s, %s)",
                [world.a.clinic.pk, world.b.doctor.pk, victim.slot.starts_at],
            )
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestReading:
    @pytest.mark.parametrize("lock", ["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"])
    def test_no_row_is_locked(
        self, lock: str, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with logins.acting(attacker) as connection:
            statement = sql.SQL("SELECT id FROM patients WHERE id = %s FOR {}").format(
                sql.SQL(lock)
            )
            assert connection.execute(statement, [victim.patient.pk]).fetchall() == []

    def test_returning_gives_ones_own_clinic_alone(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = "UPDATE patients SET phone = phone RETURNING clinic_id"
        with logins.acting(attacker) as connection:
            assert set(connection.execute(statement)) == {(attacker.clinic_id,)}

    def test_a_write_in_a_cte_gives_ones_own_clinic_alone(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = (
            "WITH written AS (UPDATE patients SET phone = phone RETURNING *)"
            " SELECT clinic_id FROM written UNION ALL SELECT clinic_id FROM patients"
        )
        with logins.acting(attacker) as connection:
            assert set(connection.execute(statement)) == {(attacker.clinic_id,)}

    def test_merge_finds_no_row_of_another_clinic(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = (
            "MERGE INTO patients USING (SELECT %s::uuid AS id) AS given ON patients.id = given.id"
            " WHEN MATCHED THEN UPDATE SET phone = '+65 6123 4567'"
        )
        with logins.acting(attacker) as connection:
            assert connection.execute(statement, [victim.patient.pk]).rowcount == 0

    def test_copy_gives_ones_own_clinic_alone(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with logins.acting(attacker) as connection, connection.cursor() as cursor:
            with cursor.copy("COPY patients (clinic_id, full_name) TO STDOUT") as copy:
                copied = {str(row[0]) for row in copy.rows()}
            assert copied == {str(attacker.clinic_id)}

    @pytest.mark.parametrize(
        "statement",
        ["COPY patients TO '/tmp/patients'", "COPY patients TO PROGRAM 'cat'"],
    )
    def test_copy_reaches_no_file_and_no_program(
        self, statement: str, attacker: Acting, logins: Logins
    ) -> None:
        assert_refused(logins, attacker, statement)

    def test_copy_puts_nothing_in(self, writer: Acting, logins: Logins) -> None:
        with (
            pytest.raises(errors.FeatureNotSupported),
            logins.acting(writer) as connection,
            connection.cursor() as cursor,
            cursor.copy("COPY patients (clinic_id) FROM STDIN"),
        ):
            pass

    @pytest.mark.parametrize("condition", RAISING)
    def test_a_condition_that_raises_is_not_asked_about_anothers_row(
        self, condition: str, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = "SELECT count(*) FROM clinic.patients WHERE " + condition.format(secret=SECRET)
        with psycopg.connect(**connections[OWNER].get_connection_params()) as owner:
            with pytest.raises(errors.DataError):
                owner.execute(statement.encode())
            owner.rollback()
        with logins.acting(attacker) as connection:
            assert connection.execute(statement.encode()).fetchone() == (0,)

    def test_an_error_names_nobody_of_another_clinic(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with pytest.raises(errors.DataError) as refusal, logins.acting(attacker) as connection:
            connection.execute("SELECT full_name::int FROM patients ORDER BY full_name DESC")
        assert SECRET not in str(refusal.value)

    def test_what_is_known_of_columns_is_not_shown(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with psycopg.connect(
            **connections[OWNER].get_connection_params(), autocommit=True
        ) as owner:
            owner.execute("ANALYZE clinic.patients")
            known = "SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'patients'"
            assert owner.execute(known).fetchone() == (True,)
        with logins.acting(attacker) as connection:
            assert connection.execute(known).fetchone() == (False,)

    def test_a_plan_counts_rows_of_ones_own_clinic_alone(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        statement = "EXPLAIN (ANALYZE) SELECT id FROM patients WHERE full_name = %s"
        with logins.acting(attacker) as connection:
            plan = "\n".join(
                line for (line,) in psycopg.ClientCursor(connection).execute(statement, [SECRET])
            )
        assert re.search(r"actual time=\S+ rows=0", plan), plan

    def test_row_security_off_is_an_error_and_no_door(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with logins.acting(attacker) as connection:
            connection.execute("SET LOCAL row_security = off")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT id FROM patients")

    @pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
    @pytest.mark.parametrize("role", ATTACKERS)
    def test_a_prepared_plan_answers_whoever_asks(
        self, role: str, mode: str, victim: Victim, world: World, logins: Logins
    ) -> None:
        statement = "SELECT DISTINCT clinic_id FROM patients"
        for who in (acting_in_a(world, role), acting_in_b(world, role)) * 2:
            with logins.acting(who) as connection:
                connection.execute(sql.SQL("SET LOCAL plan_cache_mode = {}").format(mode))
                seen = connection.execute(statement, prepare=True).fetchall()
                assert seen == [(who.clinic_id,)]


class TestRoles:
    @pytest.mark.parametrize(
        "role", ["clinic_owner", "clinic_definer", "clinic_worker", "postgres", "pg_read_all_data"]
    )
    def test_no_mightier_role_is_entered(self, role: str, attacker: Acting, logins: Logins) -> None:
        for command in ("SET ROLE {}", "SET SESSION AUTHORIZATION {}"):
            statement = sql.SQL(command).format(sql.Identifier(role))
            assert_refused(logins, attacker, statement)

    @pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin", "superadmin"])
    def test_another_role_stays_in_the_clinic(
        self, role: str, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with logins.acting(attacker) as connection:
            connection.execute(
                sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(f"clinic_{role}"))
            )
            statement = "SELECT clinic_id FROM patients UNION SELECT clinic_id FROM appointments"
            assert set(connection.execute(statement)) <= {(attacker.clinic_id,)}

    def test_the_bare_login_reads_nothing(self, attacker: Acting, logins: Logins) -> None:
        with logins.acting(attacker) as connection:
            connection.execute("RESET ROLE")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT id FROM patients")

    @pytest.mark.parametrize(
        "statement",
        [
            "ALTER ROLE clinic_app SET search_path = public",
            "ALTER ROLE clinic_app PASSWORD 'known'",
            "ALTER ROLE clinic_app BYPASSRLS",
            "ALTER ROLE CURRENT_USER BYPASSRLS",
            "ALTER ROLE CURRENT_USER INHERIT",
            "CREATE ROLE mine",
            "GRANT clinic_superadmin TO CURRENT_USER",
            "GRANT clinic_owner TO clinic_app",
        ],
    )
    def test_no_role_is_changed(self, statement: str, attacker: Acting, logins: Logins) -> None:
        assert_refused(logins, attacker, statement)

    def test_nothing_stays_of_who_acted_when_it_failed(
        self, attacker: Acting, victim: Victim, logins: Logins
    ) -> None:
        with pytest.raises(errors.DivisionByZero), logins.acting(attacker) as connection:
            connection.execute("SELECT 1 / 0")
        with logins.app.transaction(force_rollback=True):
            assert logins.app.execute(
                "SELECT current_user::text, current_setting('app.current_user_id', true),"
                " current_setting('app.current_clinic_id', true)"
            ).fetchone() == ("clinic_app", "", "")


class TestChannels:
    """What passes by rows: counters and messages between sessions."""

    def test_no_counter_is_read_or_moved(self, attacker: Acting, logins: Logins) -> None:
        counters = (
            "SELECT format('%I.%I', relnamespace::regnamespace, relname)"
            " FROM pg_class WHERE relkind = 'S'"
        )
        for (counter,) in logins.app.execute(counters).fetchall():
            for statement in ("SELECT nextval(%s)", "SELECT setval(%s, 1)", "SELECT lastval()"):
                parameters = [counter] if "%s" in statement else []
                with (
                    pytest.raises(
                        (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)
                    ),
                    logins.acting(attacker) as connection,
                ):
                    connection.execute(statement, parameters)
            with (
                pytest.raises(errors.InsufficientPrivilege),
                logins.acting(attacker) as connection,
            ):
                connection.execute(f"SELECT last_value FROM {counter}".encode())

    def test_nothing_is_told_to_who_listens(
        self, world: World, django_db_blocker: DjangoDbBlocker
    ) -> None:
        channels = [*RECIPES, "clinic", "appointments_changed", "webhook_events"]
        with psycopg.connect(
            **connections["default"].get_connection_params(), autocommit=True
        ) as listener:
            for channel in channels:
                listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            with django_db_blocker.unblock(), swept_up():
                for table in ("patients", "appointments", "webhook_events"):
                    make(table, world.b)
            listener.execute("SELECT 1")
            assert list(listener.notifies(timeout=0.2)) == []

    def test_a_message_says_that_events_came_and_nothing_of_them(self, logins: Logins) -> None:
        told = logins.app.execute(
            "SELECT proname::text, told[1] FROM pg_proc"
            " CROSS JOIN regexp_matches(prosrc, '(?:pg_notify|NOTIFY )[^\n]*', 'gi') AS told"
            " WHERE pronamespace::regnamespace::text"
            " IN ('clinic', 'booking', 'tenancy', 'audit', 'webhook', 'public')"
        ).fetchall()
        message = "NOTIFY webhook_events;"
        functions = ("give_back", "receive_delivery", "receive_event", "replay", "set_aside")
        assert sorted(told) == [(name, message) for name in functions]


class TestMaking:
    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TEMP TABLE patients (id int)",
            "CREATE TEMP VIEW patients AS SELECT 1 AS id",
            "CREATE TABLE clinic.mine (id int)",
            "CREATE VIEW public.mine AS SELECT 1 AS id",
            "CREATE SCHEMA mine",
            "CREATE FUNCTION public.leak(text) RETURNS bool LANGUAGE sql COST 0.0001 RETURN true",
            "CREATE POLICY mine ON clinic.patients USING (true)",
            "ALTER TABLE clinic.patients DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE clinic.patients NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY same_clinic ON clinic.patients",
            "ALTER FUNCTION tenancy.current_clinic_id() COST 1",
            "TRUNCATE clinic.patients",
            "TRUNCATE clinic.appointment_slots",
            "CREATE TRIGGER mine BEFORE INSERT ON clinic.patients"
            " FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column()",
            "CREATE EXTENSION dblink",
            "SELECT lo_create(0)",
            "SELECT lo_creat(-1)",
            "SELECT lo_from_bytea(0, 'kept here')",
            "LOAD 'plpgsql'",
            "SET session_replication_role = replica",
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT rolpassword FROM pg_authid",
        ],
    )
    def test_nothing_is_made_changed_or_emptied(
        self, statement: str, attacker: Acting, logins: Logins
    ) -> None:
        assert_refused(logins, attacker, statement)


class TestUsers:
    @pytest.mark.parametrize(
        "change", ["role = 'nurse'", "is_active = false", "clinic_id = '{other}'"]
    )
    @pytest.mark.parametrize("role", ["patient", "doctor", "staff", "admin", "superadmin"])
    def test_nobody_changes_their_own_role_clinic_or_state(
        self, role: str, change: str, world: World, logins: Logins
    ) -> None:
        who = acting_in_a(world, role)
        statement = f"UPDATE users SET {change.format(other=world.b.clinic.pk)} WHERE id = %s"
        assert_refused(logins, who, statement, [who.user_id])

    @pytest.mark.parametrize(
        ("inserter", "inserted"),
        [
            ("staff", "staff"),
            ("staff", "doctor"),
            ("staff", "admin"),
            ("staff", "superadmin"),
            ("admin", "superadmin"),
        ],
    )
    def test_nobody_is_inserted_above_their_station(
        self, inserter: str, inserted: str, world: World, logins: Logins
    ) -> None:
        for clinic in (world.a.clinic.pk, None):
            assert_refused(
                logins,
                acting_in_a(world, inserter),
                "INSERT INTO users (clinic_id, email, full_name, role)"
                " VALUES (%s, 'mine@example.com', 'Mine', %s)",
                [clinic, inserted],
            )

    def test_an_admin_makes_no_superadmin_of_a_user(self, world: World, logins: Logins) -> None:
        assert_refused(
            logins,
            acting_in_a(world, "admin"),
            "UPDATE users SET role = 'superadmin' WHERE id = %s",
            [world.a.nurse_login.pk],
        )

    def test_an_admin_finds_no_superadmin(self, world: World, logins: Logins) -> None:
        with logins.acting(acting_in_a(world, "admin")) as connection:
            changed = connection.execute(
                "UPDATE users SET is_active = false WHERE id = %s", [world.superadmin.pk]
            )
            assert changed.rowcount == 0

    @pytest.mark.parametrize(
        "call",
        ["clinic.login_by_id(%(user)s)", "clinic.login_by_email('doctor@beta.example', 'BETA')"],
    )
    def test_nobody_asks_for_anothers_login(
        self, call: str, attacker: Acting, world: World, logins: Logins
    ) -> None:
        with pytest.raises(errors.InsufficientPrivilege), logins.acting(attacker) as connection:
            connection.execute(f"SELECT * FROM {call}".encode(), {"user": world.b.doctor_login.pk})

    @pytest.mark.parametrize("role", ATTACKERS)
    def test_nobody_gives_a_password_outside_their_clinic(
        self, role: str, world: World, logins: Logins
    ) -> None:
        for victim in (world.b.doctor_login, world.superadmin):
            assert_refused(
                logins,
                acting_in_a(world, role),
                "SELECT clinic.give_password_hash(%s, 'known')",
                [victim.pk],
            )


def assert_refused(
    logins: Logins, who: Acting, statement: str | sql.Composed, parameters: Any = None
) -> None:
    text = statement.encode() if isinstance(statement, str) else statement
    with pytest.raises(errors.InsufficientPrivilege), logins.acting(who) as connection:
        connection.execute(text, parameters)
