"""On a telephone's screen no page scrolls sideways, and a form's button to save is in sight."""

import pytest
from playwright.sync_api import expect

from tests.web import guesses
from tests.web.conftest import SignedIn
from tests.web.people import Person
from tests.web.rows import Rows, clinic_id, of_clinic

pytestmark = pytest.mark.system

WIDTH = 390
TELEPHONE = {"viewport": {"width": WIDTH, "height": 844}}


def test_pages_fit_a_telephone(signed_in: SignedIn, seeded: Rows) -> None:
    tab = signed_in("admin", "DEMO", **TELEPHONE)
    pages = [
        asked.address
        for asked in guesses.change_pages(of_clinic(seeded, clinic_id(seeded, "DEMO")))
    ]
    forms = 0

    for address in ["/admin/", *sorted(Person("admin", "DEMO").lists), *pages]:
        sheet = tab.open(address)
        assert sheet.status == 200, address
        wide = tab.page.evaluate("document.documentElement.scrollWidth")
        assert wide == WIDTH, address
        if sheet.can_be_saved:
            forms += 1
            save = tab.page.get_by_role("button", name="Save", exact=True)
            expect(save, address).to_be_in_viewport(ratio=1)

    assert forms > 10
