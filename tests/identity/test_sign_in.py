"""Sign-in: by e-mail, by clinic code where needed, through definer functions alone."""

from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.test import Client

from identity.models import User
from identity.passwords import replace_password_hash
from tenancy import acting_as, as_login
from tests.refusals import refused
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

AsOwner = Callable[..., None]
LOGIN = "/admin/login/"
ADMIN = "/admin/"


def sign_in(client: Client, email: str, password: str = PASSWORD, code: str = "") -> bool:
    client.post(LOGIN, {"username": email, "password": password, "clinic_code": code})
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_address_and_password(world: World) -> None:
    assert authenticate(username="doctor@alpha.example", password=PASSWORD) == world.a.doctor_login


def test_the_address_is_the_same_in_capital_letters(world: World) -> None:
    assert authenticate(username="Doctor@ALPHA.example", password=PASSWORD) == world.a.doctor_login


def test_a_superadmin_signs_in(world: World) -> None:
    assert authenticate(username=world.superadmin.email, password=PASSWORD) == world.superadmin


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("doctor@alpha.example", "wrong"),
        ("nobody@alpha.example", PASSWORD),
        ("", PASSWORD),
        ("doctor@alpha.example", ""),
        ("' OR true --", PASSWORD),
        ("%", PASSWORD),
    ],
)
def test_what_is_wrong_signs_nobody_in(world: World, email: str, password: str) -> None:
    assert authenticate(username=email, password=password) is None


def test_an_address_of_several_clinics_needs_the_clinic_code(
    world: World, as_owner: AsOwner
) -> None:
    for side in (world.a, world.b):
        as_owner(
            "UPDATE clinic.users SET email = 'locum@doctors.example' WHERE id = %s",
            "UPDATE clinic.users SET email = role || '@' || lower(code) || '.example'"
            " FROM clinic.clinics WHERE clinics.id = clinic_id AND users.id = %s",
            side.doctor_login.pk,
        )

    def attempt(code: str | None) -> object:
        with transaction.atomic():
            user = authenticate(
                username="locum@doctors.example", password=PASSWORD, clinic_code=code
            )
            transaction.set_rollback(True)  # a sign-in is written into the row that is to be undone
        return user

    assert attempt(None) is None
    assert attempt("alpha") == world.a.doctor_login
    assert attempt("BETA") == world.b.doctor_login
    assert attempt("NOWHERE") is None


@pytest.mark.parametrize(
    ("statement", "undo"),
    [
        (
            "UPDATE clinic.users SET is_active = false WHERE id = %s",
            "UPDATE clinic.users SET is_active = true WHERE id = %s",
        ),
        (
            "UPDATE clinic.users SET deleted_at = now() WHERE id = %s",
            "UPDATE clinic.users SET deleted_at = NULL WHERE id = %s",
        ),
        (
            "UPDATE clinic.clinics SET is_active = false"
            " WHERE id = (SELECT clinic_id FROM clinic.users WHERE id = %s)",
            "UPDATE clinic.clinics SET is_active = true"
            " WHERE id = (SELECT clinic_id FROM clinic.users WHERE id = %s)",
        ),
    ],
    ids=["inactive", "deleted", "clinic closed"],
)
def test_who_may_not_sign_in_loses_the_session_too(
    world: World, client: Client, as_owner: AsOwner, statement: str, undo: str
) -> None:
    client.force_login(world.a.nurse_login)
    assert client.get(ADMIN).status_code == 200
    as_owner(statement, undo, world.a.nurse_login.pk)
    assert client.get(ADMIN).status_code == 302
    assert authenticate(username="nurse@alpha.example", password=PASSWORD) is None


def test_patients_do_not_enter_the_admin(world: World, client: Client) -> None:
    assert not sign_in(client, "patient@alpha.example")


def test_signing_out_ends_the_session(world: World, client: Client) -> None:
    assert sign_in(client, "staff@beta.example")
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(ADMIN).status_code == 302


