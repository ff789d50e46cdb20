"""The first superadmin and the first clinic, on an empty production database."""

from collections.abc import Iterator

import pytest

from tests.scratch import Database, database, refuse, succeed
from tests.world import World

PASSWORD = "a long enough password 22"
PRODUCTION = {"DJANGO_ENV": "production", "SECRET_KEY": "not for anything else " * 3}
CLINIC = {
    "code": "FIRST",
    "name": "First Clinic",
    "registration-number": "18M0001",
    "address": "1 First Street",
    "postal-code": "018956",
    "phone": "+65 6123 4567",
    "email": "hello@first.example",
    "admin-email": "admin@first.example",
    "admin-name": "Ada Min",
}


@pytest.fixture(scope="module")
def empty(world: World, django_db_blocker: object) -> Iterator[Database]:
    """Give a database that was migrated as production is, and holds nobody."""
    with django_db_blocker.unblock(), database() as made:  # type: ignore[attr-defined]
        made.manage("migrate", "--verbosity", "0", **PRODUCTION)
        yield made


def create_clinic(**changes: str) -> list[str]:
    options = CLINIC | {name.replace("_", "-"): value for name, value in changes.items()}
    return ["create_clinic", "--noinput", *(f"--{name}={value}" for name, value in options.items())]


def people(made: Database) -> list[tuple[str, str, str | None]]:
    with made.connect() as connection:
        return connection.execute(
            "SELECT users.email::text, role::text, code FROM clinic.users"
            " LEFT JOIN clinic.clinics ON clinics.id = clinic_id ORDER BY users.email"
        ).fetchall()


def test_a_production_database_gets_its_first_people(empty: Database) -> None:
    superuser = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SUPERUSER_FULL_NAME": "Root"}
    arguments = ["createsuperuser", "--noinput", "--email=root@platform.example"]
    empty.manage(*arguments, **PRODUCTION | superuser)
    admin = PRODUCTION | {"CREATE_CLINIC_ADMIN_PASSWORD": PASSWORD}
    empty.manage(*create_clinic(), **admin)
    there = [
        ("admin@first.example", "admin", "FIRST"),
        ("root@platform.example", "superadmin", None),
    ]
    assert people(empty) == there

    # Twice is refused in words, and changes nothing.
    refuse(empty.start(*arguments, **PRODUCTION | superuser))
    refuse(empty.start(*create_clinic(), **admin))
    assert people(empty) == there

    # Both sign in, as the web process: without the owner's URL.
    checked = succeed(
        empty.start(
            "shell",
            "--no-imports",
            "--command",
            "from django.contrib.auth import authenticate\n"
            f"print([str(authenticate(username=name, password={PASSWORD!r}).email)"
            " for name in ('admin@first.example', 'root@platform.example')])",
            **PRODUCTION | {"DATABASE_URL": ""},
        )
    )
    assert checked.strip() == "['admin@first.example', 'root@platform.example']"


@pytest.mark.parametrize(
    ("changes", "password", "named"),
    [
        ({"code": "lower"}, PASSWORD, "code"),
        ({"code": "SECOND", "email": "nobody"}, PASSWORD, "email"),
        ({"code": "SECOND", "registration_number": "2", "timezone": "Mars/Base"}, PASSWORD, "time"),
        ({"code": "SECOND", "registration_number": "2"}, "12345", "password"),
        ({"code": "SECOND", "registration_number": "2", "admin_email": "x"}, PASSWORD, "email"),
        ({"code": "SECOND", "registration_number": "2", "name": ""}, PASSWORD, "--name"),
        ({"code": "SECOND", "registration_number": "2"}, "", "CREATE_CLINIC_ADMIN_PASSWORD"),
    ],
)
def test_a_clinic_that_is_wrong_is_named_and_not_half_made(
    empty: Database, changes: dict[str, str], password: str, named: str
) -> None:
    before = empty.rows()
    variables = PRODUCTION | {"CREATE_CLINIC_ADMIN_PASSWORD": password}
    assert named in refuse(empty.start(*create_clinic(**changes), **variables))
    assert empty.rows() == before


@pytest.mark.parametrize("command", [["createsuperuser", "--noinput"], create_clinic()])
def test_without_the_owner_it_says_so(empty: Database, command: list[str]) -> None:
    assert "DATABASE_URL" in refuse(empty.start(*command, **PRODUCTION | {"DATABASE_URL": ""}))
