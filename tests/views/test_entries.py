"""The figures of a day are exact at any moment, and nobody waits to change them."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from tests.seeds.seeded import Seeded

Connection = psycopg.Connection[Any]

CLINIC = """
INSERT INTO clinic.clinics (code, name, registration_number, address, postal_code, phone, email)
VALUES ('DAY', 'Clinic of a Day', 'REG', '1 Example Street', '018956', '+65 6123 4567', 'day@example.com')
"""
PATIENT = """
INSERT INTO clinic.patients (clinic_id, patient_number, full_name, date_of_birth, gender)
SELECT id, 'P-1', 'Patient', '1980-02-29', 'female' FROM clinic.clinics
"""
BOOK = """
INSERT INTO clinic.appointments (clinic_id, patient_id, appointment_number, appointment_type, starts_at)
SELECT clinic_id, id, 'A-' || number, 'consultation', '2026-03-09 12:00+08'::timestamptz + number * interval '1 hour'
FROM clinic.patients, generate_series(%s::integer, %s) AS number
"""
STEP = "UPDATE clinic.appointments SET status = %s WHERE appointment_number = %s"
SEEN = (
    "UPDATE clinic.appointments SET checked_in_at = now(), called_at = now() + interval '7 minutes'"
)
TAKE = """
INSERT INTO clinic.payments (
    clinic_id, patient_id, payment_number, receipt_number, payment_date, payment_method, subtotal,
    total_amount, paid_amount, status
)
SELECT clinic_id, id, 'B-1', 'R-1', '2026-03-09', 'cash', 100, 100, 100, 'completed'
FROM clinic.patients
"""
REFUND = """
UPDATE clinic.payments
SET status = 'refunded', is_refunded = true, refunded_amount = 100, refunded_at = now()
"""
FIGURES = """
SELECT
    appointment_date::text, total_appointments, completed_appointments, no_show_count, avg_wait_time_minutes,
    total_revenue
