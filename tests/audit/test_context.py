"""Who did it, and from where: from the role and the context, and whatever they hold."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from audit.models import AuditLog
from finance.models import Payment
from identity.attempts import record_sign_in
from identity.models import User
from tenancy import acting_as, as_login
from tenancy.acting import Context
from tests.audit.log import recorded, recorded_by_owner
from tests.isolation.attempts import Logins, acting_in_a
from tests.isolation.estate import swept_up
from tests.rows import make
from tests.world import OWNER, PASSWORD, World

ROLES = ["patient", "doctor", "nurse", "staff", "admin", "superadmin"]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IN_SHORT = "(X11; Linux x86_64; rv:128.0) Firefox/128.0"
RENAME = "UPDATE users SET display_name = 'somebody else' WHERE id = %s"
WHO = """
    SELECT user_id, actor_role, clinic_id, host(ip_address), request_id, session_id, user_agent
    FROM audit.audit_logs
    ORDER BY id DESC
    LIMIT 1
"""


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_recorded_as_what_it_is(role: str, world: World, logins: Logins) -> None:
    who = acting_in_a(world, role)
    with logins.acting(who) as connection:
        assert connection.execute(RENAME, [who.user_id]).rowcount == 1
        connection.execute("SET LOCAL ROLE clinic_superadmin")
        assert connection.execute(WHO).fetchone() == (
            *(who.user_id, f"clinic_{role}", None if role == "superadmin" else who.clinic_id),
            *(None,) * 4,
        )


@pytest.fixture
def payment(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Payment]:
    """Give a payment that every connection sees."""
    with django_db_blocker.unblock(), swept_up():
        yield make("payments", world.a)


def test_the_worker_is_recorded_as_nobody_in_its_role(
    payment: Payment, world: World, logins: Logins, django_db_blocker: DjangoDbBlocker
) -> None:
    with logins.worker.transaction():
        logins.worker.execute("SET LOCAL ROLE clinic_worker")
        clinic = "SELECT set_config('app.current_clinic_id', %s, true)"
        logins.worker.execute(clinic, [str(world.a.clinic.pk)])
        changed = "UPDATE clinic.payments SET status = 'failed' WHERE id = %s"
        assert logins.worker.execute(changed, [payment.pk]).rowcount == 1
    with django_db_blocker.unblock():
        of_payment = AuditLog.objects.using(OWNER).filter(record_id=str(payment.pk))
        entry = of_payment.get(action="UPDATE")
    assert (entry.user_id, entry.actor_role, entry.clinic_id) == (
        *(None, "clinic_worker"),
        world.a.clinic.pk,
    )


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_without_a_context_is_recorded_by_its_login(world: World) -> None:
    with recorded_by_owner() as entries:
        make("feature_flags", world.a)
    assert (entries[0].user_id, entries[0].actor_role, entries[0].clinic_id) == (
        *(None, connections[OWNER].settings_dict["USER"]),
        None,
    )


@pytest.mark.django_db
def test_a_request_says_where_from(world: World) -> None:
    request: Any = RequestFactory().get("/", REMOTE_ADDR="2001:db8::1", HTTP_USER_AGENT=BROWSER)
    request.request_id = "r-1"
    with recorded(world) as entries, acting_as(world.a.doctor_login, request):
        User.objects.filter(pk=world.a.doctor_login.pk).update(display_name="x")
        with acting_as(world.a.admin_login):
            User.objects.filter(pk=world.a.nurse_login.pk).update(display_name="x")
    assert {
        (entry.ip_address, entry.request_id, entry.session_id, entry.user_agent)
        for entry in entries
    } == {("2001:db8::1", "r-1", None, IN_SHORT)}
    assert [entry.user_id for entry in entries] == [world.a.doctor_login.pk, world.a.admin_login.pk]


@pytest.mark.django_db
def test_a_signed_in_request_has_its_session_but_not_the_key(client: Client, world: World) -> None:
    client.force_login(world.a.admin_login)
    with recorded(world) as entries:
        for _ in range(2):
            client.get(
                f"/admin/clinical/patient/{world.a.patient.pk}/change/",
                REMOTE_ADDR="203.0.113.7",
                headers={"user-agent": BROWSER},
            )
    first, second = entries
    key = client.session.session_key or ""
    assert len(key) > 20
    assert first.session_id == second.session_id
    assert first.session_id is not None
    assert len(first.session_id) == 8
    assert first.session_id not in key
    assert first.request_id != second.request_id
    assert (first.ip_address, first.user_agent) == ("203.0.113.7", IN_SHORT)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["not this one", PASSWORD])
def test_a_sign_in_and_its_failure_say_where_from(
    password: str, client: Client, world: World
) -> None:
    login = world.a.nurse_login
    with recorded(world) as entries:
        client.post(
            reverse("admin:login"),
            {"username": login.email, "clinic_code": world.a.clinic.code, "password": password},
            REMOTE_ADDR="203.0.113.7",
            headers={"user-agent": BROWSER},
        )
    (entry,) = entries
    assert (entry.table_name, entry.record_id) == ("users", str(login.pk))
    assert (entry.actor_role, entry.user_id) == ("clinic_app", None)
    assert (entry.ip_address, entry.user_agent) == ("203.0.113.7", IN_SHORT)
    assert entry.request_id


@pytest.mark.django_db
def test_what_the_login_does_for_a_person_bears_their_request(world: World) -> None:
    request: Any = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT=BROWSER)
    request.request_id = "r-1"
    with recorded(world) as entries, acting_as(world.a.nurse_login, request), as_login():
        assert record_sign_in(world.a.nurse_login.pk, "203.0.113.8", None)
    (entry,) = entries
    assert (entry.actor_role, entry.user_id) == ("clinic_app", None)
    assert (entry.ip_address, entry.request_id) == ("203.0.113.7", "r-1")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "(Windows NT 10.0) Chrome/126 Edg/126",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
            " Version/17.5 Mobile/15E148 Safari/604.1",
        ),
        ("curl/8.7.1", "curl/8.7.1"),
        ("a\0b", "ab"),
        ("Mozilla/5.0 " + "x" * 300, "x" * 255),
        ("", ""),
    ],
)
def test_of_a_browser_is_kept_what_tells_it_from_others(said: str, kept: str) -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT=said)
    assert Context().from_request(request).user_agent == kept


@pytest.mark.parametrize(
    ("setting", "given", "column", "kept"),
    [
        ("current_user_id", "", 0, None),
        ("current_user_id", "nobody", 0, None),
        ("current_user_id", "0190a000-0000-7000-8000-00000000000", 0, None),
        ("current_user_id", "'; DROP TABLE clinic.users; --", 0, None),
        # Whatever a policy takes for a person is one.
        *(
            ("current_user_id", form, 0, UUID("0190a000-0000-7000-8000-00000000abcd"))
            for form in (
                "0190a000-0000-7000-8000-00000000abcd",
                "0190A000-0000-7000-8000-00000000ABCD",
                "{0190a000-0000-7000-8000-00000000abcd}",
                "0190a00000007000800000000000abcd",
                "0190-a000-0000-7000-8000-0000-0000-abcd",
            )
        ),
        ("current_user_id", "{0190a000-0000-7000-8000-00000000abcd", 0, None),
        ("current_clinic_id", "garbage", 2, None),
        ("client_address", "", 3, None),
        ("client_address", "localhost", 3, None),
        ("client_address", "256.1.1.1", 3, None),
        ("client_address", "10.0.0.1", 3, "10.0.0.1"),
        ("client_address", "2001:0db8:0000:0000:0000:0000:0000:0001", 3, "2001:db8::1"),
        ("client_address", "1" * 10_000, 3, None),
        ("current_request_id", "", 4, None),
        ("current_request_id", "é" * 1000, 4, "é" * 100),
        ("session_id", "x" * 1000, 5, "x" * 100),
        ("user_agent", "日" * 1000, 6, "日" * 255),
    ],
)
def test_a_context_that_is_half_set_or_garbage_stops_nothing(
    setting: str, given: str, column: int, kept: Any, world: World
) -> None:
    with psycopg.connect(**connections[OWNER].get_connection_params()) as owner:
        owner.execute("SELECT set_config(%s, %s, true)", [f"app.{setting}", given])
        owner.execute("INSERT INTO clinic.feature_flags (name) VALUES ('here')")
        found = owner.execute(WHO).fetchone()
        owner.rollback()
    assert found is not None
    assert found[column] == kept
    assert [value for place, value in enumerate(found) if place not in {1, column}] == [None] * 5
