"""booking.generate_slots: a doctor's hours as slots, by the clinic's clock; run again it adds what is missing."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from scheduling.models import AppointmentSlot
from tests.refusals import refused
from tests.scheduling.conftest import Day, at_home, call, refusal, today

pytestmark = pytest.mark.django_db

MONDAY = date(2030, 6, 3)
TUESDAY = MONDAY + timedelta(days=1)
SPRING, AUTUMN = date(2030, 3, 31), date(2030, 10, 27)
"""Sundays on which clocks change in Berlin: at 01:00 UTC, on from 02:00 and back from 03:00."""

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def works(day: Day, *hours: list[str], minutes: int = 30, **given: Any) -> None:
    """Give the clinic's doctor these hours, every day."""
    day.change(
        day.at.doctor,
        working_hours=dict.fromkeys(EVERY_DAY, hours),
        consultation_duration_minutes=minutes,
        **given,
    )


def made(day: Day, first: date = MONDAY, last: date | None = None, role: str = "staff") -> int:
    """Make slots of these days; give how many there were."""
    return day.desk(role).generate_slots(day.at.doctor.pk, first, last or first)


def slots(day: Day) -> list[AppointmentSlot]:
    with day.acting():
        return list(AppointmentSlot.objects.order_by("starts_at"))


def clock(day: Day) -> list[str]:
    """Give when slots begin, by the clinic's clock."""
    return [f"{slot.slot_time:%H:%M}" for slot in slots(day)]


def utc(*hours: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{hour}:00+00:00") for hour in hours]


@pytest.mark.parametrize("role", ["doctor", "staff", "admin", "superadmin"])
def test_hours_become_slots(role: str, day: Day) -> None:
    works(day, ["09:00", "10:30"])
    answer = day.ask(role, "generate_slots", day.at.doctor.pk, MONDAY, TUESDAY)
    assert answer == {"status": "success", "result": {"made": 6, "days": 2}}
    assert [slot.starts_at for slot in slots(day)] == utc(
        *("2030-06-03T01:00", "2030-06-03T01:30", "2030-06-03T02:00"),
        *("2030-06-04T01:00", "2030-06-04T01:30", "2030-06-04T02:00"),
    )
    assert {
        (slot.doctor_id, slot.duration_minutes, slot.is_available, slot.is_blocked, slot.timezone)
        for slot in slots(day)
    } == {(day.at.doctor.pk, 30, True, False, "Asia/Singapore")}


@pytest.mark.parametrize(
    ("hours", "given", "expected"),
    [
        ([["09:00", "10:00"], ["14:00", "15:00"]], {}, "09:00 09:30 14:00 14:30"),
        ([["14:00", "15:00"], ["09:00", "10:00"]], {}, "09:00 09:30 14:00 14:30"),
        ([["09:00", "10:00"], ["09:15", "10:30"]], {}, "09:00 09:30"),
        ([["09:00", "10:00"]], {"buffer_time_minutes": 10}, "09:00"),
        ([["09:00", "10:10"]], {"buffer_time_minutes": 10}, "09:00 09:40"),
        ([["09:00", "10:00"]], {"minutes": 45}, "09:00"),
        ([["09:00", "09:20"]], {}, ""),
        ([["22:45", "24:00"]], {}, "22:45 23:15"),
        ([["00:00", "24:00"]], {"minutes": 480}, "00:00 08:00 16:00"),
        ([["09:00", "12:00"]], {"break_times": [["10:15", "10:45"]]}, "09:00 09:30 10:45 11:15"),
        ([["09:00", "10:30"]], {"break_times": [["09:30", "10:00"]]}, "09:00 10:00"),
        ([["09:00", "11:00"]], {"break_times": [["08:00", "09:10"]]}, "09:10 09:40 10:10"),
        (
            [["09:00", "12:00"]],
            {"break_times": [["10:00", "10:30"], ["10:20", "11:00"]]},
            "09:00 09:30 11:00 11:30",
        ),
        ([["09:00", "10:00"]], {"break_times": [["00:00", "24:00"]]}, ""),
        ([["09:00", "10:00"]], {"blocked_dates": ["2030-06-03"]}, ""),
        ([["09:00", "10:00"]], {"blocked_dates": ["2030-06-04"]}, "09:00 09:30"),
        ([["09:00", "10:00"]], {"license_expiry": date(2030, 6, 3)}, "09:00 09:30"),
        ([["09:00", "10:00"]], {"license_expiry": date(2030, 6, 2)}, ""),
        ([], {}, ""),
    ],
)
def test_of_a_day(hours: list[list[str]], given: dict[str, Any], expected: str, day: Day) -> None:
    works(day, *hours, **given)
    assert made(day) == len(expected.split())
    assert clock(day) == expected.split()


def test_each_weekday_has_its_own_hours(day: Day) -> None:
    day.change(
        day.at.doctor,
        working_hours={
            name: [[f"{hour:02}:00", f"{hour + 1:02}:00"]] for hour, name in enumerate(EVERY_DAY, 9)
        },
        consultation_duration_minutes=60,
    )
    assert made(day, MONDAY, MONDAY + timedelta(days=6)) == 7
    assert clock(day) == ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]


