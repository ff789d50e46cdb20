"""The log in the admin: what a look leaves, what is shown to whom, and that millions of entries are no matter."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from audit.models import AuditLog
from clinical.models import Doctor, Patient
from identity.models import User
from tenancy import acting_as
from tenancy.columns import phrase
from tests.audit.log import recorded
from tests.isolation.estate import swept_up
from tests.rows import make
from tests.tenancy.test_admin import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db

LOG = reverse("admin:audit_auditlog_changelist")
NEW = "+65 6999 0000"
RESULTS = (
    *("medical_records", "prescriptions", "lab_results", "imaging_results"),
    "vaccination_records",
)


@pytest.fixture(scope="module")
def results(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Give one of each, which every connection sees."""
    with django_db_blocker.unblock(), swept_up():
        yield {table: make(table, world.a, doctor=world.a.doctor) for table in RESULTS[:-1]} | {
            RESULTS[-1]: make(RESULTS[-1], world.a)
        }


def change_page(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def rename(world: World, name: str) -> None:
    with acting_as(world.a.staff_login):
        Patient.objects.filter(pk=world.a.patient.pk).update(phone=name)


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff", "admin", "superadmin"])
def test_opening_a_patient_is_recorded(client: Client, world: World, role: str) -> None:
    signed_in(client, world, role)
    with recorded(world) as entries:
        assert client.get(change_page(world.a.patient)).status_code == 200
    (entry,) = entries
    assert (entry.action, entry.table_name, entry.record_id) == (
        *("SELECT", "patients"),
        str(world.a.patient.pk),
    )
    assert entry.user_id == (world.superadmin if role == "superadmin" else world.a.logins[role]).pk
    assert entry.clinic_id == world.a.clinic.pk


@pytest.mark.parametrize("table", RESULTS)
def test_opening_a_record_or_a_result_is_recorded_as_a_look_at_the_patient(
    table: str, client: Client, world: World, results: dict[str, Any]
) -> None:
    signed_in(client, world, "doctor")
    with recorded(world) as entries:
        assert client.get(change_page(results[table])).status_code == 200
    assert [(entry.action, entry.table_name, entry.record_id) for entry in entries] == [
        ("SELECT", table, str(results[table].pk)),
        ("SELECT", "patients", str(results[table].patient_id)),
    ]


def test_what_is_not_shown_was_not_seen(client: Client, world: World) -> None:
    signed_in(client, world, "doctor")
    with recorded(world) as entries:
        client.get(change_page(world.b.patient))
        client.get(reverse("admin:clinical_patient_changelist"))
        client.get(reverse("admin:clinical_patient_add"))
        client.get(reverse("admin:finance_payment_changelist"))
    assert entries == []


def test_a_page_that_cannot_record_the_look_is_not_shown(
    client: Client, world: World, as_owner: Callable[..., None]
) -> None:
    right = "INSERT ON audit.audit_logs"
    as_owner(f"REVOKE {right} FROM clinic_audit", f"GRANT {right} TO clinic_audit")
    signed_in(client, world, "doctor")
    client.raise_request_exception = False
    page = client.get(change_page(world.a.patient))
    assert world.a.patient.full_name not in page.content.decode()
    assert page.status_code in {302, 500}


def test_a_change_is_shown_in_words(client: Client, world: World) -> None:
    rename(world, NEW)
    signed_in(client, world, "admin")
    page = client.get(LOG).content.decode()
    assert f"(empty) → {NEW}" in page
    assert f"{world.a.staff_login.full_name} ({world.a.staff_login.email}), staff" in page
    with acting_as(world.a.admin_login):
        entry = AuditLog.objects.latest("pk")
    page = client.get(change_page(entry)).content.decode()
    assert f"(empty) → {NEW}" in page
    assert "clinic_staff" in page


def test_values_are_shown_as_the_clinic_reads_them(client: Client, world: World) -> None:
    with acting_as(world.a.staff_login):
        Patient.objects.filter(pk=world.a.patient.pk).update(
            consent_updated_at=datetime(2026, 5, 4, 20, 30, tzinfo=UTC),
            chas_card_expiry=date(2027, 1, 31),
            chas_card_type="blue",
            sms_consent=True,
            tags=["regular", "deaf"],
        )
    with acting_as(world.a.admin_login):
        Doctor.objects.filter(pk=world.a.doctor.pk).update(consultation_fee="1031.5")
        of_doctor, of_patient = AuditLog.objects.order_by("-pk")[:2]
    signed_in(client, world, "admin")
    page = client.get(change_page(of_patient)).content.decode()
    for told in (
        "→ 5 May 2026, 04:30<",
        "→ 31 Jan 2027<",
        "→ Blue<",
        "→ yes<",
        "→ regular, deaf<",
    ):
        assert told in page
    assert "→ $1,031.50<" in client.get(change_page(of_doctor)).content.decode()


@pytest.mark.parametrize("stored", ["infinity", "not a day", ["2026-05-04"], {"day": 4}, 20260504])
def test_a_value_that_its_field_would_not_hold_is_shown_as_it_is(stored: Any) -> None:
    entry = AuditLog(
        table_name="patients",
        action="INSERT",
        new_values={"date_of_birth": stored, "created_at": stored, "gender": stored},
    )
    page = admin.site.get_model_admin(AuditLog).change_in_full(entry)  # type: ignore[attr-defined]
    assert page.count(phrase(stored)) == 3


def test_what_is_written_is_shown_as_text(client: Client, world: World) -> None:
    with acting_as(world.a.staff_login):
        Patient.objects.filter(pk=world.a.patient.pk).update(address="<script>alert(1)</script>")
    signed_in(client, world, "admin")
    assert "<script>alert(1)" not in client.get(LOG).content.decode()


def test_a_superadmin_s_changes_are_told_without_a_name(client: Client, world: World) -> None:
    with acting_as(world.superadmin, clinic_id=world.a.clinic.pk):
        world.a.clinic.__class__.objects.filter(pk=world.a.clinic.pk).update(name="Renamed")
    signed_in(client, world, "admin")
    page = client.get(LOG).content.decode()
    assert "→ Renamed" in page
    assert world.superadmin.full_name not in page


@pytest.mark.parametrize("role", ["admin", "superadmin"])
def test_nobody_adds_changes_or_deletes_an_entry(client: Client, world: World, role: str) -> None:
    rename(world, NEW)
    signed_in(client, world, role)
    with acting_as(world.superadmin):
        entry = AuditLog.objects.latest("pk")
    page = client.get(change_page(entry))
    assert page.status_code == 200
    assert not page.context["adminform"].form.fields
    assert client.post(change_page(entry), {"action": "DELETE"}).status_code == 403
    for name in ("add", "delete"):
        arguments = [] if name == "add" else [entry.pk]
        url = reverse(f"admin:audit_auditlog_{name}", args=arguments)
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("role", ["admin", "superadmin"])
def test_the_history_of_a_record_is_its_entries(client: Client, world: World, role: str) -> None:
    rename(world, NEW)
    signed_in(client, world, role)
    url = reverse("admin:clinical_patient_history", args=[world.a.patient.pk])
    assert url in client.get(change_page(world.a.patient)).content.decode()
    page = client.get(url, follow=True)
    entries = page.context["cl"].result_list
    assert {entry.record_id for entry in entries} == {str(world.a.patient.pk)}
    assert [entry.action for entry in entries][:2] == ["SELECT", "UPDATE"]
    assert f"(empty) → {NEW}" in page.content.decode()


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff"])
def test_others_have_no_history(client: Client, world: World, role: str) -> None:
    signed_in(client, world, role)
    url = reverse("admin:clinical_patient_history", args=[world.a.patient.pk])
    assert client.get(url).status_code == 403
    page = client.get(change_page(world.a.patient)).content.decode()
    assert url not in page
    assert "Who has seen" not in page


def test_who_has_seen_a_patient_is_one_click_away(client: Client, world: World) -> None:
    for role in ("nurse", "doctor"):
        signed_in(client, world, role).get(change_page(world.a.patient))
    rename(world, NEW)
    page = signed_in(client, world, "admin").get(change_page(world.a.patient)).content.decode()
    start = page.index(f"{LOG}?")
    link = page[start : page.index('"', start)].replace("&amp;", "&")
    assert parse_qs(urlsplit(link).query)["action__exact"] == ["SELECT"]
    seen = client.get(link).context["cl"].result_list
    assert [entry.user_id for entry in seen[:3]] == [
        world.a.admin_login.pk,
        world.a.doctor_login.pk,
        world.a.nurse_login.pk,
    ]
    assert {entry.action for entry in seen} == {"SELECT"}


@pytest.mark.parametrize("by", ["record", "person's name", "person's address", "person's id"])
def test_entries_are_found_by_record_and_by_person(by: str, client: Client, world: World) -> None:
    rename(world, NEW)
    signed_in(client, world, "admin")
    terms = {
        "record": str(world.a.patient.pk),
        "person's name": world.a.staff_login.full_name[:8].upper(),
        "person's address": world.a.staff_login.email,
        "person's id": str(world.a.staff_login.pk),
    }
    found = client.get(LOG, {"q": terms[by]}).context["cl"].result_list
    assert (found[0].action, found[0].user_id) == ("UPDATE", world.a.staff_login.pk)
    assert client.get(LOG, {"q": "no such person"}).context["cl"].result_count == 0


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({"table_name": "patients"}, lambda entry: entry.table_name == "patients"),
        ({"action__exact": "UPDATE"}, lambda entry: entry.action == "UPDATE"),
        ({"created_at__gte": "2999-01-01T00:00Z"}, lambda entry: False),
    ],
)
def test_entries_are_narrowed_down(
    query: dict[str, str], matches: Any, client: Client, world: World
) -> None:
    rename(world, NEW)
    signed_in(client, world, "admin")
    found = client.get(LOG, query).context["cl"].result_list
    assert all(map(matches, found))
    assert len(found) == 0 if "created_at__gte" in query else len(found) > 0


