"""Passwords: who may change whose, and that no save loses one."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.urls import reverse

from identity.models import User
from identity.passwords import give_password_hash, replace_password_hash
from tenancy import acting_as, as_login
from tests.refusals import refused
from tests.scratch import Database, refuse
from tests.seeds.seeded import copy_of
from tests.world import OWNER, PASSWORD, World

pytestmark = pytest.mark.django_db

NEW = "quite another password 7"


def signed_in_user(world: World) -> User:
    user = authenticate(username=world.b.doctor_login.email, password=PASSWORD)
    assert isinstance(user, User)
    return user


def test_who_has_no_password_signs_in_with_none(world: World) -> None:
    assert authenticate(username=world.a.newcomer_login.email, password="") is None
    assert authenticate(username=world.a.newcomer_login.email, password="None") is None


def test_a_namesake_without_a_password_locks_nobody_out(
    world: World, as_owner: Callable[..., None]
) -> None:
    as_owner(
        "INSERT INTO clinic.users (clinic_id, email, full_name, role)"
        " VALUES (%s, 'doctor@alpha.example', 'Namesake', 'nurse')",
        "DELETE FROM clinic.users WHERE clinic_id = %s AND email = 'doctor@alpha.example'",
        world.b.clinic.pk,
    )
    assert authenticate(username="doctor@alpha.example", password=PASSWORD) == world.a.doctor_login


def test_nobody_takes_a_login_that_has_no_password(world: World) -> None:
    with as_login(), connection.cursor() as cursor:
        for known in (None, ""):
            cursor.execute(
                "SELECT clinic.set_password_hash(%s, %s, 'x')", [world.a.newcomer_login.pk, known]
            )
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff"])
def test_only_an_admin_gives_a_password(world: World, role: str) -> None:
    with acting_as(world.a.logins[role]), refused():
        give_password_hash(world.a.newcomer_login.pk, "x")


def test_an_admin_gives_one_in_their_own_clinic_alone(world: World) -> None:
    with acting_as(world.b.admin_login), refused():
        give_password_hash(world.a.newcomer_login.pk, "x")
    with acting_as(world.a.admin_login), refused():
        give_password_hash(world.superadmin.pk, "x")
    with acting_as(world.a.admin_login):
        nurse = User.objects.get(pk=world.a.newcomer_login.pk)
        nurse.set_password(NEW)
        nurse.save()
    assert authenticate(username=nurse.email, password=NEW) == nurse


def test_a_superadmin_gives_one_to_anybody(world: World) -> None:
    with acting_as(world.superadmin):
        nurse = User.objects.get(pk=world.a.newcomer_login.pk)
        nurse.set_password(NEW)
        nurse.save()
    assert authenticate(username=nurse.email, password=NEW) == nurse


def test_an_admin_makes_a_user_who_signs_in(world: World, client: Client) -> None:
    client.force_login(world.a.admin_login)
    user = {
        "email": "made@alpha.example",
        "full_name": "Made By Hand",
        "role": "nurse",
        "is_active": "on",
        "notification_preferences": "{}",
        "language": "en",
        "timezone": "Asia/Singapore",
    }
    url = reverse("admin:identity_user_add")
    easy = client.post(url, user | {"new_password": "12345"})
    assert easy.context["adminform"].form.errors["new_password"]
    assert client.post(url, user | {"new_password": NEW}).status_code == 302
    made = authenticate(username="made@alpha.example", password=NEW)
    assert isinstance(made, User)
    assert made.role == "nurse"


def test_who_may_give_no_password_is_not_asked_for_one(world: World, client: Client) -> None:
    client.force_login(world.a.staff_login)
    form = client.get(reverse("admin:identity_user_add")).context["adminform"].form
    assert "new_password" not in form.fields


def test_saving_a_reloaded_user_keeps_the_password(world: World) -> None:
    user = signed_in_user(world)
    with acting_as(user):
        user.refresh_from_db()
        user.display_name = "Dr B"
        user.save()
    assert authenticate(username=user.email, password=PASSWORD) == user


def test_a_new_password_and_another_change_are_saved_together(world: World) -> None:
    user = signed_in_user(world)
    with acting_as(user):
        user.display_name = "Dr New"
        user.notification_preferences["sms"] = True
        user.set_password(NEW)
        user.save()
        stored = User.objects.get(pk=user.pk)
    assert (stored.display_name, stored.notification_preferences) == ("Dr New", {"sms": True})
    assert authenticate(username=user.email, password=NEW) == user


def test_a_stale_password_change_saves_nothing(world: World) -> None:
    user, other = signed_in_user(world), signed_in_user(world)
    other.set_password(NEW)
    other.save()
    user.set_password("a third password 9")
    with acting_as(user):
        user.display_name = "Half"
        with pytest.raises(PermissionError):
            user.save()
        assert User.objects.get(pk=user.pk).display_name is None


def test_a_hash_that_somebody_else_renewed_first_is_no_failure(
    world: World, settings: object
) -> None:
    user = signed_in_user(world)
    assert user.password is not None
    replace_password_hash(user.pk, user.password, "renewed meanwhile")
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert user.check_password(PASSWORD)
    assert not user.check_password("wrong")


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_saves_a_user_and_loses_no_secret(world: World) -> None:
    users = User.objects.using(OWNER)
    user = users.get(pk=world.a.staff_login.pk)
    user.display_name = "Front desk"
    user.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT password_hash FROM clinic.login_by_id(%s)", [user.pk])
        assert cursor.fetchone() == (world.a.staff_login.password,)


@pytest.fixture(scope="module")
def seeded(migrated: Database) -> Iterator[Database]:
    """Give a database with an address that signs in at two clinics."""
    with copy_of(migrated) as made:
        with made.connect() as connection:
            connection.execute(
                "WITH made AS ("
                " INSERT INTO clinic.clinics"
                " (code, name, registration_number, address, postal_code, phone, email)"
                " VALUES ('ONE', 'One', '1', 'x', '1', '61234567', 'a@b.example'),"
                " ('TWO', 'Two', '2', 'x', '1', '61234567', 'a@b.example') RETURNING id"
                ") INSERT INTO clinic.users (clinic_id, email, full_name, role)"
                " SELECT id, 'locum@b.example', 'Locum', 'doctor' FROM made"
            )
        yield made


def test_the_owner_gives_a_password_by_command(seeded: Database) -> None:
    variables = {"NEW_PASSWORD": NEW}
    assert "ONE" in refuse(seeded.start("changepassword", "locum@b.example", **variables))
    assert "no user" in refuse(seeded.start("changepassword", "x@b.example", **variables))
    chosen = ["changepassword", "locum@b.example", "--clinic-code", "two"]
    refuse(seeded.start(*chosen, NEW_PASSWORD="12345"))
    seeded.manage(*chosen, **variables)
    with seeded.connect() as connection:
        assert connection.execute(
            "SELECT code, password_hash IS NOT NULL FROM clinic.users"
            " JOIN clinic.clinics ON clinics.id = clinic_id ORDER BY code"
        ).fetchall() == [("ONE", False), ("TWO", True)]
