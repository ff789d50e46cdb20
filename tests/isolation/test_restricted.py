"""What is restricted is for the treating doctor and the patient alone, and only that doctor lifts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from psycopg import errors, sql
from pytest_django.plugin import DjangoDbBlocker

from tests.isolation.attempts import Acting, Connection, Logins, acting_in_a
from tests.isolation.estate import swept_up
from tests.rows import NOON, make
from tests.world import OWNER, World

CHILDREN = ("prescriptions", "prescription_items", "lab_results", "imaging_results")
TABLES = ("medical_records", *CHILDREN)
OTHERS = ("other doctor", "nurse", "staff", "admin", "superadmin")
BLIND = {("staff", "medical_records"), ("staff", "lab_results"), ("staff", "imaging_results")}
"""Who may read nothing of a table anyway."""


@dataclass(frozen=True)
class Case:
    """A restricted record and what hangs on it, by table; and everybody in the clinic."""

    ids: dict[str, UUID]
    people: dict[str, Acting]
    open_record: UUID


@pytest.fixture(scope="module")
def case(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Case]:
    a = world.a
    with django_db_blocker.unblock(), swept_up():
        login = make("users", a, role="doctor")
        make("doctors", a, user=login)
        record = make("medical_records", a, access_restricted=True)
        prescription = make("prescriptions", a, medical_record=record)
        made = {
            "medical_records": record,
            "prescriptions": prescription,
            "prescription_items": make("prescription_items", a, prescription=prescription),
            **{
                table: make(table, a, medical_record=record, doctor=a.doctor, reviewed_at=NOON)
                for table in ("lab_results", "imaging_results")
            },
        }
        roles = ("patient", "doctor", "nurse", "staff", "admin", "superadmin")
        yield Case(
            {table: row.pk for table, row in made.items()},
            {role: acting_in_a(world, role) for role in roles}
            | {"other doctor": Acting("doctor", login.pk, a.clinic.pk)},
            make("medical_records", a).pk,
        )


@pytest.mark.parametrize("person", ["patient", "doctor"])
@pytest.mark.parametrize("table", TABLES)
def test_the_treating_doctor_and_the_patient_see_it(
    table: str, person: str, case: Case, logins: Logins
) -> None:
    with logins.acting(case.people[person]) as connection:
        assert sees(connection, table, case.ids[table])


@pytest.mark.parametrize("person", OTHERS)
@pytest.mark.parametrize("table", TABLES)
def test_nobody_else_sees_it(table: str, person: str, case: Case, logins: Logins) -> None:
    with logins.acting(case.people[person]) as connection:
        if (person, table) in BLIND:
            with pytest.raises(errors.InsufficientPrivilege):
                sees(connection, table, case.ids[table])
        else:
            assert not sees(connection, table, case.ids[table])


def test_the_treating_doctor_lifts_it_and_what_hangs_on_it_follows(
    case: Case, logins: Logins
) -> None:
    with logins.acting(case.people["doctor"]) as connection:
        assert restrict(connection, case.ids["medical_records"], False) == 1
        for person in ("other doctor", "nurse", "admin", "superadmin"):
            with logins.acting(case.people[person]) as theirs:
                assert all(sees(theirs, table, case.ids[table]) for table in TABLES)


def test_restricted_again_it_is_hidden_again(case: Case, logins: Logins) -> None:
    with logins.acting(case.people["doctor"]) as connection:
        restrict(connection, case.ids["medical_records"], False)
        assert restrict(connection, case.ids["medical_records"], True) == 1
        with logins.acting(case.people["nurse"]) as theirs:
            assert not any(sees(theirs, table, case.ids[table]) for table in TABLES)


def test_another_doctor_finds_nothing_to_lift(case: Case, logins: Logins) -> None:
    with logins.acting(case.people["other doctor"]) as connection:
        assert restrict(connection, case.ids["medical_records"], False) == 0


def test_another_doctor_restricts_no_record_of_a_colleague(case: Case, logins: Logins) -> None:
    with logins.acting(case.people["other doctor"]) as connection:
        assert restrict(connection, case.open_record, True) == 0


@pytest.mark.parametrize("person", ["patient", "nurse", "staff", "admin", "superadmin"])
def test_no_other_role_lifts_it(person: str, case: Case, logins: Logins) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(case.people[person]) as connection,
    ):
        restrict(connection, case.ids["medical_records"], False)


@pytest.mark.parametrize("person", ["doctor", "patient", *OTHERS])
@pytest.mark.parametrize("table", CHILDREN)
def test_nobody_lifts_it_from_a_child_alone(
    table: str, person: str, case: Case, logins: Logins
) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege),
        logins.acting(case.people[person]) as connection,
    ):
        connection.execute(
            sql.SQL("UPDATE {} SET access_restricted = false").format(sql.Identifier(table))
        )


@pytest.mark.parametrize("table", CHILDREN)
def test_a_key_keeps_a_child_as_its_record_is(table: str, case: Case) -> None:
    statement = sql.SQL("UPDATE {} SET access_restricted = false WHERE id = %s")
    with (
        psycopg.connect(**connections[OWNER].get_connection_params()) as owner,
        pytest.raises(errors.ForeignKeyViolation),
    ):
        owner.execute(statement.format(sql.Identifier("clinic", table)), [case.ids[table]])


@pytest.mark.parametrize("table", ["prescriptions", "lab_results", "imaging_results"])
def test_another_doctor_takes_no_child_to_an_open_record(
    table: str, case: Case, logins: Logins
) -> None:
    statement = sql.SQL("UPDATE {} SET medical_record_id = %s WHERE id = %s")
    with logins.acting(case.people["other doctor"]) as connection:
        moved = connection.execute(
            statement.format(sql.Identifier(table)), [case.open_record, case.ids[table]]
        )
        assert moved.rowcount == 0


def test_a_nurse_hangs_nothing_on_a_restricted_record(
    case: Case, logins: Logins, world: World
) -> None:
    statement = (
        "INSERT INTO lab_results (clinic_id, patient_id, medical_record_id, lab_name, test_date)"
        " VALUES (%s, %s, %s, 'Example Laboratory', '2026-03-02')"
    )
    patient = [world.a.clinic.pk, world.a.patient.pk]
    with logins.acting(case.people["nurse"]) as connection:
        connection.execute(statement, [*patient, case.open_record])
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement, [*patient, case.ids["medical_records"]])


@pytest.mark.parametrize("named", ["nobody", "other doctor"])
@pytest.mark.parametrize("table", ["lab_results", "imaging_results"])
def test_whom_a_child_names_counts_for_nothing(
    table: str, named: str, case: Case, logins: Logins, world: World
) -> None:
    """The treating doctor is the record's: not whoever ordered a test that hangs on it."""
    statement = sql.SQL(
        "UPDATE {} SET doctor_id = ("
        "SELECT id FROM clinic.doctors WHERE clinic_id = %s AND user_id = %s) WHERE id = %s"
    )
    with psycopg.connect(**connections[OWNER].get_connection_params(), autocommit=True) as owner:
        change = statement.format(sql.Identifier("clinic", table))
        other = case.people["other doctor"].user_id if named == "other doctor" else None
        owner.execute(change, [world.a.clinic.pk, other, case.ids[table]])
        try:
            with logins.acting(case.people["doctor"]) as connection:
                assert sees(connection, table, case.ids[table])
            with logins.acting(case.people["other doctor"]) as connection:
                assert not sees(connection, table, case.ids[table])
        finally:
            own = world.a.doctor_login.pk
            owner.execute(change, [world.a.clinic.pk, own, case.ids[table]])