def test_a_superadmin_reads_the_log_of_the_clinic_acted_in_and_in_none_every_one(
    client: Client, world: World
) -> None:
    rename(world, NEW)
    with acting_as(world.b.admin_login):
        Doctor.objects.filter(pk=world.b.doctor.pk).update(bio="Speaks Tamil.")
    with acting_as(world.superadmin):
        User.objects.filter(pk=world.superadmin.pk).update(display_name="Root")
    client.force_login(world.superadmin)
    everywhere = {entry.clinic_id for entry in listed(client)}
    assert everywhere >= {world.a.clinic.pk, world.b.clinic.pk, None}
    of_b = listed(client, clinic__id__exact=str(world.b.clinic.pk))
    assert {entry.clinic_id for entry in of_b} == {world.b.clinic.pk}
    signed_in(client, world, "superadmin")
    assert {entry.clinic_id for entry in listed(client)} == {world.a.clinic.pk}


def listed(client: Client, **query: str) -> list[AuditLog]:
    found: list[AuditLog] = client.get(LOG, query).context["cl"].result_list
    return found


def test_the_newest_stand_first_and_nothing_is_counted(client: Client, world: World) -> None:
    rename(world, NEW)
    for role in ("admin", "superadmin"):
        signed_in(client, world, role)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LOG)
        newest = [entry.pk for entry in page.context["cl"].result_list]
        assert newest == sorted(newest, reverse=True)
        assert not [q["sql"] for q in queries if "COUNT(" in q["sql"] and "audit_logs" in q["sql"]]
