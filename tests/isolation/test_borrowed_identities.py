"""Nobody comes by what is restricted, or another's name, through a column that says who somebody is.

Each of these was found in docs/security-review.md, and worked.
"""

import secrets
from collections.abc import Iterator
from typing import Any, LiteralString, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from postgres.errors import DatabaseUnusableError
from tenancy.roles import ROLE_OF
from tests.isolation.attempts import Logins, acting_in_a
from tests.world import OWNER, World


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff"])
def test_who_edits_a_chart_does_not_choose_who_reads_it(
    role: str, world: World, logins: Logins
) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, role)) as connection,
    ):
        connection.execute(
            "UPDATE patients SET user_id = %s WHERE id = %s",
            [world.a.newcomer_login.pk, world.a.patient.pk],
        )


def test_an_admin_does_not_become_a_treating_doctor(world: World, logins: Logins) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, "admin")) as connection,
    ):
        connection.execute(
            "UPDATE doctors SET user_id = %s WHERE id = %s",
            [world.a.newcomer_login.pk, world.a.doctor.pk],
        )


@pytest.mark.parametrize("table", ["lab_results", "imaging_results"])
@pytest.mark.parametrize("column", ["reviewed_by", "reviewed_at"])
def test_a_nurse_reviews_no_result(table: str, column: str, world: World, logins: Logins) -> None:
    statement = sql.SQL("UPDATE {} SET {} = NULL")
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, "nurse")) as connection,
    ):
        connection.execute(statement.format(sql.Identifier(table), sql.Identifier(column)))


def test_when_a_row_was_made_is_the_databases_to_say(world: World, logins: Logins) -> None:
    with logins.acting(acting_in_a(world, "admin")) as connection:
        made: Any = connection.execute(
            "INSERT INTO patients (clinic_id, patient_number, full_name, date_of_birth, gender,"
            " created_at, updated_at) VALUES (%s, 'P-OLD', 'Old Chart', '1990-01-01', 'female',"
            " '2001-01-01', '2001-01-01') RETURNING created_at = now(), updated_at = now()",
            [world.a.clinic.pk],
        ).fetchone()
    assert made == (True, True)


@pytest.mark.parametrize("case", ["upper", "lower"])
def test_oneself_is_known_however_the_id_is_written(
    case: str, world: World, logins: Logins
) -> None:
    own = str(world.a.admin_login.pk)
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, "admin")) as connection,
    ):
        connection.execute(
            "SELECT set_config('app.current_user_id', %s, true)", [getattr(own, case)()]
        )
        connection.execute("UPDATE users SET role = 'doctor' WHERE id = %s", [own])


@pytest.mark.parametrize("function", ["give_password_hash(%s, 'x')", "remove_two_factor(%s)"])
def test_an_admins_own_password_and_second_factor_take_the_old_password(
    function: str, world: World, logins: Logins
) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(acting_in_a(world, "admin")) as connection,
    ):
        connection.execute(f"SELECT clinic.{function}".encode(), [world.a.admin_login.pk])


def test_estimates_tell_nothing_of_names_and_birthdays(world: World, logins: Logins) -> None:
    with psycopg.connect(**connections[OWNER].get_connection_params(), autocommit=True) as owner:
        owner.execute("ANALYZE clinic.patients")
    with logins.acting(acting_in_a(world, "patient")) as connection:
        for column, values in (
            ("date_of_birth", ("1800-01-01", "1980-02-29", "2999-01-01")),
            ("full_name", ("A", world.b.patient.full_name, "ZZZ")),
        ):
            statement = sql.SQL(
                "EXPLAIN SELECT FROM patients AS p, generate_series(1, 10000000) AS a"
                " WHERE p.{} <= {} OR a IS NULL"
            )
            estimates = {
                str(
                    connection.execute(
                        statement.format(sql.Identifier(column), sql.Literal(value))
                    ).fetchone()
                )
                for value in values
            }
            assert len(estimates) == 1, estimates


class Login(NamedTuple):
    """A login, and a role of nobody's, beside the owner who can bring them together."""

    connection: BaseDatabaseWrapper
    name: sql.Identifier
    another: sql.Identifier
    owner: psycopg.Connection[Any]


@pytest.fixture
def login(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    """Make a login like clinic_app: that one is the whole server's, where others are testing."""
    name, password = f"scratch_{uuid4().hex}", secrets.token_urlsafe()
    connection = connections["default"].copy()
    its_own = {"dbname": "postgres", "user": name, "password": password}
    parameters = connection.get_connection_params() | its_own
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters)
    made = (sql.Identifier(name), sql.Identifier(f"{name}_another"))
    people = sql.SQL(", ").join(map(sql.Identifier, ROLE_OF.values()))
    with psycopg.connect(**connections[OWNER].get_connection_params(), autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {} IN ROLE {}; CREATE ROLE {}").format(
                made[0], password, people, made[1]
            )
        )
        yield Login(connection, *made, owner)
        connection.close()
        owner.execute(sql.SQL("DROP ROLE {}, {}").format(*made))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "power", ["GRANT {another} TO {name}", "ALTER ROLE {name} SET role = clinic_admin"]
)
def test_a_login_that_somebody_made_mightier_is_refused(power: LiteralString, login: Login) -> None:
    login.connection.connect()
    login.connection.close()
    login.owner.execute(sql.SQL(power).format(name=login.name, another=login.another))
    with pytest.raises(DatabaseUnusableError):
        login.connection.connect()