def test_another_doctor_hangs_nothing_on_a_restricted_record(
    case: Case, logins: Logins, world: World
) -> None:
    statement = (
        "INSERT INTO lab_results"
        " (clinic_id, patient_id, medical_record_id, doctor_id, lab_name, test_date)"
        " SELECT %s, %s, %s, clinic.current_doctor_id(), 'Example Laboratory', '2026-03-02'"
    )
    patient = [world.a.clinic.pk, world.a.patient.pk]
    with logins.acting(case.people["other doctor"]) as connection:
        connection.execute(statement, [*patient, case.open_record])
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement, [*patient, case.ids["medical_records"]])


def test_what_hangs_on_a_record_is_of_its_patient(case: Case, world: World) -> None:
    with (
        psycopg.connect(**connections[OWNER].get_connection_params()) as owner,
        pytest.raises(errors.ForeignKeyViolation),
    ):
        owner.execute(
            "WITH stranger AS ("
            " INSERT INTO clinic.patients"
            " (clinic_id, patient_number, full_name, date_of_birth, gender)"
            " VALUES (%s, 'STRANGER', 'A Stranger', '1990-01-01', 'female') RETURNING id"
            ") UPDATE clinic.lab_results SET patient_id = stranger.id FROM stranger"
            " WHERE lab_results.id = %s",
            [world.a.clinic.pk, case.ids["lab_results"]],
        )


def sees(connection: Connection, table: str, row_id: UUID) -> bool:
    """Say whether whoever acts finds the row."""
    statement = sql.SQL("SELECT id FROM {} WHERE id = %s").format(sql.Identifier(table))
    found: list[Any] = connection.execute(statement, [row_id]).fetchall()
    return found == [(row_id,)]


def restrict(connection: Connection, record_id: UUID, restricted: bool) -> int:
    """Set the mark, and give how many records took it."""
    return connection.execute(
        "UPDATE medical_records SET access_restricted = %s WHERE id = %s", [restricted, record_id]
    ).rowcount
