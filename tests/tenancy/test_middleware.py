"""A signed-in request is one transaction in the person's role, from view to rendered page."""

import pytest
from asgiref.sync import async_to_sync
from django.db import ProgrammingError
from django.test import AsyncClient, Client

from identity.models import Clinic
from tenancy import acting_as
from tests.refusals import refused
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.tenancy.urls")]


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(world.a.admin_login)
    client.raise_request_exception = False
    return client


def name_of_clinic(world: World) -> str:
    with acting_as(world.a.admin_login):
        return Clinic.objects.get(pk=world.a.clinic.pk).name


def test_nobody_signed_in_has_no_role(client: Client, world: World) -> None:
    assert client.get("/whoami").content == b"clinic_app -"


def test_a_request_acts_in_the_person_s_role_under_its_own_id(admin: Client) -> None:
    first, second = (admin.get("/whoami").content.decode().split() for _ in range(2))
    assert first[0] == second[0] == "clinic_admin"
    assert len(first[1]) == 8
    assert first[1] != second[1]


def test_the_role_holds_until_the_template_is_rendered(admin: Client, world: World) -> None:
    assert world.a.clinic.name in admin.get("/lazily").content.decode()


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/rename/200", 200, True),
        ("/rename/404", 404, True),
        ("/rename/500", 500, False),
        ("/rename/503", 503, False),
        ("/rename-and-fail", 500, False),
        ("/rename-and-find-nothing", 404, False),
        ("/swallow", 500, False),
    ],
)
def test_an_error_undoes_what_the_request_did(
    admin: Client, world: World, path: str, status: int, kept: bool
) -> None:
    assert admin.get(path).status_code == status
    assert (name_of_clinic(world) == "Renamed") is kept


def test_a_view_that_commits_by_itself_has_no_transaction_round_it(
    admin: Client, world: World
) -> None:
    answer = admin.post("/by-itself")

    assert answer.content.startswith(b"clinic_app ")
    assert name_of_clinic(world) == "Renamed"


def test_it_has_one_where_it_is_asked_and_not_told(admin: Client, world: World) -> None:
    answer = admin.get("/by-itself")

    assert answer.content.startswith(b"clinic_admin ")
    assert name_of_clinic(world) == world.a.clinic.name


def test_a_post_to_nowhere_is_not_found(admin: Client) -> None:
    assert admin.post("/nowhere").status_code == 404


@pytest.mark.parametrize("path", ["/remember", "/remember-asynchronously"])
def test_sessions_are_kept_outside_the_person_s_role(admin: Client, path: str) -> None:
    assert [admin.get(path).content for _ in range(2)] == [b"1", b"2"]


def test_a_stream_that_asks_after_the_request_fails_loudly(admin: Client) -> None:
    response = admin.get("/stream")
    with pytest.raises(ProgrammingError):
        response.getvalue()


def test_an_async_view_acts_as_the_person(admin: Client, world: World) -> None:
    assert admin.get("/asynchronously").content.decode() == world.a.clinic.name


def test_an_async_view_under_asgi_acts_as_the_person(world: World) -> None:
    client = AsyncClient()
    client.force_login(world.b.nurse_login)
    response = async_to_sync(client.get)("/asynchronously")
    assert response.content.decode() == world.b.clinic.name


def test_an_async_view_that_should_be_atomic_by_itself_fails_loudly(admin: Client) -> None:
    admin.raise_request_exception = True
    with pytest.raises(RuntimeError):
        admin.get("/asynchronously-and-atomically")


def test_a_query_outside_anybodys_context_fails_loudly(world: World) -> None:
    with refused():
        Clinic.objects.first()
