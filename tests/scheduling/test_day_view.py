"""The page of a clinic's day: what it shows, which buttons it has, and what they do."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.forms import MultiWidget
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from psycopg import errors

from identity.models import User
from scheduling import urls
from scheduling.booking import FrontDesk
from scheduling.models import Appointment
from tenancy import acting_as
from tests.scheduling.conftest import Day, tomorrow
from tests.world import World

pytestmark = pytest.mark.django_db

WORKING = ["doctor", "nurse", "staff", "admin"]
BUTTONS = [
    "hold",
    "release",
    "create-booking",
    "register-walk-in",
    "call-next",
    "confirm-booking",
    "check-in",
    "return-to-queue",
    "start-consultation",
    "complete",
    "mark-no-show",
    "cancel-booking",
    "reschedule-booking",
]
DAY = "/admin/scheduling/day/"


@pytest.fixture
def staff(client: Client, world: World) -> Client:
    client.force_login(world.a.staff_login)
    return client


def midnight(minutes: int = 0) -> datetime:
    """Give the beginning of today in Singapore, which is over; and so many minutes later."""
    start = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(minutes=minutes)


def button(name: str, *key: Any) -> str:
    return reverse(f"day:{name}", args=key)


def told(answer: Any) -> list[str]:
    """Give what the page says on which a button ends."""
    assert answer.redirect_chain, answer.status_code
    return [str(message) for message in answer.context["messages"]]


def press(client: Client, name: str, *key: Any, **sent: Any) -> list[str]:
    return told(client.post(button(name, *key), sent, follow=True))


def shown(client: Client, **query: str) -> Any:
    return client.get(DAY, query).context["on"]


def entries(on: Any) -> dict[Any, str]:
    """Give the state of each slot and appointment on show."""
    return {
        (entry.visit or entry.slot).pk: entry.state.value
        for row in on.rows
        for cell in row.cells
        for entry in cell.entries
    }


def steps_offered(page: str, visit: Appointment) -> list[str]:
    """Give the buttons of an appointment in a page's source."""
    return list(dict.fromkeys(re.findall(rf'formaction="{DAY}visit/{visit.pk}/([a-z-]+)/"', page)))


# What is shown


def test_doctors_stand_beside_each_other_and_times_below(day: Day, staff: Client) -> None:
    other = day.doctor(full_name="A Doctor")
    for doctor, hours, minutes in (
        (day.at.doctor, 0, 15),
        (day.at.doctor, 0.25, 15),
        (day.at.doctor, 0.5, 15),
        (other, 0, 30),
        (other, 0.5, 15),
    ):
        day.slot(tomorrow(hours), doctor=doctor, duration_minutes=minutes)

    on = shown(staff, date=str(tomorrow().date()))

    assert [column.doctor.full_name for column in on.columns] == [
        "A Doctor",
        day.at.doctor.full_name,
    ]
    laid = [
        (f"{localtime(row.starts_at):%H:%M}", [cell.rows for cell in row.cells]) for row in on.rows
    ]
    assert laid == [("12:00", [2, 1]), ("12:15", [1]), ("12:30", [1, 1])]


def test_who_begins_first_stands_first(day: Day, staff: Client) -> None:
    late, early = (day.doctor(full_name=f"{name} Doctor") for name in ("A", "B"))
    day.slot(tomorrow(1), doctor=late)
    day.slot(tomorrow(), doctor=early)

    columns = shown(staff, date=str(tomorrow().date())).columns

    assert [column.doctor for column in columns] == [early, late]


def test_a_doctor_s_own_column_comes_first(day: Day, client: Client) -> None:
    day.slot(tomorrow(), doctor=day.doctor())
    day.slot(tomorrow(1))
    client.force_login(day.at.doctor_login)

    columns = shown(client, date=str(tomorrow().date())).columns

    assert [column.doctor.user_id for column in columns] == [day.at.doctor_login.pk, None]


