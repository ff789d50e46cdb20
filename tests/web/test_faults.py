"""The walks can fail: what they look for is found where it is."""

import pytest
from playwright.sync_api import Route

from tests.scratch import Database
from tests.web.faults import faults
from tests.web.names import Names, names_of, words
from tests.web.people import Person
from tests.web.rows import Rows, changes, hidden_from, read_rows, without
from tests.web.tab import Tab
from tests.web.walk import Walk

pytestmark = pytest.mark.system

PAGE = """
<!doctype html><link rel="icon" href="data:,"><title>Appointments</title>
<h1>Appointments</h1>
<form id="appointment_form" method="post">
  <label for="id_status">Status:</label>
  <select id="id_status" name="status">
    <option value="">-</option><option value="no_show">No-show</option>
  </select>
  <input type="submit" value="Save"><button>Search</button>
</form>
<table>
  <thead><tr><th>Status</th><th></th></tr></thead>
  <tbody><tr><td class="field-status">No-show</td><td></td></tr></tbody>
</table>
"""
ADDRESS = "/admin/scheduling/appointment/"


def shown(tab: Tab, page: str, status: int = 200) -> list[str]:
    """Give the faults of a page with this source."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body=page)

    tab.page.route(f"**{ADDRESS}", answer)
    return faults(tab.open(ADDRESS))


def test_a_sound_page_has_no_faults(anybody: Tab) -> None:
    assert shown(anybody, PAGE) == []


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        ("Status:</label>", "</label>", "an empty field"),
        ("Status:</label>", "queue_status:</label>", "'queue_status:' is no label"),
        ("Status:</label>", "&lt;__proxy__ object&gt;</label>", "is no label"),
        ("<th>Status</th>", "<th></th>", "an empty column"),
        ("<th>Status</th>", "<th>is_active</th>", "'is_active' is no label"),
        ("<th>Status</th>", "<th>Is_active</th>", "'Is_active' is no label"),
        (">Appointments</h1>", "></h1>", "an empty heading"),
        (">Search</button>", "></button>", "an empty button"),
        ('value="Save"', 'value=""', "an empty button"),
        (">No-show</option>", "></option>", "an empty choice"),
        (">No-show</option>", ">no_show</option>", "status shows its stored 'no_show'"),
        (">No-show</td>", ">no_show</td>", "status shows its stored 'no_show'"),
        (">No-show</td>", ">{'a': None}</td>", "status shows"),
        ("</form>", "</form><a href='/admin/'></a>", "an empty link"),
        ("</form>", "</form><a href='?o=1'>in_progress</a>", "a link shows its stored"),
        ("</form>", "</form><script>throw new Error('broken')</script>", "the console says broken"),
        ("</form>", "</form><script>console.error('oh')</script>", "the console says oh"),
        ("</form>", "</form><img alt='x' src='/static/none.png'>", "404"),
    ],
)
def test_a_fault_is_found(anybody: Tab, sound: str, broken: str, fault: str) -> None:
    assert sound in PAGE
    found = shown(anybody, PAGE.replace(sound, broken))
    assert any(fault in each for each in found), found


def test_an_error_of_the_server_is_found(anybody: Tab) -> None:
    assert f"{ADDRESS}: status 500" in "".join(shown(anybody, PAGE, status=500))


@pytest.mark.parametrize(
    ("column", "place"),
    [
        ("full_name", "<p>{}</p>"),
        ("phone", "<p>{}</p>"),
        ("full_name", "<p hidden>{}</p>"),
        ("full_name", '<input type="hidden" value="{}">'),
        ("full_name", "<script>const row = {{name: '{}'}}</script>"),
        ("id", '<select title="Patient"><option value="{}">Somebody</option></select>'),
        ("id", '<a href="/elsewhere/?patient={}">Somebody</a>'),
    ],
)
@pytest.mark.parametrize("in_sight", [True, False])
def test_a_foreign_name_is_found(
    anybody: Tab, seeded: Rows, in_sight: bool, column: str, place: str
) -> None:
    hidden = hidden_from(seeded, Person("staff", "DEMO"))
    row = next(row for (table, _), row in hidden.items() if table == "patients")
    names = Names([words(row[column])])

    def answer(route: Route) -> None:
        there = place.format(row[column]) if route.request.url.endswith(ADDRESS) else link
        route.fulfill(content_type="text/html", body=PAGE + there)

    link = f'<a href="{ADDRESS}">Appointments</a>'
    anybody.page.context.route("**/admin/**", answer)
    walk = Walk(anybody, own=Names([]), foreign=names, in_sight=in_sight)
    walk.take()

    (fault,) = walk.faults
    assert f"{ADDRESS}: foreign" in fault


def test_the_names_of_another_clinic_are_known(seeded: Rows) -> None:
    hidden = hidden_from(seeded, Person("staff", "DEMO"))
    rest = without(seeded, hidden)
    names = names_of(hidden, rest)
    ours = str(rest)
    for column in ("id", "full_name", "email", "phone"):
        theirs = {row[column] or "" for (table, _), row in hidden.items() if table == "patients"}
        only_theirs = {words(text) for text in theirs if text not in ours}
        assert only_theirs, column
        assert only_theirs <= names.texts


def test_a_change_of_a_row_is_found(clinics: Database) -> None:
    before = read_rows(clinics)
    (table, key), _ = next(item for item in before.items() if item[0][0] == "patients")
    update = "UPDATE clinic.patients SET notes = %s WHERE id = %s"
    with clinics.connect() as owner:
        owner.execute(update, ["Somebody was here.", key])
        after = read_rows(clinics)
        owner.execute(update, [before[table, key]["notes"], key])

    assert changes(before, after) == {(table, key): {"notes", "updated_at"}}
