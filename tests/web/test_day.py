"""A day at the desk, in a browser: who has come is led through it, a time is booked and given up."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator

from tests.scratch import Database
from tests.web.conftest import SignedIn
from tests.web.faults import faults
from tests.web.rows import Row, Rows, clinic_id, of_clinic, read_rows
from tests.web.tab import Sheet, Tab

pytestmark = pytest.mark.system

DAY = "/admin/scheduling/day/"


@pytest.mark.parametrize("role", ["staff", "doctor"])
def test_who_has_come_is_led_through_the_day(
    signed_in: SignedIn, clinics: Database, role: str
) -> None:
    tab = signed_in(role, "DEMO")
    before = read_rows(clinics)
    pages = [tab.open(DAY)]
    card = tab.page.locator("td .visit", has=tab.page.get_by_role("button", name="Check in"))
    name = card.first.get_by_role("link").inner_text()

    pages.append(tab.press(card.first.get_by_role("button", name="Check in")))
    assert f"{name} is checked in" in _message(tab)
    assert _in_the_queue(tab, name).is_visible()
    pages.append(tab.press(tab.page.get_by_role("button", name="Call next")))
    called = tab.page.locator(".day-queue .state-called").last
    called_name = called.get_by_role("link").inner_text()
    assert f"{called_name} is called" in _message(tab)
    for button, said in (("Start", "has begun"), ("Complete", "is over")):
        one = _in_the_queue(tab, called_name)
        pages.append(tab.press(one.get_by_role("button", name=button)))
        assert f"The consultation of {called_name} {said}" in _message(tab)

    assert [fault for page in pages for fault in faults(page)] == []
    after = read_rows(clinics)
    completed = [
        row["id"]
        for key, row in after.items()
        if key[0] == "appointments"
        if row["status"] == "completed" != before[key]["status"]
    ]
    assert len(completed) == 1


def test_a_time_is_booked_by_a_double_click_once_and_given_up(
    signed_in: SignedIn, clinics: Database
) -> None:
    tab = signed_in("staff", "DEMO")
    patient, before = _somebody(read_rows(clinics)), _booked(clinics)
    pages = [_open_a_form(tab)]

    _choose(tab, patient)
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Book", exact=True).dblclick()
    tab.page.wait_for_load_state("networkidle")
    pages.append(tab.read())

    assert f"{patient['full_name']} is booked for" in _message(tab)
    (booked,) = (row for key, row in _booked(clinics).items() if key not in before)
    assert booked["patient_id"] == patient["id"]

    pages.append(tab.press(tab.page.locator("td .is-found a")))
    tab.page.get_by_label("Reason").fill("Travelling")
    pages.append(tab.press(tab.page.get_by_role("button", name="Cancel the appointment")))
    assert "is cancelled" in _message(tab)
    given_up = _booked(clinics)[booked["id"]]
    assert (given_up["status"], given_up["cancellation_reason"]) == ("cancelled", "Travelling")
    assert [fault for page in pages for fault in faults(page)] == []


def test_a_form_that_is_sent_twice_at_once_books_once(
    signed_in: SignedIn, clinics: Database
) -> None:
    tab = signed_in("staff", "DEMO")
    patient, before = _somebody(read_rows(clinics)), _booked(clinics)
    _open_a_form(tab)
    _choose(tab, patient)

    ended = tab.page.evaluate(
        """() => {
            const form = document.querySelector("form.desk-form");
            const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
            return Promise.all([send(), send(), send()].map(async (sent) => {
                const answer = await sent;
                return [answer.status, new URL(answer.url).pathname];
            }));
        }"""
    )

    assert ended == [[200, DAY]] * 3
    (booked,) = (row for key, row in _booked(clinics).items() if key not in before)
    assert booked["patient_id"] == patient["id"]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_on_a_telephone_only_the_table_is_wider_than_the_screen(
    signed_in: SignedIn, colours: str
) -> None:
    tab = signed_in("staff", "DEMO", viewport={"width": 390, "height": 844}, color_scheme=colours)
    assert faults(tab.open(DAY)) == []
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    table = tab.page.locator(".day-table").evaluate("table => [table.scrollWidth, innerWidth]")
    assert width == 390
    assert table[0] > table[1]


def _message(tab: Tab) -> str:
    return tab.page.locator("#main").inner_text()


def _in_the_queue(tab: Tab, name: str) -> Locator:
    return tab.page.locator(".day-queue li", has_text=name)


def _open_a_form(tab: Tab) -> Sheet:
    """Hold the last free time of tomorrow."""
    tomorrow = datetime.now(ZoneInfo("Asia/Singapore")).date() + timedelta(days=1)
    tab.open(f"{DAY}?date={tomorrow}")
    return tab.press(tab.page.locator("button.slot.state-free").last)


def _choose(tab: Tab, patient: Row) -> None:
    tab.page.locator(".field-patient .select2-selection").click()
    tab.page.locator(".select2-search__field").fill(patient["patient_number"])
    tab.page.locator("[role=option]", has_text=patient["patient_number"]).click()


def _booked(clinics: Database) -> dict[str, Any]:
    return {key[1]: row for key, row in read_rows(clinics).items() if key[0] == "appointments"}


def _somebody(rows: Rows) -> Row:
    """Give a patient of the clinic whom nobody expects."""
    own = of_clinic(rows, clinic_id(rows, "DEMO"))
    expected = {
        row["patient_id"]
        for key, row in own.items()
        if key[0] == "appointments" and row["status"] in ("scheduled", "confirmed")
    }
    return next(
        row for key, row in own.items() if key[0] == "patients" and row["id"] not in expected
    )
