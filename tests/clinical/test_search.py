"""`clinic.search_patients`: who is found by what, and never anybody the caller may not see."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from psycopg import errors

from clinical.search import search_patients
from identity.models import User
from tenancy import acting_as
from tests.refusals import refused
from tests.world import World

pytestmark = pytest.mark.django_db

MEMBERS = ["doctor", "nurse", "staff", "admin"]
COLUMNS = "patient_number, full_name, phone, email, deleted_at"
PEOPLE = {
    "mei": ("SCH-1001", "Tan Mei Ling", "+65 9123 4567", "Mei.Ling@example.com"),
    "mei xin": ("SCH-1002", "Tan Mei Xin", "+60 12-345 6789", None),
    "ahmad": ("SCH-2003", "Muhammad Ahmad bin Ismail", "9876 5432", "ahmad@example.org"),
    "kumar": ("ZZ_7", "Kumar s/o Rajan", None, "r%jan@example.net"),
    "wei": ("ZZX7", "Lim Wei", None, "rxjan@example.net"),
    "isma": ("SCH-3001", "Isma", None, None),
    "gone": ("SCH-1999", "Tan Mei Fong", "+65 9123 0000", "fong@example.com"),
}


@pytest.fixture
def people(world: World, as_owner: Callable[..., None]) -> dict[tuple[str, str], UUID]:
    """Register the same people at both clinics; one of them is deleted."""
    ids = {}
    for clinic, at in (("a", world.a), ("b", world.b)):
        for name, (number, full_name, phone, email) in PEOPLE.items():
            ids[clinic, name] = uuid4()
            as_owner(
                f"INSERT INTO clinic.patients (id, clinic_id, gender, date_of_birth, {COLUMNS})"
                f" SELECT id, clinic_id, 'other', '1990-01-01', {COLUMNS}"
                " FROM jsonb_populate_record(NULL::clinic.patients, %s::jsonb)",
                "DELETE FROM clinic.patients WHERE id = (%s::jsonb ->> 'id')::uuid",
                json.dumps(
                    {
                        "id": str(ids[clinic, name]),
                        "clinic_id": str(at.clinic.pk),
                        "patient_number": number,
                        "full_name": full_name,
                        "phone": phone,
                        "email": email,
                        "deleted_at": "2026-01-01T00:00:00Z" if name == "gone" else None,
                    }
                ),
            )
    return ids


@pytest.fixture
def found(world: World, people: dict[tuple[str, str], UUID]) -> Callable[..., list[str]]:
    """Search at clinic A, as staff unless another is named, and name who is found, in order."""
    names = {
        key: f"{name}" if clinic == "a" else f"{name} of b"
        for (clinic, name), key in people.items()
    }
    names |= {world.a.patient.pk: "patient", world.b.patient.pk: "patient of b"}

    def search(query: str, person: User = world.a.staff_login, limit: int = 200) -> list[str]:
        with acting_as(person, clinic_id=person.clinic_id or world.a.clinic.pk):
            return [names[match.patient_id] for match in search_patients(query, limit)]

    return search


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Tan Mei Ling", "mei"),
        ("tan mei ling", "mei"),
        ("  Ling Tan ", "mei"),
        ("mei xin", "mei xin"),
        ("Ismail Muhammad", "ahmad"),
        ("Muhamad Ahmed", "ahmad"),
        ("Mohammad", "ahmad"),
        ("Kumer", "kumar"),
        ("Tan Mie Ling", "mei"),
        ("Tan Mei Lng", "mei"),
        ("Ismail", "ahmad"),  # the whole word in a long name, before a short name that is like it
        ("ism", "isma"),
        ("SCH-1001", "mei"),
        ("sch-1001", "mei"),
        ("2003", "ahmad"),
        ("zz_", "kumar"),
        ("zz", "kumar"),
        ("mei.ling@EXAMPLE.com", "mei"),
        ("ahmad@", "ahmad"),
        ("example.org", "ahmad"),
        ("91234567", "mei"),
        ("9123 4567", "mei"),
        ("+6591234567", "mei"),
        ("(65) 9123-4567", "mei"),
        ("4567", "mei"),
        ("+65 9876 5432", "ahmad"),
        ("012-345 6789", "mei xin"),
    ],
)
def test_a_patient_is_found_by(query: str, first: str, found: Callable[..., list[str]]) -> None:
    assert found(query)[:1] == [first]


@pytest.mark.parametrize(
    ("query", "nobody"),
    [
        ("Tan Mei Ling", {"ahmad", "kumar", "wei"}),
        ("SCH-1001", {"ahmad", "kumar", "wei"}),
        ("91234567", {"mei xin", "ahmad", "kumar", "wei"}),
        ("ZZ_7", {"wei"}),
        ("r%jan", {"wei"}),
    ],
)
def test_others_are_not_found_with_them(
    query: str, nobody: set[str], found: Callable[..., list[str]]
) -> None:
    answer = found(query)
    assert answer
    assert not nobody & set(answer)


def test_the_very_thing_comes_before_what_is_like_it(found: Callable[..., list[str]]) -> None:
    assert found("Tan Mei Xin") == ["mei xin", "mei"]
    assert found("SCH-100") == ["mei", "mei xin"]
    assert found("tan mei xin", limit=1) == ["mei xin"]


def test_scores_go_down_from_one(world: World, people: object) -> None:
    with acting_as(world.a.staff_login):
        scores = [match.score for match in search_patients("Tan Mei Ling")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
    assert 0 < scores[-1] < 1


@pytest.mark.parametrize(
    "query", ["", "   ", "\t\n", "%", "_", "%%%", "\\", "*", "' OR '1'='1' --%"]
)
def test_what_says_nothing_finds_nobody(query: str, found: Callable[..., list[str]]) -> None:
    assert found(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "%" * 10_000,
        "a\0b",
        "\\",
        "a\\",
        "陈美玲",
        "\u202eabc",
        "(",
        "[a",
        "🙂" * 50,
        "-" * 99,
    ],
)
def test_odd_queries_do_no_harm(query: str, found: Callable[..., list[str]]) -> None:
    assert "gone" not in found(query)


def test_a_null_query_finds_nobody(world: World, people: object) -> None:
    with acting_as(world.a.staff_login), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clinic.search_patients(NULL)")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("limit", [0, -1, 201, 2**31 - 1, None])
def test_a_limit_is_from_1_to_200(world: World, limit: int | None) -> None:
    with (
        acting_as(world.a.staff_login),
        refused(errors.InvalidParameterValue),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM clinic.search_patients('tan', %s::int)", [limit])


@pytest.mark.parametrize("clinic", ["a", "b"])
@pytest.mark.parametrize("role", MEMBERS)
@pytest.mark.parametrize("query", ["Tan Mei", "SCH-1", "9123", "example.com"])
def test_a_member_finds_their_own_clinics_patients_alone(
    clinic: str,
    role: str,
    query: str,
    world: World,
    people: dict[tuple[str, str], UUID],
) -> None:
    person = getattr(world, clinic).logins[role]
    own = {key for (where, _), key in people.items() if where == clinic}
    with acting_as(person):
        ids = {match.patient_id for match in search_patients(query, 200)}
    assert people[clinic, "mei"] in ids
    assert ids <= own
    assert (people[clinic, "gone"] in ids) == (role == "admin")


def test_a_superadmin_finds_who_is_in_the_clinic_acted_in(
    world: World, people: dict[tuple[str, str], UUID]
) -> None:
    for clinic, at in (("a", world.a), ("b", world.b)):
        with acting_as(world.superadmin, clinic_id=at.clinic.pk):
            ids = {match.patient_id for match in search_patients("Tan Mei")}
        assert ids == {people[clinic, name] for name in ("mei", "mei xin", "gone")}
    with acting_as(world.superadmin):
        assert search_patients("Tan Mei") == []


def test_a_patient_finds_themselves_alone(
    world: World, people: object, found: Callable[..., list[str]]
) -> None:
    assert found("Patient of Alpha", world.a.patient_login) == ["patient"]
    assert found("P-0001", world.b.patient_login) == ["patient of b"]
    for query in ("Tan Mei Ling", "SCH-1001", "91234567", "example"):
        assert found(query, world.a.patient_login) == []


def test_a_patient_who_was_deleted_does_not_find_themselves(
    world: World, as_owner: Callable[..., None], found: Callable[..., list[str]]
) -> None:
    as_owner(
        "UPDATE clinic.patients SET deleted_at = now() WHERE id = %s",
        "UPDATE clinic.patients SET deleted_at = NULL WHERE id = %s",
        world.a.patient.pk,
    )
    assert found("Patient of Alpha", world.a.patient_login) == []
    assert found("Patient of Alpha", world.a.admin_login) == ["patient"]


def test_nobody_may_not_search(world: World) -> None:
    with refused(errors.InsufficientPrivilege):
        search_patients("Tan")


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize("role", ["clinic_worker", "clinic_definer"])
def test_a_role_that_is_no_persons_may_not_search(role: str, world: World) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege(%s, 'clinic.search_patients(text, int)', 'EXECUTE')",
            [role],
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("context", [{}, {"app.current_clinic_id": "a"}])
def test_a_role_without_a_person_finds_nobody(
    context: dict[str, str], world: World, people: object
) -> None:
    with psycopg.connect(**connections["default"].get_connection_params()) as fresh:
        fresh.execute("SET LOCAL ROLE clinic_admin")
        for name in context:
            fresh.execute("SELECT set_config(%s, %s, true)", (name, str(world.a.clinic.pk)))
        assert fresh.execute("SELECT * FROM clinic.search_patients('Tan Mei')").fetchall() == []


def test_the_owner_without_a_role_finds_nobody(world: World, people: object) -> None:
    """The function fails closed for a role it does not know, even inside a clinic."""
    with psycopg.connect(**connections["owner"].get_connection_params()) as owner:
        for name, value in (
            ("app.current_clinic_id", world.a.clinic.pk),
            ("app.current_user_id", world.a.admin_login.pk),
        ):
            owner.execute("SELECT set_config(%s, %s, true)", (name, str(value)))
        assert owner.execute("SELECT * FROM clinic.search_patients('Tan Mei')").fetchall() == []


def test_the_caller_s_threshold_neither_matters_nor_changes(world: World, people: object) -> None:
    with acting_as(world.a.staff_login), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 1")
        assert search_patients("Kumer")
        cursor.execute("SHOW pg_trgm.word_similarity_threshold")
        assert cursor.fetchone() == ("1",)


@pytest.fixture
def admin_page(world: World, people: object, client: Client) -> Client:
    """Sign in to the admin as staff of clinic A."""
    client.force_login(world.a.staff_login)
    return client


def listed(client: Client, **query: str) -> list[str]:
    page = client.get("/admin/clinical/patient/", query)
    assert page.status_code == 200
    return [patient.full_name for patient in page.context["cl"].result_list]


def test_the_admin_lists_the_best_first(admin_page: Client) -> None:
    assert listed(admin_page, q="Tan Mei Xn") == ["Tan Mei Xin", "Tan Mei Ling"]
    assert listed(admin_page, q="+6591234567") == ["Tan Mei Ling"]
    assert listed(admin_page, q="nobody at all") == []


def test_the_admin_sorts_and_filters_what_was_found(admin_page: Client) -> None:
    assert listed(admin_page, q="Tan Mei Xn", o="1") == ["Tan Mei Ling", "Tan Mei Xin"]
    assert listed(admin_page, q="Tan Mei Xn", gender__exact="male") == []
    assert len(listed(admin_page, q="Tan Mei Xn", gender__exact="other")) == 2


def test_the_admin_lists_everybody_without_a_query(admin_page: Client) -> None:
    everybody = listed(admin_page)
    assert {"Lim Wei", "Tan Mei Ling", "Patient of Alpha"} <= set(everybody)
    assert listed(admin_page, q=" ") == everybody
    assert everybody == sorted(everybody)


def test_a_field_that_completes_offers_the_best_first(admin_page: Client) -> None:
    answer = admin_page.get(
        "/admin/autocomplete/",
        {
            "app_label": "scheduling",
            "model_name": "appointment",
            "field_name": "patient",
            "term": "Tan Mei Xn",
        },
    ).json()
    assert [option["text"] for option in answer["results"]] == [
        "Tan Mei Xin (SCH-1002)",
        "Tan Mei Ling (SCH-1001)",
    ]