FROM clinic.daily_clinic_metrics
ORDER BY clinic_id, appointment_date
"""
ENTRIES = "SELECT count(*) FROM clinic.metric_entries"
AT_ONCE = "SET lock_timeout = '1ms'"
"""Whoever would have to wait for somebody fails."""


@pytest.fixture
def desks(copy: Seeded) -> Iterator[tuple[Connection, Connection]]:
    """Give two connections of the owner to a clinic with one patient, each in a transaction."""
    copy.run(CLINIC)
    copy.run(PATIENT)
    with ExitStack() as stack:
        one, other = (stack.enter_context(copy.connect()) for _ in range(2))
        for desk in (one, other):
            desk.autocommit = False
            desk.execute(AT_ONCE)
            desk.commit()
        yield one, other


def test_each_change_is_told_at_once(copy: Seeded) -> None:
    copy.run(CLINIC)
    copy.run(PATIENT)
    with copy.connect() as desk:
        told = []
        for statement, parameters in (
            (BOOK, [1, 3]),
            (STEP, ["in_progress", "A-1"]),
            (STEP, ["completed", "A-1"]),
            (STEP, ["no_show", "A-2"]),
            (STEP, ["cancelled", "A-3"]),
            (SEEN, []),
            (TAKE, []),
            ("DELETE FROM clinic.appointments WHERE status = 'no_show'", []),
            ("UPDATE clinic.clinics SET timezone = 'Pacific/Apia'", []),
            (REFUND, []),
            ("UPDATE clinic.appointments SET deleted_at = now()", []),
        ):
            desk.execute(statement, parameters)
            told.append([[str(figure) for figure in day[1:]] for day in desk.execute(FIGURES)])
        assert told == [
            [["3", "0", "0", "None", "0.00"]],
            [["3", "0", "0", "None", "0.00"]],
            [["3", "1", "0", "None", "0.00"]],
            [["3", "1", "1", "None", "0.00"]],
            [["2", "1", "1", "None", "0.00"]],
            [["2", "1", "1", "7.0", "0.00"]],
            [["2", "1", "1", "7.0", "100.00"]],
            [["1", "1", "0", "7.0", "100.00"]],
            [["1", "1", "0", "7.0", "100.00"]],
            [["1", "1", "0", "7.0", "0.00"]],
            [],
        ]


def test_what_changes_no_figure_is_not_entered(copy: Seeded) -> None:
    copy.run(CLINIC)
    copy.run(PATIENT)
    with copy.connect() as desk:
        desk.execute(BOOK, [1, 2])
        for statement in (
            "UPDATE clinic.appointments SET status = 'confirmed'",
            "UPDATE clinic.appointments SET checked_in_at = now(), visit_reason = 'Cough'",
            "UPDATE clinic.appointments SET starts_at = starts_at + interval '1 minute'",
        ):
            desk.execute(statement)
        assert desk.execute(ENTRIES).fetchone() == (1,)


def test_a_clinic_that_moves_takes_its_days_along(copy: Seeded) -> None:
    copy.run(CLINIC)
    copy.run(PATIENT)
    with copy.connect() as desk:
        desk.execute(BOOK, [1, 1])
        desk.execute("UPDATE clinic.clinics SET timezone = 'America/New_York'")
        assert [day[:2] for day in desk.execute(FIGURES)] == [("2026-03-09", 1)]
        desk.execute("UPDATE clinic.clinics SET timezone = 'Pacific/Kiritimati'")
        assert [day[:2] for day in desk.execute(FIGURES)] == [("2026-03-09", 1)]
        desk.execute(BOOK, [8, 8])
        desk.execute("UPDATE clinic.clinics SET timezone = 'Asia/Singapore'")
        assert [day[:2] for day in desk.execute(FIGURES)] == [("2026-03-09", 2)]
        desk.execute("UPDATE clinic.clinics SET timezone = 'Pacific/Kiritimati'")
        assert [day[:2] for day in desk.execute(FIGURES)] == [("2026-03-09", 1), ("2026-03-10", 1)]


def test_who_books_waits_for_nobody(desks: tuple[Connection, Connection]) -> None:
    one, other = desks
    one.execute(BOOK, [1, 1])
    other.execute(BOOK, [2, 2])
    one.commit()
    other.commit()
    assert one.execute(FIGURES).fetchall()[0][1] == 2


@pytest.mark.parametrize("refresh", ["fold", "rebuild"])
def test_nobody_waits_while_figures_are_refreshed(
    refresh: str, desks: tuple[Connection, Connection]
) -> None:
    desk, office = desks
    for number in (1, 2, 3):
        desk.execute(BOOK, [number, number])
    desk.commit()
    desk.execute(BOOK, [4, 4])
    office.execute(f"SELECT clinic.{refresh}_metrics()")
    desk.execute(BOOK, [5, 5])
    desk.commit()
    desk.execute(BOOK, [6, 6])
    assert desk.execute(FIGURES).fetchall()[0][1] == 6
    office.commit()
    desk.commit()
    assert office.execute(FIGURES).fetchall()[0][1] == 6
    # One in the place of three, and one of each that was under way.
    assert office.execute(ENTRIES).fetchone() == (4,)


@pytest.mark.parametrize(
    "refreshes", [("fold", "fold"), ("rebuild", "rebuild"), ("fold", "rebuild")]
)
def test_two_do_not_refresh_at_once(
    refreshes: tuple[str, str], desks: tuple[Connection, Connection]
) -> None:
    first, second = (f"SELECT clinic.{refresh}_metrics()" for refresh in refreshes)
    one, other = desks
    one.execute(first)
    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(second)


def test_the_command_leaves_an_entry_a_day_and_the_figures_as_they_are(copy: Seeded) -> None:
    copy.manage("seed_dev", "--quiet")
    before = copy.run(FIGURES)
    assert copy.manage("refresh_metrics").endswith(" entries fewer.\n")
    assert copy.run(ENTRIES) == [(len(before),)]
    assert copy.run(FIGURES) == before
    assert copy.manage("refresh_metrics") == "0 entries fewer.\n"
    assert copy.manage("refresh_metrics", "--rebuild").startswith("0 days ")
    copy.run("UPDATE clinic.metric_entries SET revenue = revenue + 1 WHERE day = CURRENT_DATE")
    assert copy.manage("refresh_metrics", "--rebuild").startswith("2 days ")
    assert copy.run(FIGURES) == before
