"""Encrypted fields in the admin: masked, changed without being seen, revealed to who says why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from clinical.models import Patient
from system.models import SystemSetting
from tenancy import acting_as
from tests.audit.log import recorded
from tests.privacy.registered import NRIC, OTHER_NRIC, register
from tests.tenancy.test_admin import as_posted
from tests.world import World

pytestmark = pytest.mark.django_db

FIND = "/admin/clinical/patient/find/"
MASK = "S****567D"


@pytest.fixture
def patient(world: World) -> Patient:
    with acting_as(world.a.nurse_login):
        return register(world.a, nric=NRIC, passport_number="K1234567B")


def page(row: Any, name: str = "change", *more: str) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[row.pk, *more])


def form_of(client: Client, row: Any) -> dict[str, Any]:
    """Give what the row's page would send, unchanged."""
    return as_posted(client.get(page(row)).context["adminform"].form)


def stored(world: World, patient: Patient) -> Patient:
    with acting_as(world.a.nurse_login):
        row = Patient.objects.get(pk=patient.pk)
        assert row.nric
        return row


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff", "admin"])
def test_pages_show_a_mask_and_no_number(
    role: str, client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.a.logins[role])
    content = client.get(page(patient)).content.decode()
    assert MASK in content
    assert "K****567B" in content
    assert NRIC not in content
    assert "K1234567B" not in content
    assert page(patient, "reveal", "nric") in content


def test_what_is_not_touched_stays(client: Client, world: World, patient: Patient) -> None:
    client.force_login(world.a.staff_login)
    form = form_of(client, patient)
    assert form["nric"] == form["initial-nric"] == MASK
    with recorded(world) as entries:
        assert client.post(page(patient), form | {"full_name": "Renamed"}).status_code == 302
    assert [entry.changed_fields for entry in entries if entry.action == "UPDATE"] == [
        ["full_name"]
    ]
    assert stored(world, patient).nric == NRIC


def test_a_number_is_changed_without_being_seen(
    client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.a.staff_login)
    sent = form_of(client, patient) | {"nric": "g5872776n"}
    with recorded(world) as entries:
        assert client.post(page(patient), sent).status_code == 302
    assert stored(world, patient).nric == OTHER_NRIC
    (change,) = [entry for entry in entries if entry.action == "UPDATE"]
    assert set(change.changed_fields) == {"nric_encrypted", "nric_hash"}
    assert (change.old_values, change.new_values) == (None, None)


@pytest.mark.parametrize(
    ("field", "text"),
    [("nric", "S****568D"), ("nric", "S1234567A"), ("passport_number", "K****567C")],
)
def test_half_a_mask_and_a_wrong_number_are_refused(
    field: str, text: str, client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.a.staff_login)
    answer = client.post(page(patient), form_of(client, patient) | {field: text})
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert stored(world, patient).passport_number == "K1234567B"


def test_who_says_why_sees_it_once_and_the_log_keeps_why(
    client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.a.doctor_login)
    address = page(patient, "reveal", "nric")
    with recorded(world) as entries:
        assert NRIC not in client.get(address).content.decode()
        assert NRIC not in client.post(address, {"reason": "  "}).content.decode()
    assert entries == []
    with recorded(world) as entries:
        answer = client.post(address, {"reason": "A referral letter"})
    assert NRIC in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = entries
    assert (entry.action, entry.table_name, entry.record_id) == (
        "SELECT",
        "patients",
        str(patient.pk),
    )
    assert (entry.changed_fields, entry.new_values) == (
        ["nric_encrypted"],
        {"reason": "A referral letter"},
    )
    assert entry.user_id == world.a.doctor_login.pk
    client.force_login(world.a.admin_login)
    log = client.get(f"/admin/audit/auditlog/{entry.pk}/change/").content.decode()
    assert "A referral letter" in log


def test_what_one_does_not_see_one_does_not_reveal(
    client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.b.admin_login)
    assert client.post(page(patient, "reveal", "nric"), {"reason": "x"}).status_code in {302, 404}
    client.force_login(world.a.doctor_login)
    for field in ("full_name", "chas_card_number", "nothing"):
        assert client.post(page(patient, "reveal", field), {"reason": "x"}).status_code == 404
    client.force_login(world.a.patient_login)
    answer = client.post(page(patient, "reveal", "nric"), {"reason": "x"})
    assert NRIC not in answer.content.decode()


def test_an_encrypted_setting_is_masked_kept_and_opened(client: Client, world: World) -> None:
    client.force_login(world.a.admin_login)
    with acting_as(world.a.admin_login):
        row = SystemSetting.objects.create(
            clinic=world.a.clinic, category="x", key="x", value={"api": "s3cret"}, is_encrypted=True
        )
    for address in (page(row), "/admin/system/systemsetting/"):
        assert "s3cret" not in client.get(address).content.decode()
    assert client.post(page(row), form_of(client, row) | {"key": "y"}).status_code == 302
    with acting_as(world.a.admin_login):
        row = SystemSetting.objects.get(pk=row.pk)
    assert (row.key, row.value) == ("y", {"api": "s3cret"})
    answer = client.post(page(row, "reveal", "value"), {"reason": "x"})
    assert "s3cret" in answer.content.decode()
    opened = form_of(client, row)
    del opened["is_encrypted"]
    assert client.post(page(row), opened).status_code == 302
    with acting_as(world.a.admin_login):
        row = SystemSetting.objects.get(pk=row.pk)
        assert (row.is_encrypted, row.value) == (False, {"api": "s3cret"})


def test_without_its_key_a_value_is_said_to_be_unreadable(
    client: Client, world: World, patient: Patient, settings: Settings
) -> None:
    client.force_login(world.a.staff_login)
    settings.ENCRYPTION_KEYS = ["A" * 43 + "="]
    answer = client.get(page(patient))
    assert answer.status_code == 200
    assert "cannot be read" in answer.content.decode()
    with recorded(world) as entries:
        assert client.post(page(patient, "reveal", "nric"), {"reason": "x"}).status_code == 302
    assert entries == []


@pytest.mark.parametrize("written", [NRIC, " s1234567d "])
def test_a_patient_is_found_by_the_whole_nric(
    written: str, client: Client, world: World, patient: Patient
) -> None:
    client.force_login(world.a.staff_login)
    assert FIND in client.get("/admin/clinical/patient/").content.decode()
    answer = client.post(FIND, {"nric": written})
    assert answer.headers["Location"] == page(patient)


@pytest.mark.parametrize("written", [OTHER_NRIC, "S1234567A", "S123", ""])
def test_nobody_else_is_found(written: str, client: Client, world: World, patient: Patient) -> None:
    client.force_login(world.a.staff_login)
    assert client.post(FIND, {"nric": written}).context["form"].errors.keys() == {"nric"}
    client.force_login(world.b.staff_login)
    assert client.post(FIND, {"nric": NRIC}).status_code == 200