@pytest.mark.parametrize(
    ("on", "hours", "minutes", "expected"),
    [
        (
            *(SPRING, ["01:00", "04:00"], 30),
            utc("2030-03-31T00:00", "2030-03-31T00:30", "2030-03-31T01:00", "2030-03-31T01:30"),
        ),
        (SPRING, ["02:30", "04:00"], 30, utc("2030-03-31T01:30")),
        (
            *(AUTUMN, ["01:00", "04:00"], 60),
            utc("2030-10-26T23:00", "2030-10-27T00:00", "2030-10-27T01:00", "2030-10-27T02:00"),
        ),
        (AUTUMN, ["08:00", "09:00"], 60, utc("2030-10-27T07:00")),
        (AUTUMN - timedelta(days=1), ["08:00", "09:00"], 60, utc("2030-10-26T06:00")),
    ],
    ids=["an hour less", "from an hour that is not", "an hour more", "after", "the day before"],
)
def test_when_clocks_change_an_hour_is_an_hour(
    on: date, hours: list[str], minutes: int, expected: list[datetime], day: Day
) -> None:
    day.change(day.at.clinic, timezone="Europe/Berlin")
    works(day, hours, minutes=minutes)
    made(day, on)
    assert [slot.starts_at for slot in slots(day)] == expected
    assert {slot.slot_date for slot in slots(day)} == {on}


def test_on_the_long_night_one_hour_comes_twice(day: Day) -> None:
    day.change(day.at.clinic, timezone="Europe/Berlin")
    works(day, ["01:00", "04:00"], minutes=60)
    made(day, AUTUMN)
    assert clock(day) == ["01:00", "02:00", "02:00", "03:00"]


def test_across_the_change_the_clock_on_the_wall_counts(day: Day) -> None:
    day.change(day.at.clinic, timezone="Europe/Berlin")
    works(day, ["09:00", "09:30"])
    assert made(day, SPRING - timedelta(days=1), SPRING + timedelta(days=1)) == 3
    assert [slot.starts_at for slot in slots(day)] == utc(
        "2030-03-30T08:00", "2030-03-31T07:00", "2030-04-01T07:00"
    )


def test_run_twice_it_changes_nothing(day: Day) -> None:
    works(day, ["09:00", "12:00"])
    assert made(day, MONDAY, TUESDAY) == 12
    before = [(slot.pk, slot.starts_at, slot.updated_at) for slot in slots(day)]
    assert made(day, MONDAY, TUESDAY) == 0
    assert [(slot.pk, slot.starts_at, slot.updated_at) for slot in slots(day)] == before


def test_run_again_it_adds_what_is_missing(day: Day) -> None:
    works(day, ["09:00", "10:00"])
    made(day)
    with day.acting("staff"):
        slots(day)[0].delete()
    works(day, ["09:00", "11:00"])
    assert made(day) == 3
    assert clock(day) == ["09:00", "09:30", "10:00", "10:30"]