def test_each_slot_shows_its_state(day: Day, staff: Client) -> None:
    free, blocked, held, mine, taken = (day.slot(tomorrow(hours)) for hours in range(5))
    with acting_as(day.at.staff_login):
        type(blocked).objects.filter(pk=blocked.pk).update(is_blocked=True)
    day.desk("admin").hold_slot(held.pk)
    day.desk("staff").hold_slot(mine.pk)
    booked = day.desk().create_booking("k", taken.pk, day.at.patient.pk)

    on = shown(staff, date=str(tomorrow().date()))

    assert entries(on) == {
        free.pk: "free",
        blocked.pk: "blocked",
        held.pk: "held",
        mine.pk: "held",
        booked.appointment_id: "confirmed",
    }
    page = staff.get(DAY, {"date": str(tomorrow().date())}).content.decode()
    offered = set(re.findall(r'formaction="/admin/scheduling/day/hold/([^/]+)/"', page))
    assert offered == {str(free.pk), str(mine.pk)}


def test_a_day_off_is_not_offered(day: Day, staff: Client) -> None:
    doctor = day.doctor(blocked_dates=[str(tomorrow().date())])
    slot = day.slot(tomorrow(), doctor=doctor)
    assert entries(shown(staff, date=str(tomorrow().date()))) == {slot.pk: "blocked"}


def test_what_is_over_and_empty_takes_no_room(day: Day, staff: Client) -> None:
    day.slot(midnight())
    assert shown(staff).rows == []
    assert b"Nothing is on that day" in staff.get(DAY).content


def test_a_walk_in_stands_beside_the_doctor_s_times(day: Day, staff: Client) -> None:
    before = max(midnight(), localtime() - timedelta(minutes=5))
    around = day.appointment(before, status="confirmed")
    walk_in = day.desk().register_walk_in(day.patient().pk, day.at.doctor.pk)
    nobody_s = day.desk().register_walk_in(day.patient().pk)

    on = shown(staff, date=str(localdate(around.starts_at)))

    (row,) = (row for row in on.rows if row.starts_at == around.starts_at)
    together = [[entry.visit.pk for entry in cell.entries] for cell in row.cells]
    assert together == [[around.pk, walk_in.appointment_id], [nobody_s.appointment_id]]
    assert on.columns[-1].doctor is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"appointment_type": "walk_in", "overlap_reason": "walk-in"}, "Confirmed, walk-in"),
        ({"overlap_reason": "Fever"}, "Confirmed, squeezed in"),
    ],
)
def test_what_stands_beside_others_says_so(
    day: Day, staff: Client, given: dict[str, str], said: str
) -> None:
    day.appointment(midnight(), status="confirmed", may_overlap=True, **given)
    assert said in staff.get(DAY).content.decode()


def test_the_cancelled_and_the_deleted_are_not_on_the_day(day: Day, client: Client) -> None:
    cancelled, deleted = day.appointment(midnight()), day.appointment(midnight(30))
    day.desk().cancel_booking(cancelled.pk)
    with acting_as(day.at.admin_login):
        deleted.soft_delete()
    client.force_login(day.at.admin_login)
    assert shown(client).rows == []


def test_the_queue_is_in_the_order_in_which_it_is_called(day: Day, staff: Client) -> None:
    late, early, seen = (
        day.appointment(midnight(at), status="confirmed", patient=day.patient())
        for at in (40, 20, 0)
    )
    for visit in (late, early, seen):
        day.desk().check_in(visit.pk)
    day.desk().start_consultation(seen.pk)

    queue = [entry.visit.pk for entry in shown(staff).queue]
    called = [day.desk().call_next().appointment_id for _ in range(2)]

    assert queue == [seen.pk, *called]


def test_another_clinic_s_day_is_its_own(day: Day, client: Client, world: World) -> None:
    day.slot(tomorrow())
    day.appointment(midnight())
    client.force_login(world.b.admin_login)
    assert shown(client).rows == shown(client, date=str(tomorrow().date())).rows == []


