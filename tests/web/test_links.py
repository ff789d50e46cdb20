"""Whoever follows the admin's links sees whole pages of their own clinic, and nobody else's names."""

import re

import pytest

from system.development.people import PASSWORD
from tests.web.conftest import SignedIn
from tests.web.faults import faults
from tests.web.names import names_of
from tests.web.people import PATIENTS, STAFF, SUPERADMINS, WORKING, Person
from tests.web.rows import Rows, clinic_id, hidden_from, of_clinic, without
from tests.web.tab import REDIRECT, Asked, Tab
from tests.web.walk import Walk

# The pages of a role look alike at every clinic, and a superadmin's like an admin's; the names on
# them do not.
IN_SIGHT = {*STAFF[: len(WORKING)], Person("superadmin", None)}
LIST = re.compile(r"/admin/\w+/\w+/")
DAY = "/admin/scheduling/day/"

pytestmark = pytest.mark.system


@pytest.mark.parametrize("person", STAFF + SUPERADMINS, ids=str)
def test_links_lead_to_whole_pages_of_one_s_own_clinic(
    signed_in: SignedIn, seeded: Rows, person: Person
) -> None:
    own = of_clinic(seeded, clinic_id(seeded, person.clinic))
    hidden = hidden_from(seeded, person)
    walk = Walk(
        signed_in(person.role, person.clinic),
        own=names_of(own, without(seeded, own)),
        foreign=names_of(hidden, without(seeded, hidden)),
        in_sight=person in IN_SIGHT,
        reads_every_log=person.clinic is None,
    )

    walk.take()

    assert walk.faults == []
    paths = {path for path, *_ in walk.visits}
    lists = {path for path in paths if LIST.fullmatch(path)}
    assert lists == person.lists | ({DAY} if person.clinic else set())
    assert len([path for path in paths if path.endswith("/change/")]) > len(person.lists) / 2
    # It saw its own clinic, so that it would have seen another.
    assert len(walk.seen) > (1000 if person.clinic else 10)


def test_the_way_in_is_whole(anybody: Tab) -> None:
    anybody.open("/admin/login/")
    anybody.page.wait_for_load_state("networkidle")  # the icon comes after everything else

    assert faults(anybody.read()) == []


@pytest.mark.parametrize("person", PATIENTS, ids=str)
def test_patients_have_no_admin(anybody: Tab, person: Person) -> None:
    lists = sorted(Person("admin", person.clinic).lists)

    told = anybody.sign_in(person.email, PASSWORD)

    assert told.path == "/admin/login/"
    assert faults(told) == []
    assert {sheet.status for sheet in anybody.ask(map(Asked, lists))} == {REDIRECT}
