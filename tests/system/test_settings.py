"""`setting` and `flag_enabled`: what everybody may know of lists that hardly anybody may read."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from identity.models import User
from system.settings import flag_enabled, setting
from tenancy import acting_as
from tests.privacy.registered import CIPHERTEXT
from tests.refusals import refused
from tests.world import World

pytestmark = pytest.mark.django_db

AsOwner = Callable[..., None]
ROLES = ["patient", "doctor", "nurse", "staff", "admin"]


def set_value(as_owner: AsOwner, clinic: object, value: str, *, encrypted: bool = False) -> None:
    as_owner(
        "INSERT INTO clinic.system_settings (clinic_id, category, key, value, is_encrypted)"
        f" VALUES (%s, 'appointment', 'default_duration_minutes', %s, {encrypted})",
        "DELETE FROM clinic.system_settings WHERE clinic_id = %s"
        " AND key = 'default_duration_minutes' AND value = %s",
        clinic,
        value,
    )


def flag(
    as_owner: AsOwner,
    *,
    on: bool = True,
    percentage: int = 0,
    clinics: str = "[]",
    users: str = "[]",
) -> str:
    name = f"flag_{uuid4().hex}"
    as_owner(
        "INSERT INTO clinic.feature_flags"
        " (name, is_enabled, rollout_percentage, enabled_for_clinics, enabled_for_users)"
        " VALUES (%s, %s, %s, %s, %s)",
        "DELETE FROM clinic.feature_flags WHERE name = %s"
        " AND (%s::bool, %s::int, %s::jsonb, %s::jsonb) IS NOT NULL",
        name,
        on,
        percentage,
        clinics,
        users,
    )
    return name


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_what_holds_everywhere(world: World, role: str) -> None:
    with acting_as(world.a.logins[role]):
        assert setting("appointment", "default_duration_minutes") == 15
        assert setting("payment", "currency") == "SGD"
        assert setting("notification", "sms_provider") == "twilio"  # not public, yet not secret
        assert setting("no such", "setting") is None


def test_a_clinic_s_own_value_comes_first_and_stays_its_own(
    world: World, as_owner: AsOwner
) -> None:
    set_value(as_owner, world.a.clinic.pk, "20")
    with acting_as(world.a.patient_login):
        assert setting("appointment", "default_duration_minutes") == 20
    with acting_as(world.b.patient_login):
        assert setting("appointment", "default_duration_minutes") == 15


def test_an_encrypted_value_is_not_given(world: World, as_owner: AsOwner) -> None:
    set_value(as_owner, world.a.clinic.pk, f'"{CIPHERTEXT}"', encrypted=True)
    with acting_as(world.a.admin_login):
        assert setting("appointment", "default_duration_minutes") == 15


def test_nobody_is_told_nothing() -> None:
    with refused():
        setting("payment", "currency")
    with refused():
        flag_enabled("telemedicine")


@pytest.mark.parametrize("role", ROLES)
def test_a_flag_is_on_off_or_not_there(world: World, role: str) -> None:
    with acting_as(world.a.logins[role]):
        assert flag_enabled("telemedicine")
        assert not flag_enabled("ai_diagnosis_suggestions")
        assert not flag_enabled("no_such_flag")


def test_a_flag_is_on_for_the_clinic_and_the_user_it_names(world: World, as_owner: AsOwner) -> None:
    for_clinic = flag(as_owner, clinics=f'["{world.a.clinic.pk}"]')
    for_user = flag(as_owner, users=f'["{world.a.nurse_login.pk}"]')
    off = flag(as_owner, on=False, clinics=f'["{world.a.clinic.pk}"]')

    def on(person: User) -> tuple[bool, ...]:
        with acting_as(person):
            return tuple(flag_enabled(name) for name in (for_clinic, for_user, off))

    assert on(world.a.nurse_login) == (True, True, False)
    assert on(world.a.doctor_login) == (True, False, False)
    assert on(world.b.nurse_login) == (False, False, False)


def test_a_clinic_keeps_a_flag_while_its_percentage_grows(world: World, as_owner: AsOwner) -> None:
    name = flag(as_owner, percentage=0)
    had: list[bool] = []
    for percentage in range(0, 101, 5):
        as_owner(
            "UPDATE clinic.feature_flags SET rollout_percentage = %s WHERE name = %s",
            "SELECT %s::int, %s::text",
            percentage,
            name,
        )
        with acting_as(world.a.staff_login):
            had.append(flag_enabled(name))
    assert had[0] is False
    assert had[-1] is True
    assert had == sorted(had)


def test_a_percentage_is_that_share_of_clinics(world: World, as_owner: AsOwner) -> None:
    name = flag(as_owner, percentage=30)
    having = 0
    for _ in range(200):
        with acting_as(world.superadmin, clinic_id=uuid4()):
            having += flag_enabled(name)
    assert 30 <= having <= 90  # 60 expected; beyond these bounds less than once in a million runs
