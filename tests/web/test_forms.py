"""A form changes just what was changed, and says at the field what it does not take."""

from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Locator

from tests.scratch import Database
from tests.web import guesses
from tests.web.conftest import SignedIn
from tests.web.faults import faults
from tests.web.people import Person
from tests.web.rows import Row, Rows, changes, clinic_id, of_clinic, read_rows
from tests.web.tab import REDIRECT

pytestmark = pytest.mark.system


class Change(NamedTuple):
    """What somebody types into one field of a row, what becomes of it, and what follows from it."""

    role: str
    table: str
    field: str
    value: str | bool
    stored: Any
    follows: frozenset[str] = frozenset()
    where: dict[str, Any] = {}

    def __str__(self) -> str:
        return f"{self.role}-{self.table}-{self.field}"


CHANGES = [
    Change("staff", "patients", "phone", "+65 8123 4567", "+65 8123 4567"),
    Change("nurse", "patients", "weight_kg", "61.50", 61.5),
    Change("nurse", "patients", "allergies", '["Latex"]', ["Latex"]),
    Change(
        "nurse", "appointments", "status", "confirmed", "confirmed", where={"status": "scheduled"}
    ),
    Change(
        *("staff", "appointments", "duration_minutes", "25", 25),
        frozenset({"ends_at"}),
        {"status": "cancelled"},
    ),
    Change("doctor", "medical_records", "treatment_plan", "Rest and fluids.", "Rest and fluids."),
    Change(
        "doctor",
        "appointment_slots",
        "is_blocked",
        True,
        True,
        where={"is_blocked": False, "appointment_id": None},
    ),
    Change("admin", "doctors", "consultation_fee", "31.50", 31.5),
    Change("admin", "clinics", "website", "https://demo.example", "https://demo.example"),
    Change("admin", "users", "display_name", "Mei", "Mei"),
    Change(
        "admin",
        "system_settings",
        "value",
        "20",
        20,
        where={"key": "default_duration_minutes"},
    ),
    Change("superadmin", "feature_flags", "rollout_percentage", "50", 50),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_form_changes_the_changed_column_alone(
    signed_in: SignedIn, clinics: Database, change: Change
) -> None:
    tab = signed_in(change.role, "DEMO")
    before = read_rows(clinics)
    row = _row(before, change.role, change.table, change.where)
    tab.open(_page(change.table, row))

    _enter(tab.page.locator(f"[name={change.field}]"), change.value)
    told = tab.save()

    after = read_rows(clinics)
    assert faults(told) == []
    assert changes(before, after) == {
        (change.table, row["id"]): {change.field, "updated_at", *change.follows}
    }
    assert after[change.table, row["id"]][change.field] == change.stored


def test_a_form_changes_one_part_alone(signed_in: SignedIn, clinics: Database) -> None:
    tab = signed_in("doctor", "DEMO")
    before = read_rows(clinics)
    part = _row(before, "doctor", "prescription_items")
    tab.open(_page("prescriptions", before["prescriptions", part["prescription_id"]]))

    _enter(tab.page.locator("[name=items-0-dosage]"), "2 tablets")
    tab.save()

    ((changed, columns),) = changes(before, read_rows(clinics)).items()
    assert changed[0] == "prescription_items"
    assert columns == {"dosage", "updated_at"}


def test_a_name_is_found_by_typing_and_is_of_one_s_own_clinic(
    signed_in: SignedIn, clinics: Database
) -> None:
    tab = signed_in("staff", "DEMO")
    before = read_rows(clinics)
    doctor = _row(before, "staff", "doctors")
    patient = next(
        row
        for (table, _), row in _rows(before, "staff").items()
        if table == "patients" and row["preferred_doctor_id"] != doctor["id"]
    )
    own = {
        row["full_name"] for (table, _), row in _rows(before, "staff").items() if table == "doctors"
    }
    tab.open(_page("patients", patient))

    tab.page.locator(".field-preferred_doctor .select2-selection").click()
    offered = tab.page.locator("[role=option][aria-selected]")
    offered.first.wait_for()
    names = set(offered.all_inner_texts())
    tab.page.locator(".select2-search__field").fill(doctor["full_name"])
    offered.filter(has_text=doctor["full_name"]).click()
    tab.save()

    assert names == own
    after = read_rows(clinics)
    assert changes(before, after) == {
        ("patients", patient["id"]): {"preferred_doctor_id", "updated_at"}
    }
    assert after["patients", patient["id"]]["preferred_doctor_id"] == doctor["id"]


def test_what_another_changes_meanwhile_stays(signed_in: SignedIn, clinics: Database) -> None:
    patient = _row(read_rows(clinics), "staff", "patients")
    one, other = signed_in("staff", "DEMO"), signed_in("nurse", "DEMO")
    for tab in (one, other):
        tab.open(_page("patients", patient))

    _enter(one.page.locator("[name=phone]"), "+65 8000 0001")
    _enter(other.page.locator("[name=email]"), "meanwhile@demo.example")
    other.save()
    one.save()

    saved = read_rows(clinics)["patients", patient["id"]]
    assert (saved["phone"], saved["email"]) == ("+65 8000 0001", "meanwhile@demo.example")


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff", "admin", "superadmin"])
def test_a_form_sent_back_as_it_came_changes_nothing(
    signed_in: SignedIn, clinics: Database, role: str
) -> None:
    tab = signed_in(role, "DEMO")
    before = read_rows(clinics)
    pages = tab.ask(guesses.change_pages(_rows(before, role)))
    forms = [page for page in pages if page.can_be_saved]

    answers = tab.ask(guesses.forms_as_they_are(forms))

    assert [sheet.address for sheet in answers if sheet.status != REDIRECT] == []
    assert len(answers) > 5
    assert changes(before, read_rows(clinics)) == {}


@pytest.mark.parametrize(
    ("role", "table", "field", "value", "told"),
    [
        ("staff", "patients", "full_name", "", "This field is required."),
        ("staff", "patients", "phone", "call me", "A telephone number has 6 to 15 digits"),
        ("staff", "patients", "email", "nobody", "Enter a valid email address."),
        ("staff", "patients", "date_of_birth", "yesterday", "Enter a valid date."),
        ("nurse", "patients", "height_cm", "400", "Between 20 and 300"),
        ("nurse", "patients", "allergies", "penicillin", "Enter a valid JSON."),
        ("nurse", "patients", "allergies", '{"a": 1}', "JSON that is an array."),
        ("staff", "appointments", "duration_minutes", "0", "Between 1 and 1440"),
        ("admin", "doctors", "consultation_fee", "-1", "Not less than zero."),
        ("admin", "clinics", "timezone", "Mars/Olympus", "is no time zone"),
        ("admin", "users", "email", "nurse@demo.example", "The clinic has a user with this"),
        ("superadmin", "feature_flags", "rollout_percentage", "101", "Between 0 and 100"),
    ],
)
def test_bad_input_is_told_at_its_field(
    signed_in: SignedIn, clinics: Database, role: str, table: str, field: str, value: str, told: str
) -> None:
    tab = signed_in(role, "DEMO")
    before = read_rows(clinics)
    row = _row(before, role, table)
    tab.open(_page(table, row))

    _enter(tab.page.locator(f"[name={field}]"), value)
    told_page = tab.save()

    message = tab.page.locator(f".field-{field}").get_by_text(told)
    assert message.is_visible()
    assert tab.page.locator(f"[name={field}]").input_value() == value
    assert faults(told_page) == []
    assert changes(before, read_rows(clinics)) == {}


def _rows(rows: Rows, role: str) -> Rows:
    """Give the clinic's rows; a doctor's alone for a doctor."""
    own = of_clinic(rows, clinic_id(rows, "DEMO"))
    if role == "superadmin":
        return own | of_clinic(rows, None)
    if role != "doctor":
        return own
    (user,) = (row["id"] for row in own.values() if row.get("email") == Person(role, "DEMO").email)
    (doctor,) = (
        row["id"] for key, row in own.items() if key[0] == "doctors" and row["user_id"] == user
    )
    return {
        key: row
        for key, row in own.items()
        if row.get("doctor_id", doctor) == doctor and (key[0] != "doctors" or row["id"] == doctor)
    }


def _row(rows: Rows, role: str, table: str, where: dict[str, Any] | None = None) -> Row:
    """Give a row for somebody to work on; `...` means any value but none."""
    return next(
        row
        for key, row in sorted(_rows(rows, role).items())
        if key[0] == table
        and all(
            row[column] is not None if value is ... else row[column] == value
            for column, value in (where or {}).items()
        )
    )


def _page(table: str, row: Row) -> str:
    (model,) = (model for model in admin.site._registry if model._meta.db_table == table)
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row["id"]]
    )


def _enter(control: Locator, value: str | bool) -> None:
    if isinstance(value, bool):
        control.set_checked(value)
    elif control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)