def test_what_is_booked_blocked_or_held_stays_as_it_is(day: Day) -> None:
    works(day, ["09:00", "12:00"])
    tomorrow = today() + timedelta(days=1)
    assert made(day, tomorrow) == 6
    booked, blocked, held, *_ = slots(day)
    day.book(booked)
    day.change(blocked, is_blocked=True)
    day.desk("patient").hold_slot(held.pk)
    before = [(slot.pk, slot.updated_at) for slot in slots(day)]

    works(day, ["08:45", "12:00"], minutes=20)
    assert made(day, tomorrow) == 0
    assert [(slot.pk, slot.updated_at) for slot in slots(day)] == before
    works(day, ["08:30", "12:00"])
    assert made(day, tomorrow) == 1
    assert clock(day) == ["08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


@pytest.mark.parametrize("status", ["scheduled", "confirmed", "in_progress", "completed"])
def test_an_appointment_without_a_slot_stands_in_the_way(status: str, day: Day) -> None:
    works(day, ["09:00", "11:00"])
    day.appointment(at_home(9.25, MONDAY), status, duration_minutes=30)
    assert made(day) == 2
    assert clock(day) == ["10:00", "10:30"]


def test_one_of_a_whole_day_does_so(day: Day) -> None:
    works(day, ["09:00", "11:00"])
    day.appointment(at_home(10.5 - 24, MONDAY), duration_minutes=1440)
    made(day)
    assert clock(day) == ["10:30"]


def test_what_was_given_up_or_squeezed_in_or_is_anothers_does_not(day: Day) -> None:
    works(day, ["09:00", "10:00"])
    nine = at_home(9, MONDAY)
    for status in ("cancelled", "rescheduled"):
        day.appointment(nine, status)
    day.delete(day.appointment(nine))
    day.appointment(nine, may_overlap=True, overlap_reason="Fever")
    day.appointment(nine, doctor=day.doctor())
    day.appointment(nine, doctor=None)
    assert made(day) == 2


def test_of_today_what_is_still_to_come(day: Day) -> None:
    works(day, ["00:00", "24:00"], minutes=120)
    made(day, today() - timedelta(days=1), today())
    now = datetime.now(UTC)
    assert [slot.starts_at for slot in slots(day)] == [
        at_home(hour) for hour in range(0, 24, 2) if at_home(hour) > now
    ]


def test_of_the_past_nothing(day: Day) -> None:
    works(day, ["00:00", "24:00"], minutes=120)
    assert made(day, date(2001, 1, 1), date(2001, 12, 31)) == 0


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, MONDAY),
        (MONDAY, None),
        (None, None),
        (TUESDAY, MONDAY),
        (MONDAY, MONDAY + timedelta(days=366)),
        (date.min, date.max),
        ("-infinity", "infinity"),
        ("infinity", "infinity"),
        ("-infinity", MONDAY),
        (MONDAY, "infinity"),
        ("4713-01-01 BC", "4713-01-02 BC"),
    ],
)
def test_days_that_make_no_range_are_refused(
    first: date | str | None, last: date | str | None, day: Day
) -> None:
    works(day, ["09:00", "10:00"])
    assert day.ask("staff", "generate_slots", day.at.doctor.pk, first, last) == {
        "status": "error",
        "code": "invalid_input",
    }


def test_a_year_at_a_time(day: Day) -> None:
    works(day, ["09:00", "10:00"], minutes=60)
    assert made(day, date(2028, 1, 1), date(2028, 12, 31)) == 366


def test_days_in_no_calendar_of_ours_get_nothing(day: Day) -> None:
    works(day, ["09:00", "10:00"], license_expiry=date(9999, 12, 31))
    with refusal("invalid_input"):
        made(day, date(2500, 1, 1))


@pytest.mark.parametrize("role", ["staff", "admin", "superadmin"])
@pytest.mark.parametrize("which", ["unknown", "another clinic's", None])
def test_whose_slots_there_is_nobody(role: str, which: str | None, day: Day) -> None:
    keys = {"unknown": uuid4(), "another clinic's": day.world.b.doctor.pk}
    assert day.ask(role, "generate_slots", which and keys[which], MONDAY, MONDAY) == {
        "status": "error",
        "code": "doctor_not_found",
    }


@pytest.mark.parametrize("which", ["a colleague's", "another clinic's", "unknown", None])
def test_a_doctor_makes_their_own_alone(which: str | None, day: Day) -> None:
    keys = {
        "a colleague's": day.doctor().pk,
        "another clinic's": day.world.b.doctor.pk,
        "unknown": uuid4(),
    }
    with refused(), day.acting("doctor"):
        call("generate_slots", which and keys[which], MONDAY, MONDAY)


def test_a_deleted_doctor_gets_none(day: Day) -> None:
    doctor = day.doctor(working_hours={"mon": [["09:00", "10:00"]]})
    day.delete(doctor)
    with refusal("doctor_inactive"):
        day.desk().generate_slots(doctor.pk, MONDAY, MONDAY)


def test_a_doctor_whose_login_is_off_gets_none(day: Day) -> None:
    works(day, ["09:00", "10:00"])
    day.change(day.at.doctor_login, is_active=False)
    with refusal("doctor_inactive"):
        made(day)
    assert slots(day) == []


@pytest.mark.parametrize(("first", "expected"), [(MONDAY, 2), (TUESDAY, 0)])
def test_after_a_licence_there_are_none(first: date, expected: int, day: Day) -> None:
    works(day, ["09:00", "10:00"], license_expiry=MONDAY)
    assert made(day, first, TUESDAY) == expected


def test_what_was_made_can_be_booked(day: Day) -> None:
    works(day, ["09:00", "09:30"])
    made(day, today() + timedelta(days=1))
    (slot,) = slots(day)
    assert day.book(slot).starts_at == at_home(33)
    assert slot.slot_time == time(9)