@pytest.mark.parametrize("sent", ["yesterday", "", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_what_is_no_day_shows_today(staff: Client, sent: str) -> None:
    assert shown(staff, date=sent).day == localdate()


def test_a_full_day_takes_no_more_queries_than_an_empty_one(day: Day, staff: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            staff.get(DAY, {"date": str(tomorrow().date())})
        return len(captured)

    day.slot(tomorrow())
    day.appointment(tomorrow(1))
    queries()  # what the role may do is asked once
    few = queries()
    for number in range(2, 12):
        doctor = day.doctor()
        day.slot(tomorrow(), doctor=doctor)
        day.appointment(tomorrow(number / 4), doctor=doctor, patient=day.patient())

    assert queries() == few


# Which buttons there are

REACHED: dict[str, list[str]] = {
    "scheduled": [],
    "confirmed": [],
    "waiting": ["check_in"],
    "called": ["check_in", "call_next"],
    "in-progress": ["check_in", "start_consultation"],
    "completed": ["check_in", "start_consultation", "complete"],
    "no-show": ["mark_no_show"],
}
"""How a state is reached, from an appointment of today."""


@pytest.mark.parametrize(
    ("state", "on_the_card", "on_its_page"),
    [
        (
            "scheduled",
            ["check-in", "mark-no-show"],
            ["confirm-booking", "check-in", "start-consultation", "mark-no-show"],
        ),
        (
            "confirmed",
            ["check-in", "mark-no-show"],
            ["check-in", "start-consultation", "mark-no-show"],
        ),
        ("waiting", ["start-consultation"], ["start-consultation", "mark-no-show"]),
        (
            "called",
            ["return-to-queue", "start-consultation"],
            ["return-to-queue", "start-consultation", "mark-no-show"],
        ),
        ("in-progress", ["complete"], ["complete"]),
        ("completed", [], []),
        ("no-show", ["check-in"], ["check-in"]),
    ],
)
@pytest.mark.parametrize("role", WORKING)
def test_the_buttons_are_the_steps_that_may_follow(
    day: Day, client: Client, state: str, on_the_card: list[str], on_its_page: list[str], role: str
) -> None:
    visit = day.appointment(midnight(), status="scheduled" if state == "scheduled" else "confirmed")
    for method in REACHED[state]:
        getattr(day.desk(), method)(*([] if method == "call_next" else [visit.pk]))
    client.force_login(day.at.logins[role])

    assert entries(shown(client)) == {visit.pk: state}
    assert steps_offered(client.get(DAY).content.decode(), visit) == on_the_card
    own_page = client.get(button("visit", visit.pk)).content.decode()
    assert steps_offered(own_page, visit) == on_its_page
    may_be_given_up = state in ("scheduled", "confirmed", "waiting", "called")
    assert ("cancel-booking/" in own_page) is may_be_given_up
    assert ("reschedule-booking/" in own_page) is may_be_given_up


def test_nobody_is_checked_in_before_their_day(day: Day, staff: Client) -> None:
    visit = day.appointment(tomorrow(), status="confirmed")
    page = staff.get(DAY, {"date": str(tomorrow().date())}).content.decode()
    assert steps_offered(page, visit) == []


def test_what_was_asked_for_is_accepted_before_its_day(day: Day, staff: Client) -> None:
    visit = day.appointment(tomorrow())
    page = staff.get(DAY, {"date": str(tomorrow().date())}).content.decode()
    assert steps_offered(page, visit) == ["confirm-booking"]
    assert press(staff, "confirm-booking", visit.pk) == [
        f"The appointment of {day.at.patient.full_name} is confirmed."
    ]
    assert day.get(visit).status == "confirmed"


def test_who_was_called_too_soon_waits_again(day: Day, staff: Client) -> None:
    walk_in = day.desk().register_walk_in(day.at.patient.pk).appointment_id
    press(staff, "call-next")
    assert press(staff, "return-to-queue", walk_in) == [
        f"{day.at.patient.full_name} waits again, with number 001."
    ]
    assert day.number(walk_in).queue_status == "waiting"


def test_who_leaves_a_form_leaves_its_time(day: Day, staff: Client) -> None:
    slot = day.slot(tomorrow())
    form = staff.post(button("hold", slot.pk), follow=True)
    assert f'formaction="{button("release", slot.pk)}"' in form.content.decode()

    on = str(tomorrow().date())
    answer = staff.post(button("release", slot.pk), {"date": on}, follow=True)

    assert answer.redirect_chain == [(f"{DAY}?date={on}", 302)]
    assert told(answer) == []
    assert entries(answer.context["on"]) == {slot.pk: "free"}


def test_who_is_expected_is_led_to_their_appointment(day: Day, staff: Client) -> None:
    visit = day.appointment(midnight(), status="confirmed")

    answer = staff.post(
        button("register-walk-in"), {"patient": str(day.at.patient.pk)}, follow=True
    )

    assert told(answer) == ["The patient has an appointment today: check them in with it."]
    assert answer.redirect_chain[-1][0] == button("visit", visit.pk)
    assert "check-in" in steps_offered(answer.content.decode(), visit)


def test_a_button_goes_with_the_right_to_what_it_calls(
    day: Day, client: Client, as_owner: Callable[..., None]
) -> None:
    visit = day.appointment(midnight(), status="confirmed")
    for function in ("check_in(uuid)", "call_next(uuid)"):
        as_owner(
            f"REVOKE EXECUTE ON FUNCTION booking.{function} FROM clinic_nurse",
            f"GRANT EXECUTE ON FUNCTION booking.{function} TO clinic_nurse",
        )
    connections["default"].__dict__.pop("_privileges", None)
    client.force_login(day.at.nurse_login)

    page = client.get(DAY).content.decode()
    answers = [client.post(button("check-in", visit.pk)), client.post(button("call-next"))]
    connections["default"].__dict__.pop("_privileges", None)

    assert steps_offered(page, visit) == ["mark-no-show"]
    assert "call-next" not in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert day.get(visit).queue_status is None


# What they do


@pytest.mark.parametrize("role", WORKING)
def test_a_visit_is_led_through_the_day(day: Day, client: Client, role: str) -> None:
    visit = day.appointment(midnight(), status="confirmed")
    name = day.at.patient.full_name
    client.force_login(day.at.logins[role])

    said = [
        press(client, "check-in", visit.pk),
        press(client, "call-next"),
        press(client, "start-consultation", visit.pk),
        press(client, "complete", visit.pk),
    ]

    number = day.get(visit).queue_number
    assert said == [
        [f"{name} is checked in, with number {number}."],
        [f"{name} is called, with number {number}."],
        [f"The consultation of {name} has begun."],
        [f"The consultation of {name} is over."],
    ]
    assert (day.get(visit).status, day.get(visit).queue_status) == ("completed", "completed")


def test_who_did_not_come_is_marked(day: Day, staff: Client) -> None:
    visit = day.appointment(midnight(), status="confirmed")
    assert press(staff, "mark-no-show", visit.pk) == [f"{day.at.patient.full_name} did not come."]
    assert day.get(visit).status == "no_show"


def test_the_desk_calls_for_a_doctor(day: Day, staff: Client) -> None:
    other = day.doctor()
    first, second = day.patient(), day.patient()
    day.desk().register_walk_in(first.pk, day.at.doctor.pk)
    day.desk().register_walk_in(second.pk, other.pk)

    (said,) = press(staff, "call-next", doctor=str(other.pk))

    assert said.startswith(f"{second.full_name} is called")
    assert press(staff, "call-next", doctor=str(other.pk)) == ["Nobody is waiting."]


@pytest.mark.parametrize("role", WORKING)
def test_a_free_slot_is_held_while_its_form_is_filled_in(
    day: Day, client: Client, role: str
) -> None:
    slot = day.slot()
    client.force_login(day.at.logins[role])

    form = client.post(button("hold", slot.pk), follow=True)

    assert form.redirect_chain == [(button("book", slot.pk), 302)]
    assert day.get(slot).held_by == day.at.logins[role].pk
    assert b"Held for you until" in form.content


def test_a_double_click_books_once(day: Day, staff: Client) -> None:
    slot = day.slot()
    form = staff.get(button("book", slot.pk)).context["form"]
    sent = {"key": str(form["key"].value()), "patient": str(day.at.patient.pk), "visit_reason": "X"}

    said = [press(staff, "create-booking", slot.pk, **sent) for _ in range(2)]

    at = localtime(slot.starts_at)
    assert said == [[f"{day.at.patient.full_name} is booked for {at:%-d %b %Y, %H:%M}."]] * 2
    with acting_as(day.at.admin_login):
        assert Appointment.objects.get(starts_at=slot.starts_at).visit_reason == "X"


def test_each_form_has_a_key_of_its_own(day: Day, staff: Client) -> None:
    slot = day.slot()
    keys = {staff.get(button("book", slot.pk)).context["form"]["key"].value() for _ in range(2)}
    assert len(keys) == 2


def test_a_refused_booking_leads_back_to_its_form(day: Day, staff: Client) -> None:
    slot, same_time = day.slot(tomorrow()), day.doctor()
    day.appointment(tomorrow(), doctor=same_time)
    sent = {"key": "k", "patient": str(day.at.patient.pk)}

    answer = staff.post(button("create-booking", slot.pk), sent, follow=True)

    assert told(answer) == ["The patient has another appointment at that time."]
    assert str(answer.context["form"]["patient"].value()) == sent["patient"]
    assert day.get(slot).is_available


def test_who_comes_too_late_for_a_slot_is_told_on_its_day(day: Day, staff: Client) -> None:
    slot = day.slot()
    day.desk().create_booking("k", slot.pk, day.at.patient.pk)
    on = str(localdate(slot.starts_at))
    lost = ["Somebody else has that time: choose another."]

    assert press(staff, "hold", slot.pk, date=on) == lost
    answer = staff.get(button("book", slot.pk), follow=True)
    assert told(answer) == lost
    assert answer.redirect_chain[-1][0] == f"{DAY}?date={on}"
    sent = {"key": "other", "patient": str(day.patient().pk), "date": on}
    assert press(staff, "create-booking", slot.pk, **sent) == lost


def test_a_cancellation_has_a_reason(day: Day, staff: Client) -> None:
    visit = day.appointment(status="confirmed")

    assert press(staff, "cancel-booking", visit.pk, reason=" ") == [
        "Something is missing, or is not what it should be."
    ]
    assert day.get(visit).status == "confirmed"
    press(staff, "cancel-booking", visit.pk, reason="Travelling")
    cancelled = day.get(visit)
    assert (cancelled.status, cancelled.cancellation_reason) == ("cancelled", "Travelling")
    assert cancelled.cancelled_by_id == day.at.staff_login.pk


def test_an_appointment_is_moved_to_a_free_slot(day: Day, staff: Client) -> None:
    old, new, taken = day.slot(tomorrow()), day.slot(tomorrow(1)), day.slot(tomorrow(2))
    booking = day.desk().create_booking("k", old.pk, day.at.patient.pk)
    day.desk().create_booking("l", taken.pk, day.patient().pk)
    page = staff.get(button("visit", booking.appointment_id))
    offered = [entry.slot.pk for column in page.context["on"].offers for entry in column.entries]

    assert offered == [new.pk]
    lost = press(staff, "reschedule-booking", booking.appointment_id, slot=str(taken.pk))
    assert lost == ["Somebody else has that time: choose another."]
    press(staff, "reschedule-booking", booking.appointment_id, slot=str(new.pk))
    assert day.get(old).is_available
    assert (moved := day.get(new).appointment_id)
    assert day.number(moved).rescheduled_from_id == booking.appointment_id


def test_a_walk_in_is_registered(day: Day, staff: Client) -> None:
    assert staff.get(button("walk-in")).status_code == 200
    sent = {"patient": str(day.at.patient.pk), "doctor": "", "visit_reason": "Cut"}

    said = press(staff, "register-walk-in", **sent)

    with acting_as(day.at.admin_login):
        visit = Appointment.objects.get(appointment_type="walk_in")
    assert said == [f"{day.at.patient.full_name} waits, with number {visit.queue_number}."]
    assert (visit.visit_reason, visit.doctor_id) == ("Cut", None)


@pytest.mark.parametrize("patient", ["", "nobody", "f3b0c1de-0000-4000-8000-000000000000", "a\0b"])
def test_a_walk_in_is_somebody(day: Day, staff: Client, patient: str) -> None:
    answer = staff.post(button("register-walk-in"), {"patient": patient}, follow=True)
    unknown = len(patient) == 36
    assert told(answer) == [
        "There is no such patient."
        if unknown
        else "Something is missing, or is not what it should be."
    ]
    assert "form" in answer.context


# Who may


def every_button(visit: Any, slot: Any) -> list[str]:
    """Give the address of each button."""
    keys = {name: [slot] for name in BUTTONS[:3]} | {name: [] for name in BUTTONS[3:5]}
    return [button(name, *keys.get(name, [visit])) for name in BUTTONS]


def test_every_button_commits_by_itself() -> None:
    patterns: list[Any] = urls.urlpatterns
    marked = {each.name for each in patterns if hasattr(each.callback, "commits_by_itself")}
    assert marked == set(BUTTONS)


def test_a_button_is_no_page(day: Day, staff: Client) -> None:
    visit, slot = day.appointment(midnight(), status="confirmed"), day.slot()
    answers = {url: staff.get(url).status_code for url in every_button(visit.pk, slot.pk)}
    assert set(answers.values()) == {405}
    assert day.get(visit).status == "confirmed"


def test_a_page_is_no_button(day: Day, staff: Client) -> None:
    visit, slot = day.appointment(), day.slot()
    pages = [DAY, button("walk-in"), button("visit", visit.pk), button("book", slot.pk)]
    assert {staff.post(url).status_code for url in pages} == {405}


def test_a_button_pressed_from_elsewhere_does_nothing(day: Day) -> None:
    visit, slot = day.appointment(midnight(), status="confirmed"), day.slot()
    client = Client(enforce_csrf_checks=True)
    client.force_login(day.at.staff_login)
    answers = {client.post(url).status_code for url in every_button(visit.pk, slot.pk)}
    assert answers == {403}
    assert day.get(visit).status == "confirmed"


@pytest.mark.parametrize("who", ["patient", "nobody"])
def test_who_does_not_work_here_has_no_day(day: Day, client: Client, who: str) -> None:
    visit, slot = day.appointment(midnight(), status="confirmed"), day.slot()
    if who == "patient":
        client.force_login(day.at.patient_login)
    addresses = [*every_button(visit.pk, slot.pk), DAY, button("visit", visit.pk)]

    answers = [client.post(url) for url in addresses] + [client.get(url) for url in addresses]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/admin/login/"}
    assert day.get(visit).status == "confirmed"
    assert day.get(slot).held_until is None


@pytest.mark.parametrize("role", WORKING)
def test_another_clinic_s_rows_are_not_there(
    day: Day, elsewhere: Day, client: Client, role: str
) -> None:
    visit, slot = day.appointment(midnight(), status="confirmed"), day.slot()
    client.force_login(elsewhere.person(role))
    no_visit, no_slot = ["There is no such appointment."], ["There is no such time."]

    for name in BUTTONS[5:]:
        sent = {"reason": "X", "slot": str(elsewhere.slot().pk)}
        assert press(client, name, visit.pk, **sent) == no_visit
    assert told(client.get(button("visit", visit.pk), follow=True)) == no_visit
    assert press(client, "hold", slot.pk) == no_slot
    assert told(client.get(button("book", slot.pk), follow=True)) == no_slot
    sent = {"key": "k", "patient": str(elsewhere.at.patient.pk)}
    assert press(client, "create-booking", slot.pk, **sent) == no_slot
    assert press(client, "register-walk-in", patient=str(day.at.patient.pk)) == [
        "There is no such patient."
    ]
    assert press(client, "call-next", doctor=str(day.at.doctor.pk)) == ["There is no such doctor."]
    assert (day.get(visit).status, day.get(visit).queue_status) == ("confirmed", None)


def test_a_superadmin_chooses_a_clinic_first(day: Day, client: Client, world: World) -> None:
    visit = day.appointment(midnight(), status="confirmed")
    client.force_login(world.superadmin)

    assert b"No clinic is chosen" in client.get(DAY).content
    assert b"No clinic is chosen" in client.get(button("visit", visit.pk)).content
    assert press(client, "check-in", visit.pk) == ["There is no such appointment."]
    client.post("/admin/act-in/", {"clinic": str(world.a.clinic.pk)})
    press(client, "check-in", visit.pk)
    assert day.get(visit).queue_status == "waiting"


# The ways there, and the forms beside it


@pytest.mark.parametrize("role", WORKING)
def test_the_day_is_on_the_way(client: Client, world: World, role: str) -> None:
    client.force_login(world.a.logins[role])
    assert client.get("/admin/").content.decode().count(f'href="{DAY}"') >= 2


@pytest.fixture
def admin_of_a(client: Client, world: World) -> User:
    client.force_login(world.a.admin_login)
    return world.a.admin_login


def form_of(client: Client, address: str) -> Any:
    return client.get(address).context["adminform"].form


def test_a_number_is_given_and_not_typed(day: Day, client: Client, admin_of_a: User) -> None:
    visit = day.appointment()
    added = reverse("admin:scheduling_appointment_add")
    changed = reverse("admin:scheduling_appointment_change", args=[visit.pk])
    for address in (added, changed):
        assert "appointment_number" not in form_of(client, address).fields
        assert {"may_overlap", "overlap_reason"} <= form_of(client, address).fields.keys()
    assert visit.appointment_number in client.get(changed).content.decode()
    assert "Appointment number" not in client.get(added).content.decode()


def test_who_holds_a_slot_is_only_shown(day: Day, client: Client, admin_of_a: User) -> None:
    slot = day.slot()
    day.desk().hold_slot(slot.pk)
    page = client.get(reverse("admin:scheduling_appointmentslot_change", args=[slot.pk]))
    assert not {"held_by", "holder", "held_until"} & page.context["adminform"].form.fields.keys()
    assert str(day.at.staff_login) in page.content.decode()


def as_posted(form: Any) -> dict[str, Any]:
    """Give what a browser would send of a form that nobody has touched."""
    sent: dict[str, Any] = {}
    for field in form:
        for name, widget in (
            (field.html_name, field.field.widget),
            (field.html_initial_name, field.field.hidden_widget()),
        ):
            parts = {name: field.value()}
            if isinstance(widget, MultiWidget):
                parts = {
                    f"{name}_{at}": part
                    for at, part in enumerate(widget.decompress(field.value()) or [])
                }
            sent |= parts
    return {
        name: "" if value is None else value for name, value in sent.items() if value is not False
    }


def test_a_step_that_may_not_follow_is_told_at_the_form(
    day: Day, client: Client, admin_of_a: User
) -> None:
    visit = day.appointment(midnight(), status="confirmed")
    day.desk().cancel_booking(visit.pk)
    address = reverse("admin:scheduling_appointment_change", args=[visit.pk])
    sent = as_posted(form_of(client, address)) | {"status": "completed"}

    answer = client.post(address, sent)

    assert answer.status_code == 200
    (refusal,) = answer.context["adminform"].form.non_field_errors()
    assert "an appointment that is cancelled does not become completed" in refusal
    assert day.get(visit).status == "cancelled"


def test_a_doctor_s_time_that_is_taken_is_told_at_the_form(
    day: Day, client: Client, admin_of_a: User
) -> None:
    first, second = day.appointment(tomorrow()), day.appointment(tomorrow(1))
    address = reverse("admin:scheduling_appointment_change", args=[second.pk])
    at = localtime(first.starts_at)
    moved = {"starts_at_0": f"{at:%Y-%m-%d}", "starts_at_1": f"{at:%H:%M:%S}"}
    sent = as_posted(form_of(client, address)) | moved

    answer = client.post(address, sent)

    assert answer.context["adminform"].form.non_field_errors() == [
        "The doctor has something else at that time."
    ]
    squeezed = sent | {"may_overlap": "on", "overlap_reason": "Fever"}
    assert client.post(address, squeezed).status_code == 302
    assert day.get(second).starts_at == first.starts_at


def test_a_time_that_somebody_was_typed_in_for_is_not_offered(day: Day, staff: Client) -> None:
    slot, beside = day.slot(tomorrow()), day.slot(tomorrow(1))
    typed_in = day.appointment(tomorrow() + timedelta(minutes=5))
    squeezed_in = day.appointment(tomorrow(1), may_overlap=True, overlap_reason="Urgent")
    states = entries(shown(staff, date=str(tomorrow().date())))
    assert states == {typed_in.pk: "scheduled", beside.pk: "free", squeezed_in.pk: "scheduled"}
    said = told(staff.get(button("book", slot.pk), follow=True))
    assert said == ["Somebody else has that time: choose another."]


def test_nor_is_one_beyond_the_doctors_licence(day: Day, staff: Client) -> None:
    doctor = day.doctor(license_expiry=tomorrow().date() - timedelta(days=1))
    slot = day.slot(tomorrow(), doctor=doctor)
    assert entries(shown(staff, date=str(tomorrow().date()))) == {slot.pk: "blocked"}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("cancel_booking", "The appointment of {} is cancelled."),
        ("check_in", "{} waits, with number 001."),
        ("start_consultation", "The consultation of {} has begun."),
        ("mark_no_show", "{} did not come."),
    ],
)
def test_what_was_done_before_is_told_as_it_stands(
    step: str, said: str, day: Day, staff: Client
) -> None:
    slot, key = day.slot(localtime() + timedelta(seconds=30)), day.key()
    sent = {"key": key, "patient": day.at.patient.pk}
    press(staff, "create-booking", slot.pk, **sent)
    visit = day.appointments()[0]
    if step == "mark_no_show":
        day.change(visit, status="no_show")
    else:
        getattr(day.desk("doctor"), step)(visit.pk)
    name = day.at.patient.full_name
    assert press(staff, "create-booking", slot.pk, **sent) == [said.format(name)]


@pytest.mark.parametrize("sqlstate", ["55P03", "57014", "40P01", "40001"])
@pytest.mark.parametrize("pressed", ["register-walk-in", "hold", "release"])
def test_who_waits_too_long_is_told_so(
    pressed: str, sqlstate: str, day: Day, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OperationalError from errors.lookup(sqlstate)()

    monkeypatch.setattr(FrontDesk, "_ask", fails)
    keys = [day.slot().pk] if pressed in ("hold", "release") else []
    said = press(staff, pressed, *keys, patient=day.at.patient.pk)
    assert said == ["The clinic's records are busy just now. Nothing was done: try again."]


def test_what_is_really_wrong_is_not_called_busy(
    day: Day, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OperationalError from errors.AdminShutdown()

    monkeypatch.setattr(FrontDesk, "_ask", fails)
    with pytest.raises(OperationalError):
        press(staff, "call-next")


def test_who_is_expected_is_not_deleted_and_the_page_says_why(
    day: Day, client: Client, world: World
) -> None:
    visit = day.appointment()
    client.force_login(world.a.admin_login)
    address = reverse("admin:clinical_patient_delete", args=[day.at.patient.pk])
    said = told(client.post(address, {"post": "yes"}, follow=True))
    assert said == [
        "Nothing was saved: a patient who is expected stays: cancel their appointments first."
    ]
    day.desk().cancel_booking(visit.pk)
    client.post(address, {"post": "yes"}, follow=True)
    assert day.get(day.at.patient).deleted_at is not None
