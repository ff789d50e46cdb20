"""When something takes place: one instant and a length; everything else follows in the database."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connections
from psycopg.errors import ForeignKeyViolation, GeneratedAlways, InvalidParameterValue

from identity.models import Clinic
from scheduling.models import Appointment
from tenancy import acting_as
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, ClinicWorld, World

pytestmark = pytest.mark.django_db(databases=["owner", "default"])

TABLES = {
    "appointments": ("appointment_date", "appointment_time"),
    "appointment_slots": ("slot_date", "slot_time"),
}


@pytest.fixture(params=TABLES)
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def moved_to(clinic: ClinicWorld, zone: str) -> None:
    Clinic.objects.using(OWNER).filter(pk=clinic.clinic.pk).update(timezone=zone)


def local(row: Any, table: str) -> tuple[str, date, time]:
    row.refresh_from_db()
    day, wall = TABLES[table]
    return row.timezone, getattr(row, day), getattr(row, wall)


def test_a_new_row_takes_its_clinics_zone(table: str, world: World) -> None:
    moved_to(world.a, "America/New_York")
    row = make(table, world.a, starts_at=datetime(2026, 7, 1, 2, tzinfo=UTC))
    assert local(row, table) == ("America/New_York", date(2026, 6, 30), time(22))


def test_day_wall_time_and_end_follow_instant_and_length(table: str, world: World) -> None:
    row = make(table, world.a, starts_at=datetime(2026, 3, 1, 23, 50, tzinfo=UTC))
    assert local(row, table) == ("Asia/Singapore", date(2026, 3, 2), time(7, 50))
    assert row.ends_at == datetime(2026, 3, 2, 0, 5, tzinfo=UTC)

    row.starts_at, row.duration_minutes = datetime(2026, 3, 2, 16, tzinfo=UTC), 90
    row.save()
    assert local(row, table) == ("Asia/Singapore", date(2026, 3, 3), time(0))
    assert row.ends_at == datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


def test_they_do_not_depend_on_the_sessions_zone(table: str, world: World) -> None:
    row = make(table, world.a, duration_minutes=60)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'America/New_York'")
        cursor.execute(
            f"UPDATE {table} SET starts_at = '2026-03-08 06:30Z' WHERE id = %s", [row.pk]
        )
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
    assert local(row, table) == ("Asia/Singapore", date(2026, 3, 8), time(14, 30))
    assert row.ends_at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1])
def test_an_hour_is_an_hour_when_clocks_go_back(table: str, hour: int, world: World) -> None:
    """London, 25 October 2026: at 01:00 UTC clocks go from 02:00 back to 01:00."""
    moved_to(world.a, "Europe/London")
    row = make(
        table, world.a, starts_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC), duration_minutes=60
    )
    assert local(row, table) == ("Europe/London", date(2026, 10, 25), time(1, 30))
    assert row.ends_at == datetime(2026, 10, 25, hour + 1, 30, tzinfo=UTC)


def test_the_two_half_past_ones_do_not_overlap(table: str, world: World) -> None:
    moved_to(world.a, "Europe/London")
    for hour in (0, 1):
        make(
            table,
            world.a,
            starts_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC),
            duration_minutes=60,
        )


def test_an_hour_is_an_hour_when_clocks_go_forward(table: str, world: World) -> None:
    """London, 29 March 2026: at 01:00 UTC clocks go from 01:00 on to 02:00."""
    moved_to(world.a, "Europe/London")
    row = make(
        table, world.a, starts_at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC), duration_minutes=60
    )
    assert local(row, table) == ("Europe/London", date(2026, 3, 29), time(0, 30))
    assert row.ends_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_clinic_that_changes_its_zone_takes_its_rows_along(table: str, world: World) -> None:
    start = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)
    ours, theirs = make(table, world.a, starts_at=start), make(table, world.b, starts_at=start)
    moved_to(world.a, "Europe/London")
    assert local(ours, table) == ("Europe/London", date(2026, 3, 1), time(23, 50))
    assert ours.starts_at == start
    assert local(theirs, table) == ("Asia/Singapore", date(2026, 3, 2), time(7, 50))


def test_a_row_keeps_no_other_zone_than_its_clinics(table: str, world: World) -> None:
    with refused(ForeignKeyViolation, OWNER, f"{table}_timezone_fk"):
        make(table, world.a, timezone="Europe/London")
    row = make(table, world.a)
    with refused(ForeignKeyViolation, OWNER, f"{table}_timezone_fk"):
        type(row).objects.using(OWNER).filter(pk=row.pk).update(timezone="Europe/London")
    with refused(InvalidParameterValue, OWNER):
        type(row).objects.using(OWNER).filter(pk=row.pk).update(timezone="")


def test_nobody_writes_what_is_generated(table: str, world: World) -> None:
    row = make(table, world.a)
    for column in ("ends_at", *TABLES[table]):
        with refused(GeneratedAlways, OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE id = %s", [row.pk])


def test_a_person_books_without_a_word_of_zones(world: World) -> None:
    with acting_as(world.a.staff_login):
        booked = Appointment.objects.create(
            clinic=world.a.clinic,
            patient=world.a.patient,
            doctor=world.a.doctor,
            appointment_number="A-by-staff",
            starts_at=datetime(2026, 3, 1, 23, 50, tzinfo=UTC),
        )
        booked.refresh_from_db()
    assert (booked.timezone, booked.appointment_date) == ("Asia/Singapore", date(2026, 3, 2))
