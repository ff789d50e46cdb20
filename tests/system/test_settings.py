"""`setting` and `flag_enabled`: what everybody may know of lists that hardly anybody may read."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from psycopg.errors import CheckViolation

from identity.models import User
from system.models import SystemSetting
from system.settings import flag_enabled, setting
from tenancy import acting_as
from tests.concurrency.practice import Practice, one
from tests.privacy.registered import CIPHERTEXT
from tests.refusals import refused
from tests.scheduling.test_day_view import as_posted
from tests.seeds.seeded import Seeded, copy_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", OWNER])

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


NO_NUMBERS: list[Any] = ["15", "in two weeks", "", True, [1], {"a": 1}]
NO_WHOLE_NUMBERS = [*NO_NUMBERS, 3.7, 15.0, 1e30, -(10**20), 10**20]
NO_TEXTS: list[Any] = [5, True, ["A"], {"a": 1}]

BAD: dict[str, list[Any]] = {
    "appointment.default_duration_minutes": [*NO_WHOLE_NUMBERS, 4, 481],
    "appointment.max_advance_booking_days": [*NO_WHOLE_NUMBERS, -1, 731],
    "appointment.reminder_hours_before": [*NO_WHOLE_NUMBERS, -1, 721],
    "queue.number_prefix": [*NO_TEXTS, "Count"],
    "payment.gst_rate": [*NO_NUMBERS, -0.01, 1.01],
    "payment.currency": [*NO_TEXTS, "SG", "SGDS"],
    "notification.sms_provider": [*NO_TEXTS, "", 51 * "a"],
    "notification.email_provider": [*NO_TEXTS, "", 51 * "a"],
    "telemedicine.video_provider": [*NO_TEXTS, "", 51 * "a"],
    "audit.retention_months": [*NO_WHOLE_NUMBERS, 0, 1201],
}
GOOD: dict[str, list[Any]] = {
    "appointment.default_duration_minutes": [5, 480],
    "appointment.max_advance_booking_days": [0, 730],
    "appointment.reminder_hours_before": [0, 720],
    "queue.number_prefix": ["", "A", "Desk", "\u00e9\u00e9\u00e9\u00e9"],
    "payment.gst_rate": [0, 0.09, 1],
    "payment.currency": ["SGD"],
    "notification.sms_provider": ["a", 50 * "a"],
    "notification.email_provider": ["a", 50 * "a"],
    "telemedicine.video_provider": ["a", 50 * "a"],
    "audit.retention_months": [1, 1200],
    # Nobody reads these but an application of its own.
    "billing.receipt_footer": ["Thank you.", 5, {"a": 1}],
    "appointment.greeting": ["Welcome.", [1]],
    "reception.number_prefix": [{"a": 1}],
}


def cases(which: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(*name.split("."), value, id=f"{name} {json.dumps(value)[:30]}")
        for name, values in which.items()
        for value in values
    ]


def kept(world: World, category: str, key: str, value: Any, **given: Any) -> SystemSetting:
    return SystemSetting.objects.create(
        clinic=world.a.clinic, category=category, key=key, value=value, **given
    )


@pytest.mark.parametrize(("category", "key", "value"), cases(BAD))
def test_a_known_setting_is_of_its_kind(category: str, key: str, value: Any, world: World) -> None:
    with refused(CheckViolation, by="system_settings_value_fits"), acting_as(world.a.admin_login):
        kept(world, category, key, value)
    with acting_as(world.a.admin_login):
        free = kept(world, "test", "free", value)
        with refused(CheckViolation, by="system_settings_value_fits"):
            SystemSetting.objects.filter(pk=free.pk).update(category=category, key=key)


@pytest.mark.parametrize(("category", "key", "value"), cases(GOOD))
def test_what_is_of_its_kind_is_kept(category: str, key: str, value: Any, world: World) -> None:
    with acting_as(world.a.admin_login):
        kept(world, category, key, value)
        assert setting(category, key) == value


def test_everything_that_the_system_seed_sets_is_known(world: World) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT category, key FROM clinic.system_settings WHERE clinic_id IS NULL"
            " EXCEPT SELECT category, key FROM clinic.known_settings()"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT category || '.' || key FROM clinic.known_settings()")
        assert {name for (name,) in cursor.fetchall()} == BAD.keys()


def test_an_encrypted_one_is_nobodys_to_read_and_may_be_anything(world: World) -> None:
    with acting_as(world.a.admin_login):
        kept(world, "appointment", "max_advance_booking_days", CIPHERTEXT, is_encrypted=True)
        assert setting("appointment", "max_advance_booking_days") == 90


@pytest.mark.parametrize(
    ("category", "key", "value", "said"),
    [
        *(
            ("appointment", "max_advance_booking_days", value, "A whole number from 0 to 730.")
            for value in ("in two weeks", 3.7, 1e30, -1)
        ),
        ("payment", "gst_rate", 9, "A number from 0 to 1."),
        ("queue", "number_prefix", {"a": 1}, "A text in quotation marks, of 0 to 4 characters."),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_the_form_says_so_at_the_field(
    category: str, key: str, value: Any, said: str, is_new: bool, client: Client, world: World
) -> None:
    client.force_login(world.a.admin_login)
    if is_new:
        address = reverse("admin:system_systemsetting_add")
    else:
        with acting_as(world.a.admin_login):
            there = kept(world, category, key, "A" if category == "queue" else 0)
        address = reverse("admin:system_systemsetting_change", args=[there.pk])
    sent = as_posted(client.get(address).context["adminform"].form)
    sent |= {"category": category, "key": key, "value": json.dumps(value)}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {"value": [said]}
    good = sent | {"value": json.dumps("B" if category == "queue" else 1)}
    assert client.post(address, good).status_code == 302


def test_a_value_that_is_none_and_there_already_counts_for_none(migrated: Seeded) -> None:
    """In a copy, where no rule is any more: the platform's value holds, and booking goes on."""
    with copy_of(migrated) as made, Practice.opened(made) as practice:
        practice.owner.execute(
            "ALTER TABLE clinic.system_settings DROP CONSTRAINT system_settings_value_fits"
        )
        slot = practice.slot(practice.doctor())
        for value in (*NO_WHOLE_NUMBERS, None, 731):
            practice.owner.execute(
                "INSERT INTO clinic.system_settings (clinic_id, category, key, value)"
                " VALUES (%s, 'appointment', 'max_advance_booking_days', %s),"
                " (%s, 'queue', 'number_prefix', '{\"a\": 1}')"
                " ON CONFLICT (clinic_id, category, key) DO UPDATE SET value = EXCLUDED.value",
                [practice.clinic, json.dumps(value), practice.clinic],
            )
            with practice.reception.acting() as connection:
                (days,) = one(
                    connection, "SELECT clinic.setting('appointment', 'max_advance_booking_days')"
                )
            assert (value, days) == (value, 90)
            assert practice.reception.calls("hold_slot", slot)().outcome == "success"
        walk_in = practice.reception.calls("register_walk_in", practice.patient())()
        assert walk_in.result["queue_number"] == "001"
