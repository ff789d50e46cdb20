"""The admin's pages of the views: to look through, with a chart, each line leading to what it is of."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from finance.models import DailyMetrics
from tenancy import acting_as
from tests.world import World

pytestmark = pytest.mark.django_db

UPCOMING = reverse("admin:scheduling_upcomingappointment_changelist")
PATIENTS = reverse("admin:system_patientsummary_changelist")
FIGURES = reverse("admin:finance_dailymetrics_changelist")


def opened(client: Client, world: World, role: str, address: str) -> Any:
    client.force_login(world.a.logins[role])
    return client.get(address)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        (UPCOMING, "/admin/scheduling/appointment/"),
        (PATIENTS, "/admin/clinical/patient/"),
        (FIGURES, "/admin/scheduling/appointment/?starts_at__year="),
    ],
)
def test_a_line_leads_to_what_it_is_of(
    address: str, leads_to: str, client: Client, weeks: World
) -> None:
    page = opened(client, weeks, "admin", address)
    rows = page.context["cl"].result_list
    assert rows
    links = [page.context["cl"].url_for_result(row) for row in rows]
    assert all(link.startswith(leads_to) for link in links)
    assert all(link.replace("&", "&amp;") in page.content.decode() for link in links)
    assert client.get(links[0]).status_code == 200


@pytest.mark.parametrize("address", [UPCOMING, PATIENTS, FIGURES])
def test_nobody_adds_or_changes_a_line(address: str, client: Client, weeks: World) -> None:
    page = opened(client, weeks, "admin", address)
    assert not page.context["has_add_permission"]
    assert page.context["cl"].formset is None
    row = page.context["cl"].result_list[0]
    shown = client.get(f"{address}{row.pk}/change/")
    assert (shown.status_code, shown.context["has_change_permission"]) == (200, False)


def test_the_chart_has_the_days_of_the_page(client: Client, weeks: World) -> None:
    page = opened(client, weeks, "admin", FIGURES)
    with acting_as(weeks.a.admin_login):
        days = list(DailyMetrics.objects.order_by("appointment_date"))
    appointments, taken = page.context["charts"]
    assert [(bar.day, bar.total) for bar in appointments.bars] == [
        (day.appointment_date, day.total_appointments) for day in days
    ]
    assert [bar.total for bar in taken.bars] == [day.total_revenue for day in days]
    tallest = max(appointments.bars, key=lambda bar: bar.total)
    assert sum(height for _, height in tallest.parts) == pytest.approx(100, abs=0.2)
    assert page.content.decode().count('class="bar"') == 2 * len(days)


@pytest.mark.parametrize(
    ("role", "hidden"), [("nurse", "outstanding_balance"), ("staff", "total_medical_records")]
)
def test_what_a_role_does_not_see_is_not_zero(
    role: str, hidden: str, client: Client, weeks: World
) -> None:
    page = opened(client, weeks, role, PATIENTS)
    assert {getattr(row, hidden) for row in page.context["cl"].result_list} == {None}
    shown = re.findall(rf'class="field-{hidden}[^>]*>([^<]*)<', page.content.decode())
    assert {text.strip() for text in shown} == {"-"}


def test_patients_are_found_by_their_number(client: Client, weeks: World) -> None:
    page = opened(client, weeks, "staff", f"{PATIENTS}?q={weeks.a.patient.patient_number}")
    assert [row.pk for row in page.context["cl"].result_list][:1] == [weeks.a.patient.pk]


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff"])
def test_figures_are_for_admins(role: str, client: Client, weeks: World) -> None:
    assert opened(client, weeks, role, FIGURES).status_code == 403


def test_patients_at_a_glance_stand_among_the_patients(client: Client, weeks: World) -> None:
    sections = opened(client, weeks, "doctor", "/admin/").context["app_list"]
    of_people = {
        section["app_label"]: [entry["object_name"] for entry in section["models"]]
        for section in sections
    }
    assert "PatientSummary" in of_people["clinical"]
    assert "PatientSummary" not in of_people.get("system", [])
