"""Patients, doctors and staff: people of one clinic, with or without a login."""

from datetime import UTC, date, datetime

import pytest
from psycopg.errors import CheckViolation, UniqueViolation

from tests.database.catalogue import rows
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])

PEOPLE = ["patients", "doctors", "staff"]


@pytest.mark.parametrize("table", PEOPLE)
def test_a_person_has_a_name_and_needs_no_login(table: str, world: World) -> None:
    person = make(table, world.a, full_name="Baby of Tan Mei Ling")
    assert (person.user_id, str(person.full_name)) == (None, "Baby of Tan Mei Ling")


@pytest.mark.parametrize("table", PEOPLE)
def test_a_login_is_one_person_of_each_kind(table: str, world: World) -> None:
    login = make("users", world.a)
    make(table, world.a, user=login)
    with refused(UniqueViolation, OWNER, f"{table}_user_key"):
        make(table, world.a, user=login)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("patients", "patient_number"),
        ("doctors", "employee_id"),
        ("doctors", "medical_registration_number"),
        ("staff", "employee_id"),
    ],
)
def test_a_number_is_one_persons_in_a_clinic_and_anothers_elsewhere(
    table: str, field: str, world: World
) -> None:
    number = {field: "S1234567D"}
    make(table, world.a, **number)
    make(table, world.b, **number)
    with refused(UniqueViolation, OWNER, f"{table}_{field}_key"):
        make(table, world.a, **number)


def test_an_nric_is_one_persons_in_a_clinic_and_anothers_elsewhere(world: World) -> None:
    make("patients", world.a, nric="S1234567D")
    make("patients", world.b, nric="S1234567D")
    with refused(UniqueViolation, OWNER, "patients_nric_hash_key"):
        make("patients", world.a, nric="s1234567d")


def test_a_baby_is_registered_on_the_day_it_is_born_wherever_the_clinic_is(world: World) -> None:
    registered = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)  # 00:30 on the third in Kiritimati
    make("patients", world.a, created_at=registered, date_of_birth=date(2026, 3, 3))
    with refused(CheckViolation, OWNER, "patients_born_before_registration"):
        make("patients", world.a, created_at=registered, date_of_birth=date(2026, 3, 4))


def test_an_address_is_one_login_in_a_clinic_in_upper_and_lower_case(world: World) -> None:
    make("users", world.a, email="mei@example.com")
    make("users", world.b, email="mei@example.com")
    with refused(UniqueViolation, OWNER, "users_email_key"):
        make("users", world.a, email="MEI@example.com")


def test_an_address_is_one_superadmin(world: World) -> None:
    platform = {"clinic": None, "role": "superadmin", "email": "ops@example.com"}
    make("users", world.a, **platform)
    with refused(UniqueViolation, OWNER, "users_email_key"):
        make("users", world.a, **platform)


def test_keys_of_people_say_nothing_of_when_they_were_made(world: World) -> None:
    for table in ("clinics", "users", *PEOPLE):
        assert make(table, world.a).pk.version == 4, table


def test_keys_of_what_is_appended_all_day_are_in_order_of_time(world: World) -> None:
    keys = [make("appointments", world.a).pk for _ in range(3)]
    assert [key.version for key in keys] == [7, 7, 7]
    assert keys == sorted(keys)


def test_which_tables_have_random_keys_and_which_ordered_ones() -> None:
    found = rows(
        """
        SELECT c.relname::text, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attrdef AS d
        JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        JOIN pg_class AS c ON c.oid = d.adrelid
        WHERE a.attname = 'id' AND c.relnamespace = ANY ('{clinic,booking}'::regnamespace[])
        """
    )
    assert {table for table, default in found if default == "gen_random_uuid()"} == {
        "clinics",
        "users",
        "patients",
        "doctors",
        "staff",
        "system_settings",
        "feature_flags",
        "integration_webhooks",
        "webhook_sources",
        "webhook_secrets",
    }
