"""Lists are cut in pages that nobody counts; a patient's page shows what belongs to the patient."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from clinical.models import Patient
from tenancy.paging import UncountedPaginator
from tests.isolation.estate import swept_up
from tests.rows import draft, make
from tests.tenancy.test_admin import MATRIX, ROLES, signed_in
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db

LIST = reverse("admin:clinical_patient_changelist")
ON_THE_PAGE = {"appointments", "medical_records", "prescriptions", "payments"}


@pytest.fixture(scope="module", autouse=True)
def rows(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Add patients for more than a page, and one row of each kind to the world's own patient."""
    with django_db_blocker.unblock(), swept_up():
        Patient.objects.using(OWNER).bulk_create(
            Patient(**draft("patients", world.a)) for _ in range(60)
        )
        for table in ON_THE_PAGE:
            for _ in range(9 if table == "appointments" else 1):
                make(table, world.a)
        yield


def test_pages_end_where_they_are_bounded(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UncountedPaginator, "furthest", 50)
    signed_in(client, world, "staff")
    first = client.get(LIST).context["cl"]
    assert (len(first.result_list), first.next_page) == (50, "")
    assert "e=1" in client.get(LIST, {"p": 2})["Location"]


def test_pages_follow_one_another_to_the_last(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    first = client.get(LIST).context["cl"]
    second = client.get(LIST + first.next_page).context["cl"]
    assert (len(first.result_list), len(second.result_list)) == (50, 11)
    assert (first.previous_page, second.next_page) == ("", "")
    assert second.previous_page == "?p=1"
    assert {row.pk for row in first.result_list}.isdisjoint(row.pk for row in second.result_list)


@pytest.mark.parametrize("page", ["3", "0", "x"])
def test_there_is_no_page_beyond(client: Client, world: World, page: str) -> None:
    signed_in(client, world, "staff")
    answer = client.get(LIST, {"p": page}, follow=True)
    assert answer.context["cl"].page_num == 1


def test_what_is_not_on_the_page_cannot_be_selected(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    page = client.get(LIST)
    assert page.context["cl"].result_count == 50
    assert "Select all 6" not in page.content.decode()


def test_an_empty_list_says_what_would_be_there(client: Client, world: World) -> None:
    client.force_login(world.b.admin_login)
    page = client.get(reverse("admin:scheduling_appointment_changelist")).content.decode()
    assert "No appointments yet" in page
    assert "Who is to be seen when, by whom" in page
    filtered = client.get(LIST, {"q": "nobody at all"}).content.decode()
    assert "No patient is like that" in filtered


@pytest.mark.parametrize("role", ROLES)
def test_a_patient_s_page_shows_the_tables_that_the_role_sees(
    client: Client, world: World, role: str
) -> None:
    signed_in(client, world, role)
    page = client.get(reverse("admin:clinical_patient_change", args=[world.a.patient.pk]))
    shown = {
        inline.opts.model._meta.db_table: inline.formset.get_queryset()
        for inline in page.context["inline_admin_formsets"]
    }
    seen = {table for table in ON_THE_PAGE if MATRIX[table, role]["select"] != "-"}
    assert shown.keys() == seen
    assert all(shown.values())


def test_a_page_shows_the_latest_and_leads_to_the_others(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    page = client.get(reverse("admin:clinical_patient_change", args=[world.a.patient.pk]))
    (formset,) = (
        inline.formset
        for inline in page.context["inline_admin_formsets"]
        if inline.opts.model._meta.db_table == "appointments"
    )
    latest = [row.starts_at for row in formset.get_queryset()]
    assert len(latest) == 8
    assert latest == sorted(latest, reverse=True)
    others = reverse("admin:scheduling_appointment_changelist")
    address = f"{others}?patient__id__exact={world.a.patient.pk}"
    assert address in page.content.decode()
    assert len(client.get(address).context["cl"].result_list) == 9


def test_a_new_patient_has_nothing_yet(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    page = client.get(reverse("admin:clinical_patient_add"))
    assert list(page.context["inline_admin_formsets"]) == []


def test_a_reference_to_a_large_table_is_looked_up_by_typing(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    for model, model_admin in admin.site._registry.items():
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
        if page.status_code == 200:
            for name, field in page.context["adminform"].form.fields.items():
                choices = getattr(field, "queryset", None)
                assert choices is None or name in model_admin.get_autocomplete_fields(
                    page.wsgi_request
                ), f"{model.__name__}.{name}"
