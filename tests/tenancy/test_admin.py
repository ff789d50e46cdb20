"""The admin offers each role what PostgreSQL grants it, and no more."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from clinical.models import Patient
from finance.models import Payment
from identity.models import Clinic, User
from system.models import SystemSetting
from tenancy import acting_as
from tests.isolation.estate import swept_up
from tests.rows import NOT_SHOWN, make
from tests.world import World

pytestmark = pytest.mark.django_db

ROLES = ["doctor", "nurse", "staff", "admin", "superadmin"]
MODELS = [
    model._meta
    for model in apps.get_models()
    if not apps.get_app_config(model._meta.app_label).name.startswith("django.")
    and model._meta.db_table not in NOT_SHOWN
]
# The policy matrix: who may do what, written before any grant was.
with (Path(__file__).parents[1] / "spec" / "policies.csv").open() as file:
    MATRIX = {(line["table"], line["role"]): line for line in csv.DictReader(file)}
# Of no clinic, and so not in the matrix: tests/isolation/test_workers.py holds who may do what.
MATRIX |= {
    ("workers", role): {"select": "any" if role == "superadmin" else "-", "insert": "-"}
    for role in ROLES
}


@dataclass(frozen=True)
class Rows:
    """What tests of deleting and of own rows stand on, committed."""

    patients: list[Any]
    clinic: Any
    own: Any
    others: Any
    slots: list[Any]
    others_prescription: Any


@pytest.fixture(scope="module")
def rows(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """Make them as the owner; who deletes them in a test has that undone with its transaction."""
    with django_db_blocker.unblock(), swept_up():
        another = make("doctors", world.a)
        prescription = make("prescriptions", world.a, doctor=another)
        make("prescription_items", world.a, prescription=prescription, unit_price=8)
        yield Rows(
            patients=[make("patients", world.a) for _ in range(2)],
            clinic=make("clinics", world.b),
            own=make("appointments", world.a),
            others=make("appointments", world.a, doctor=another),
            slots=[
                make("appointment_slots", world.a, doctor=doctor)
                for doctor in (world.a.doctor, another)
            ],
            others_prescription=prescription,
        )


def signed_in(client: Client, world: World, role: str) -> Client:
    person = world.superadmin if role == "superadmin" else world.a.logins[role]
    client.force_login(person)
    if role == "superadmin":
        client.post("/admin/act-in/", {"clinic": str(world.a.clinic.pk)})
    return client


def as_posted(form: BaseForm) -> dict[str, Any]:
    """Give what a browser would send back if nothing were changed."""
    values = {
        name: field.prepare_value(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
    }
    shown = {form.add_initial_prefix(name): value for name, value in values.items()}
    return {name: "" if value is None else value for name, value in (values | shown).items()}


def test_every_model_is_registered() -> None:
    assert not [meta.label for meta in MODELS if not admin.site.is_registered(meta.model)]


@pytest.mark.parametrize("role", ROLES)
def test_the_overview_lists_what_the_role_may_see(client: Client, world: World, role: str) -> None:
    page = signed_in(client, world, role).get("/admin/")
    shown = {
        model["model"]._meta.db_table
        for section in page.context["app_list"]
        for model in section["models"]
    }
    expected = {meta.db_table for meta in MODELS if MATRIX[meta.db_table, role]["select"] != "-"}
    assert shown == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("meta", MODELS, ids=lambda meta: meta.db_table)
def test_lists_and_add_pages_open_as_the_matrix_says(
    client: Client, world: World, role: str, meta: object
) -> None:
    signed_in(client, world, role)
    line = MATRIX[meta.db_table, role]  # type: ignore[attr-defined]
    for page, allowed in (("changelist", line["select"]), ("add", line["insert"])):
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}")  # type: ignore[attr-defined]
        assert client.get(url).status_code == (403 if allowed == "-" else 200), url


def test_a_superadmin_reads_records_and_changes_none(client: Client, world: World) -> None:
    signed_in(client, world, "superadmin")
    assert client.get(reverse("admin:records_medicalrecord_changelist")).status_code == 200
    assert client.get(reverse("admin:records_medicalrecord_add")).status_code == 403


def test_saving_changes_the_changed_columns_alone(client: Client, world: World) -> None:
    signed_in(client, world, "nurse")
    url = reverse("admin:identity_user_change", args=[world.a.nurse_login.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    # Of herself she may change what is harmless; the rest she reads.
    assert set(form.fields) == {
        "phone",
        "display_name",
        "notification_preferences",
        "language",
        "timezone",
    }
    answer = client.post(
        url,
        {
            "phone": "+65 8123 4567",
            "display_name": "",
            "notification_preferences": "{}",
            "language": "en",
            "timezone": "Asia/Singapore",
        },
    )
    assert answer.status_code == 302
    with acting_as(world.a.nurse_login):
        changed = User.objects.get(pk=world.a.nurse_login.pk)
    assert changed.phone == "+65 8123 4567"
    assert changed.role == "nurse"


def test_saving_nothing_writes_nothing(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    with acting_as(world.a.admin_login):
        before = Clinic.objects.get(pk=world.a.clinic.pk)
    url = reverse("admin:identity_clinic_change", args=[before.pk])
    answer = client.post(url, as_posted(client.get(url).context["adminform"].form))
    assert answer.status_code == 302
    with acting_as(world.a.admin_login):
        assert Clinic.objects.get(pk=before.pk).updated_at == before.updated_at


def test_a_row_that_is_added_belongs_to_the_person_s_clinic(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    answer = client.post(
        reverse("admin:system_systemsetting_add"),
        {"category": "appointment", "key": "default_duration_minutes", "value": "20"},
    )
    assert answer.status_code == 302
    with acting_as(world.a.admin_login):
        setting = SystemSetting.objects.get(clinic=world.a.clinic)
    assert setting.value == 20
    assert setting.updated_by_id == world.a.admin_login.pk


def test_a_reference_to_another_clinic_is_an_error_at_the_field(
    client: Client, world: World
) -> None:
    signed_in(client, world, "staff")
    page = client.post(
        reverse("admin:scheduling_appointment_add"),
        {
            "patient": str(world.b.patient.pk),
            "starts_at_0": "2026-05-04",
            "starts_at_1": "09:00",
            "duration_minutes": "15",
            "appointment_type": "consultation",
            "appointment_number": "ALPHA-20260504-0001",
            "status": "scheduled",
            "additional_charges": "0",
            "chas_subsidy_amount": "0",
            "reminder_channels": "[]",
        },
    )
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["patient"]


def test_a_broken_rule_is_told_in_words_at_its_field(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    with acting_as(world.a.staff_login):
        patient = Patient.objects.get(pk=world.a.patient.pk)
    url = reverse("admin:clinical_patient_change", args=[patient.pk])
    form = client.get(url).context["adminform"].form
    page = client.post(url, as_posted(form) | {"phone": "x"})
    assert page.status_code == 200
    (told,) = page.context["adminform"].form.errors["phone"]
    assert told.startswith("A telephone number has")


def test_an_address_that_is_taken_is_told_at_its_field(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    url = reverse("admin:identity_user_add")
    given = as_posted(client.get(url).context["adminform"].form) | {"full_name": "Another Nurse"}
    taken = client.post(url, given | {"email": world.a.nurse_login.email})
    assert taken.status_code == 200
    assert list(taken.context["adminform"].form.errors) == ["email"]
    assert client.post(url, given | {"email": "another@alpha.example"}).status_code == 302


def appointment(number: str, **changes: str) -> dict[str, str]:
    return {
        "starts_at_0": "2026-05-04",
        "starts_at_1": "09:00",
        "duration_minutes": "15",
        "appointment_type": "consultation",
        "appointment_number": number,
        "status": "scheduled",
        "additional_charges": "0",
        "chas_subsidy_amount": "0",
        "reminder_channels": "[]",
    } | changes


def test_two_appointments_at_one_time_are_told_in_words(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    url = reverse("admin:scheduling_appointment_add")
    who = {"patient": str(world.a.patient.pk), "doctor": str(world.a.doctor.pk)}
    assert client.post(url, appointment("ALPHA-1", **who)).status_code == 302
    page = client.post(url, appointment("ALPHA-2", **who, starts_at_1="09:10"))
    assert page.status_code == 200
    assert "The doctor has something else at that time." in page.content.decode()


def test_what_has_no_default_is_for_the_person_to_choose(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    url = reverse("admin:clinical_patient_add")
    form = client.get(url).context["adminform"].form
    (undecided, _), *_ = form.fields["gender"].choices
    assert undecided == ""
    again = client.post(url, as_posted(form)).context["adminform"].form
    assert "gender" in again.errors


def test_what_the_database_alone_refuses_is_told_on_the_form_as_it_was_filled_in(
    client: Client, world: World
) -> None:
    signed_in(client, world, "staff")
    with acting_as(world.a.staff_login):
        payment = make_payment(world)
    url = reverse("admin:finance_payment_change", args=[payment.pk])
    posted = as_posted(client.get(url).context["adminform"].form)
    items = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}
    amounts = {"subtotal": "20", "total_amount": "20", "paid_amount": "20"}
    form = client.post(url, posted | items | amounts).context["adminform"].form
    assert "Nothing was saved" in str(form.non_field_errors())
    assert form["total_amount"].value() == "20"
    with acting_as(world.a.staff_login):
        assert Payment.objects.get(pk=payment.pk).total_amount == 10


def make_payment(world: World) -> Payment:
    return Payment.objects.create(
        clinic=world.a.clinic,
        patient=world.a.patient,
        payment_number="P-1",
        payment_date="2026-05-04",
        payment_method="nets",
        subtotal=10,
        total_amount=10,
        paid_amount=10,
        status="completed",
        receipt_number="R-1",
    )


def test_a_page_of_a_table_that_is_out_of_sight_is_forbidden(client: Client, world: World) -> None:
    with acting_as(world.a.staff_login):
        payment = make_payment(world)
    signed_in(client, world, "nurse")
    for page in ("change", "delete", "history"):
        url = reverse(f"admin:finance_payment_{page}", args=[payment.pk])
        assert client.get(url).status_code == 403


def test_nobody_filters_by_a_secret(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    for query in ("password__startswith=x", "two_factor_secret__isnull=0"):
        assert (
            client.get(reverse("admin:identity_user_changelist") + f"?{query}").status_code == 400
        )


def test_a_superadmin_without_a_clinic_sees_the_platform_s_tables_alone(
    client: Client, world: World
) -> None:
    client.force_login(world.superadmin)
    page = client.get("/admin/")
    shown = {
        model["model"]._meta.db_table
        for section in page.context["app_list"]
        for model in section["models"]
    }
    assert shown == {
        *("clinics", "users", "system_settings", "feature_flags", "audit_logs"),
        *("webhook_sources", "webhook_secrets", "webhook_events", "workers"),
    }
    assert "no clinic chosen" in page.content.decode()
    assert client.get(reverse("admin:clinical_patient_changelist")).status_code == 403


def test_a_superadmin_acts_in_the_clinic_they_choose(client: Client, world: World) -> None:
    client.force_login(world.superadmin)
    for side in (world.a, world.b):
        client.post("/admin/act-in/", {"clinic": str(side.clinic.pk)})
        page = client.get(reverse("admin:clinical_patient_changelist")).content.decode()
        other = world.b if side is world.a else world.a
        assert f"superadmin at {side.clinic.name}" in page
        assert side.patient.full_name in page
        assert other.patient.full_name not in page
    client.post("/admin/act-in/", {"clinic": ""})
    assert client.get(reverse("admin:clinical_patient_changelist")).status_code == 403


@pytest.mark.parametrize("chosen", ["x", "00000000-0000-0000-0000-000000000000"])
def test_there_is_no_acting_in_a_clinic_that_is_not_there(
    client: Client, world: World, chosen: str
) -> None:
    client.force_login(world.superadmin)
    client.post("/admin/act-in/", {"clinic": chosen})
    assert "no clinic chosen" in client.get("/admin/").content.decode()


def test_nobody_else_chooses_a_clinic(client: Client, world: World) -> None:
    client.force_login(world.a.admin_login)
    client.post("/admin/act-in/", {"clinic": str(world.b.clinic.pk)})
    assert f"admin at {world.a.clinic.name}" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff", "admin"])
def test_no_list_names_anybody_of_another_clinic(client: Client, world: World, role: str) -> None:
    signed_in(client, world, role)
    for meta in MODELS:
        page = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
        assert "of Beta" not in page.content.decode(), meta.label
    for row in (world.b.patient, world.b.doctor, world.b.doctor_login, world.b.clinic):
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        assert client.get(url).status_code == 302  # there is no such row


def test_a_deleted_row_is_hidden_listed_apart_and_restored(
    client: Client, world: World, rows: Rows
) -> None:
    patient = rows.patients[0]
    signed_in(client, world, "admin")
    change = reverse("admin:clinical_patient_change", args=[patient.pk])
    delete = reverse("admin:clinical_patient_delete", args=[patient.pk])
    listed = reverse("admin:clinical_patient_changelist")
    assert patient.full_name in client.get(delete).content.decode()

    client.post(delete, {"post": "yes"})
    assert change not in client.get(listed).content.decode()
    assert change in client.get(listed, {"deleted": "yes"}).content.decode()
    page = client.get(change).content.decode()
    assert "was deleted" in page
    assert delete not in page
    with acting_as(world.a.doctor_login):
        assert not Patient.objects.filter(pk=patient.pk).exists()

    client.post(
        f"{listed}?deleted=yes", {"action": "restore", "_selected_action": [str(patient.pk)]}
    )
    assert change in client.get(listed).content.decode()
    with acting_as(world.a.doctor_login):
        assert Patient.objects.filter(pk=patient.pk).exists()


def test_rows_that_are_selected_are_deleted_softly(
    client: Client, world: World, rows: Rows
) -> None:
    selected = [patient.pk for patient in rows.patients]
    signed_in(client, world, "admin")
    client.post(
        reverse("admin:clinical_patient_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [str(key) for key in selected],
            "post": "yes",
        },
    )
    with acting_as(world.a.admin_login):
        found = Patient.objects.filter(pk__in=selected)
        assert [patient.deleted_at is None for patient in found] == [False, False]


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff"])
def test_who_deletes_nothing_is_not_offered_it(client: Client, world: World, role: str) -> None:
    signed_in(client, world, role)
    rows = client.get(reverse("admin:clinical_patient_changelist")).content.decode()
    assert "delete_selected" not in rows
    assert "deleted=" not in rows
    url = reverse("admin:clinical_patient_delete", args=[world.a.patient.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403


def test_nobody_deletes_their_own_account(client: Client, world: World) -> None:
    signed_in(client, world, "admin")
    url = reverse("admin:identity_user_delete", args=[world.a.admin_login.pk])
    answer = client.post(url, {"post": "yes"}, follow=True)
    assert "Nothing was saved" in answer.content.decode()
    assert client.get("/admin/").status_code == 200


def test_an_admin_closes_no_clinic_and_a_superadmin_does(
    client: Client, world: World, rows: Rows
) -> None:
    signed_in(client, world, "admin")
    url = reverse("admin:identity_clinic_delete", args=[world.a.clinic.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    signed_in(client, world, "superadmin")
    url = reverse("admin:identity_clinic_delete", args=[rows.clinic.pk])
    client.post(url, {"post": "yes"})
    with acting_as(world.superadmin):
        assert Clinic.objects.get(pk=rows.clinic.pk).deleted_at


def test_a_row_that_is_another_doctors_is_shown_and_not_offered_for_change(
    client: Client, world: World, rows: Rows
) -> None:
    signed_in(client, world, "doctor")
    pages = [
        client.get(reverse("admin:scheduling_appointment_change", args=[appointment.pk]))
        for appointment in (rows.own, rows.others)
    ]
    assert [page.context["has_change_permission"] for page in pages] == [True, False]
    assert [b'name="_save"' in page.content for page in pages] == [True, False]


def test_a_row_that_would_stay_is_not_offered_for_deletion(
    client: Client, world: World, rows: Rows
) -> None:
    signed_in(client, world, "doctor")
    slots = {
        str(slot.pk): reverse("admin:scheduling_appointmentslot_delete", args=[slot.pk])
        for slot in rows.slots
    }
    offered = [
        address in client.get(address.replace("/delete/", "/change/")).content.decode()
        for address in slots.values()
    ]
    assert offered == [True, False]
    together = {"action": "delete_selected", "_selected_action": list(slots), "post": "yes"}
    assert (
        client.post(reverse("admin:scheduling_appointmentslot_changelist"), together).status_code
        == 403
    )
    answers = [client.post(address, {"post": "yes"}).status_code for address in slots.values()]
    assert answers == [302, 403]
    with acting_as(world.a.doctor_login):
        assert [type(slot).objects.filter(pk=slot.pk).exists() for slot in rows.slots] == [
            False,
            True,
        ]


def test_a_new_row_has_only_what_the_role_may_give_it(client: Client, world: World) -> None:
    signed_in(client, world, "staff")
    page = client.get(reverse("admin:clinical_patient_add"))
    shown = {
        field for _, options in page.context["adminform"].fieldsets for field in options["fields"]
    }
    assert "full_name" in shown
    assert "allergies" not in shown
    assert shown == set(page.context["adminform"].form.fields)


def test_parts_that_are_shown_alone_are_shown_as_people_read_them(
    client: Client, world: World, rows: Rows
) -> None:
    signed_in(client, world, "doctor")
    page = client.get(
        reverse("admin:records_prescription_change", args=[rows.others_prescription.pk])
    )
    assert '<span class="money">$8.00</span>' in page.content.decode()