def test_the_form_says_the_same_whatever_is_wrong(world: World, client: Client) -> None:
    pages = [
        client.post(LOGIN, {"username": email, "password": password}).context["form"].errors
        for email, password in [
            ("doctor@alpha.example", "wrong"),
            ("nobody@alpha.example", PASSWORD),
            ("patient@alpha.example", PASSWORD),
        ]
    ]
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize(
    "call",
    [
        "SELECT * FROM clinic.login_by_email('doctor@beta.example', NULL)",
        "SELECT * FROM clinic.login_by_id('00000000-0000-0000-0000-000000000000')",
        "SELECT clinic.set_password_hash('00000000-0000-0000-0000-000000000000', NULL, 'x')",
        "SELECT clinic.record_sign_in('00000000-0000-0000-0000-000000000000', NULL, NULL)",
        "SELECT clinic.record_failed_sign_in('00000000-0000-0000-0000-000000000000')",
        "SELECT clinic.set_two_factor('00000000-0000-0000-0000-000000000000', '', NULL, NULL)",
    ],
)
@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin", "superadmin"])
def test_no_person_may_call_the_sign_in_functions(world: World, role: str, call: str) -> None:
    person = world.superadmin if role == "superadmin" else world.a.logins[role]
    with acting_as(person), connection.cursor() as cursor, refused():
        cursor.execute(call)


SECRETS = [
    "password_hash",
    "two_factor_secret",
    "two_factor_last_step",
    "refresh_token",
    "failed_login_attempts",
    "locked_until",
]


@pytest.mark.parametrize("column", SECRETS)
@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin", "superadmin"])
def test_no_person_may_read_or_write_a_secret_column(world: World, role: str, column: str) -> None:
    person = world.superadmin if role == "superadmin" else world.a.logins[role]
    for statement in (
        f"SELECT {column} FROM clinic.users",
        f"UPDATE clinic.users SET {column} = NULL",
        f"SELECT count(*) FROM clinic.users WHERE {column} IS NULL",
    ):
        with acting_as(person), connection.cursor() as cursor, refused():
            cursor.execute(statement)


def test_users_load_without_their_secrets(world: World) -> None:
    with acting_as(world.a.admin_login):
        user = User.objects.get(pk=world.a.nurse_login.pk)
    assert user.full_name == world.a.nurse_login.full_name
    assert user.password is None
    assert user.failed_login_attempts is None


def test_an_admin_adds_a_user_without_naming_a_secret(world: World) -> None:
    with acting_as(world.a.admin_login):
        user = User.objects.create(
            clinic=world.a.clinic, email="new@alpha.example", full_name="New", role="nurse"
        )
        assert User.objects.get(pk=user.pk).role == "nurse"
        assert user.created_at is not None


def test_a_person_changes_their_password(world: World, client: Client) -> None:
    new = "staple battery horse correct"
    assert sign_in(client, "admin@beta.example")
    answer = client.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert answer.status_code == 302
    assert client.get(ADMIN).status_code == 200
    assert authenticate(username="admin@beta.example", password=PASSWORD) is None
    assert authenticate(username="admin@beta.example", password=new) == world.b.admin_login


def test_a_password_is_stored_only_over_the_one_that_is_known(world: World) -> None:
    with pytest.raises(PermissionError):
        replace_password_hash(world.a.nurse_login.pk, "not the hash", "another")
    with as_login(), connection.cursor() as cursor:
        cursor.execute("SELECT password_hash FROM clinic.login_by_id(%s)", [world.a.nurse_login.pk])
        assert cursor.fetchone()[0] == world.a.nurse_login.password


def test_an_old_hash_is_renewed_at_sign_in(world: World, settings: object) -> None:
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    user = authenticate(username="nurse@beta.example", password=PASSWORD)
    assert isinstance(user, User)
    assert user.password is not None
    assert user.password.startswith("scrypt$")
    assert authenticate(username="nurse@beta.example", password=PASSWORD) == user
