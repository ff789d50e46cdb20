"""Who knows another clinic's keys and names, and types them in, learns nothing and changes nothing."""

from collections.abc import Iterable
from itertools import chain

import pytest
from django.urls import reverse

from tests.scratch import Database
from tests.web import guesses
from tests.web.conftest import SignedIn
from tests.web.names import names_of
from tests.web.people import STAFF, SUPERADMINS, WORKING, Person
from tests.web.rows import Rows, changes, clinic_id, hidden_from, of_clinic, read_rows, without
from tests.web.tab import REDIRECT, Asked, Sheet

pytestmark = pytest.mark.system

NOT_THERE = {REDIRECT, 403, 404}
REFUSED = {400, *NOT_THERE}


@pytest.mark.parametrize("person", STAFF + SUPERADMINS, ids=str)
def test_guessing_shows_nothing_and_changes_nothing(
    signed_in: SignedIn, clinics: Database, seeded: Rows, person: Person
) -> None:
    theirs = hidden_from(seeded, person)
    foreign = names_of(theirs, without(seeded, theirs))
    tab = signed_in(person.role, person.clinic)
    tab.open("/admin/")
    before = read_rows(clinics)
    asked = [
        list(ask(theirs))
        for ask in (guesses.row_pages, guesses.lists, guesses.hints, guesses.attempts)
    ]

    pages, lists, hints, attempts = (tab.ask(each) for each in asked)
    told = tab.open("/admin/")

    assert _outcomes(pages, but=NOT_THERE) == []
    assert _outcomes((*lists, *hints, *attempts), but={200, *REFUSED}) == []
    assert [sheet.address for sheet in lists if sheet.values] == []
    typed = foreign.within("\n".join(each.address for each in chain(*asked)))
    assert [
        f"{sheet.address}: {' '.join(name)}"
        for sheet in (*pages, *lists, *hints, *attempts, told)
        for name in foreign.within(sheet.source) - typed
    ] == []
    assert changes(before, read_rows(clinics)) == {}


@pytest.mark.parametrize("person", STAFF, ids=str)
def test_no_form_takes_a_row_or_a_reference_of_another_clinic(
    signed_in: SignedIn, clinics: Database, seeded: Rows, person: Person
) -> None:
    own = of_clinic(seeded, clinic_id(seeded, person.clinic))
    theirs = hidden_from(seeded, person)
    tab = signed_in(person.role, person.clinic)
    tab.open("/admin/")
    before = read_rows(clinics)
    forms = [sheet for sheet in tab.ask(guesses.change_pages(own)) if sheet.can_be_saved]

    elsewhere = tab.ask(guesses.forms_sent_elsewhere(forms, theirs))
    handed = tab.ask(guesses.forms_with_references(forms, theirs))

    assert len(elsewhere) == len(forms) > 0
    assert _outcomes(elsewhere, but=NOT_THERE) == []
    # Shown again, with the error.
    assert _outcomes(handed, but={200}) == []
    assert handed
    assert changes(before, read_rows(clinics)) == {}


@pytest.mark.parametrize("role", WORKING)
def test_nobody_but_a_superadmin_acts_elsewhere(
    signed_in: SignedIn, seeded: Rows, role: str
) -> None:
    theirs = hidden_from(seeded, Person(role, "DEMO"))
    tab = signed_in(role, "DEMO")

    tab.ask([Asked(reverse("admin:act_in"), [("clinic", clinic_id(seeded, "HARBOUR") or "")])])

    told = tab.open(reverse("admin:clinical_patient_changelist"))
    assert told.values
    assert names_of(theirs, without(seeded, theirs)).within(told.source) == set()


def test_the_same_guesses_find_what_is_one_s_own(signed_in: SignedIn, seeded: Rows) -> None:
    own = of_clinic(seeded, clinic_id(seeded, "DEMO"))
    names = names_of(own, without(seeded, own))
    tab = signed_in("admin", "DEMO")
    asked = [list(ask(own)) for ask in (guesses.change_pages, guesses.lists, guesses.hints)]
    typed = names.within("\n".join(each.address for each in chain(*asked)))

    pages, lists, hints = (tab.ask(each) for each in asked)

    assert _outcomes(pages, but={200}) == []
    listed = [sheet for sheet in lists if sheet.status == 200]
    assert len(listed) > len(pages)
    assert [sheet.address for sheet in listed if not sheet.values] == []
    assert [sheet.address for sheet in (*pages, *listed) if not names.within(sheet.source)] == []
    assert any(names.within(sheet.source) - typed for sheet in hints)


def test_the_same_attempts_work_where_one_may(
    signed_in: SignedIn, clinics: Database, seeded: Rows
) -> None:
    own = of_clinic(seeded, clinic_id(seeded, "DEMO"))
    free = {
        key: row
        for key, row in own.items()
        if key[0] == "appointment_slots" and row["appointment_id"] is None
    }
    tab = signed_in("staff", "DEMO")
    before = read_rows(clinics)

    tab.ask(guesses.attempts(free))

    ((table, _),) = changes(before, read_rows(clinics))
    assert table == "appointment_slots"


def _outcomes(sheets: Iterable[Sheet], but: set[int]) -> list[str]:
    return [f"{sheet.address}: {sheet.status}" for sheet in sheets if sheet.status not in but]
