"""`manage.py seed_dev --clinics N ...`: as many clinics as are wanted, with busy days and whole books."""

import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import psycopg
import pytest
from django.core.management import CommandError, call_command

from postgres.operations import sql_text
from system.development.scale import Scale
from tests.scratch import APP, MASTER_KEY, ROOT, Database, postgres_15, refuse, succeed, wait_for
from tests.seeds.conftest import NOON
from tests.seeds.consistency import broken_constraints, faults
from tests.seeds.seeded import NOT_SEEDED, SEALED, Seeded, copy_of

NEXT_DAY = "2026-03-12T09:40+08:00"
LARGE = ("--clinics", "3", "--patients", "1800", "--days", "45", "--seed", "7")
SMALL = ("--clinics", "3", "--patients", "60", "--days", "10", "--seed", "7")
STORY = {"DEMO", "HARBOUR"}
CHAIN = "clinic_id IN (SELECT id FROM clinic.clinics WHERE code LIKE 'C000%')"
# What two runs do not share: the time of writing, and the salt of passwords.
OURS = ("created_at", "updated_at", "password_hash", *SEALED)


class Made(NamedTuple):
    """A chain, what making it showed, and how many index entries were read for each row of it."""

    database: Seeded
    printed: str
    shown: str
    reads: float


@pytest.fixture(scope="module")
def made(seeded: Seeded) -> Iterator[Made]:
    """Make a chain, several clinics at a time, where statistics know of the two clinics alone."""
    with copy_of(seeded) as database:
        database.run("ANALYZE")
        printed, shown = _on_a_terminal(database, "seed_dev", "--at", NOON, *LARGE, "--jobs", "2")
        ((reads,),) = database.run(READS)
        yield Made(database, printed, shown, reads)


READS = """
SELECT
    (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = 'clinic')::float8
    / (SELECT sum(n_tup_ins) FROM pg_stat_user_tables WHERE schemaname = 'clinic')::float8
"""


def _on_a_terminal(database: Database, *arguments: str) -> tuple[str, str]:
    """Run `manage.py` with a terminal to complain to; give what it prints, and what that shows."""
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 120))
    with subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=os.environ
        | {
            "DJANGO_ENV": "test",
            "DATABASE_URL": database.url(database.owner),
            "APP_DATABASE_URL": database.url(APP),
            "ENCRYPTION_KEYS": MASTER_KEY,
        },
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
    ) as process:
        os.close(end)
        shown = b""
        # Linux ends a terminal that nobody writes to any more with an error.
        while chunk := _read(terminal):
            shown += chunk
        printed, _ = process.communicate()
    os.close(terminal)
    assert process.returncode == 0, shown
    return printed, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.fixture(scope="module")
def chain(made: Made) -> Seeded:
    """Give the chain; read only."""
    return made.database


@pytest.fixture(scope="module")
def small(seeded: Seeded) -> Iterator[Seeded]:
    """Make a small chain without interruption; read only."""
    with copy_of(seeded) as database:
        database.manage("seed_dev", "--quiet", "--at", NOON, *SMALL)
        yield database


def codes(database: Seeded) -> set[str]:
    """Give the codes of all clinics."""
    return {code for (code,) in database.run("SELECT code FROM clinic.clinics")}


def of_chain(database: Seeded) -> dict[str, list[str]]:
    """Give all rows of the chain's clinics."""
    ids = [
        str(key)
        for code, key in database.run("SELECT code, id FROM clinic.clinics")
        if code not in STORY
    ]
    return {
        table: [row for row in rows if any(f'"{key}"' in row for key in ids)]
        for table, rows in database.dump(*OURS).items()
        # Numbered in the order in which clinics were made, or by the clock.
        if table not in {"data_keys", "metric_entries"}
    }


def test_rows_agree_with_each_other(chain: Seeded) -> None:
    assert faults(chain) == []


def test_every_check_and_foreign_key_holds(chain: Seeded) -> None:
    assert broken_constraints(chain) == []


def test_the_schema_is_as_it_was(chain: Seeded) -> None:
    """So that what the tests of the whole catalogue find is so in a database of any scale."""
    assert chain.schema() == (ROOT / "schema.sql").read_text(encoding="utf-8")


def test_a_broken_constraint_is_found(copy: Seeded) -> None:
    copy.run("ALTER TABLE clinic.payments ADD CONSTRAINT cheap CHECK (subtotal < 1) NOT VALID")
    copy.run("ALTER TABLE clinic.appointments DROP CONSTRAINT appointments_patient_fk")
    copy.run("UPDATE clinic.appointments SET patient_id = id WHERE source = 'online'")
    copy.run(
        "ALTER TABLE clinic.appointments ADD CONSTRAINT appointments_patient_fk"
        " FOREIGN KEY (clinic_id, patient_id) REFERENCES clinic.patients (clinic_id, id)"
        " NOT VALID"
    )

    assert sorted(broken_constraints(copy)) == ["appointments_patient_fk", "cheap"]


COLUMNS = """
SELECT attrelid::regclass::text, quote_ident(attname)
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
WHERE attnum > 0
    AND NOT attisdropped
    AND relkind = 'r'
    AND relnamespace IN ('clinic'::regnamespace, 'booking'::regnamespace)
    AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = pg_class.oid AND a.attname = 'clinic_id')
ORDER BY 1
"""


def filled(database: Seeded, which: str) -> set[str]:
    """Name the columns of clinics' tables that have a value in some row of those."""
    found = set()
    for table, pairs in groupby(database.run(COLUMNS), itemgetter(0)):
        columns = [column for _, column in pairs]
        counts = ", ".join(f"count({column})" for column in columns)
        ((*values,),) = database.run(f"SELECT {counts} FROM {table} WHERE {which}")
        found |= {f"{table}.{column}" for column, n in zip(columns, values, strict=True) if n}
    return found


def test_every_column_that_the_story_fills_is_filled(chain: Seeded) -> None:
    story = filled(chain, f"NOT {CHAIN}")

    assert len({column.rsplit(".", 1)[0] for column in story}) == 29
    assert story - filled(chain, CHAIN) == set()


def test_every_clinic_has_rows_in_every_table(chain: Seeded) -> None:
    for table in {table for table, _ in chain.run(COLUMNS)} - NOT_SEEDED:
        assert chain.run(f"SELECT count(DISTINCT clinic_id) FROM {table}") == [(5,)], table


def test_it_is_spread_as_in_life(chain: Seeded) -> None:
    """Clinics of different size, busy mornings, repeat visitors, no-shows, unpaid bills."""
    sizes = [
        size
        for (size,) in chain.run(
            f"SELECT count(*) FROM clinic.patients WHERE {CHAIN} GROUP BY clinic_id ORDER BY 1"
        )
    ]
    assert sum(sizes) == 1800
    assert sizes[-1] >= 1.3 * sizes[0]

    by_hour = dict(
        chain.run(
            "SELECT date_part('hour', appointment_time)::int, count(*)"
            f" FROM clinic.appointments WHERE {CHAIN} GROUP BY 1"
        )
    )
    assert by_hour.keys() <= {8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 20}
    assert by_hour[9] + by_hour[10] > 2 * (by_hour[14] + by_hour[15])

    ((visits, patients, most),) = chain.run(
        "SELECT sum(total_visits), count(*) FILTER (WHERE total_visits > 0), max(total_visits)"
        f" FROM clinic.patients WHERE {CHAIN}"
    )
    assert visits > 1.2 * patients
    assert most >= 4
    assert chain.run(f"SELECT count(*) FROM clinic.patients WHERE {CHAIN} AND total_visits = 0") > [
        (90,)
    ]

    shares = dict(
        chain.run(
            "SELECT status::text, count(*)::float8 / sum(count(*)) OVER () FROM clinic.appointments"
            f" WHERE {CHAIN} AND appointment_date < '2026-03-11' GROUP BY status"
        )
    )
    assert 0.7 < shares["completed"] < 0.9
    assert 0.03 < shares["no_show"] < 0.12
    assert 0.03 < shares["cancelled"] < 0.15
    ((unpaid,),) = chain.run(
        "SELECT avg((outstanding_amount > 0)::int)::float8 FROM clinic.payments"
        f" WHERE {CHAIN} AND total_amount > 0"
    )
    assert 0.03 < unpaid < 0.25


def test_everybody_signs_in_with_the_one_password(chain: Seeded) -> None:
    ((digests, logins),) = chain.run(
        "SELECT count(DISTINCT password_hash), array_agg(DISTINCT u.email::text) FROM clinic.users AS u"
        " JOIN clinic.clinics AS c ON c.id = u.clinic_id WHERE c.code LIKE 'C000%'"
    )
    assert digests == 1
    roles = ("admin", "doctor", "nurse", "staff", "patient")
    assert {f"{role}@c000{n}.example" for role in roles for n in (1, 2, 3)} <= set(logins)


def test_it_says_how_much_is_to_come_and_how_to_sign_in(made: Made) -> None:
    expected, added = (
        int(number.replace(",", ""))
        for number in re.findall(
            r"(?:about|Added) ([0-9,]+) rows(?:, [0-9.]+\s[MG]B| in)", made.printed
        )
    )
    assert added * 0.8 < expected < added * 1.2
    assert "@c0001.example to @c0003.example" in made.printed


def test_a_terminal_shows_how_far_it_is(made: Made) -> None:
    assert re.search(r"\d+%\|.*\[\d+:\d\d<.*rows/s", made.shown)
    assert "3 of 3 clinics" in made.shown


def test_no_check_of_a_key_reads_a_whole_clinic(made: Made) -> None:
    """As it would where plans are made for a clinic that statistics do not know."""
    assert made.reads < 3


def test_another_seed_makes_others(small: Seeded, copy: Seeded) -> None:
    copy.manage("seed_dev", "--quiet", "--at", NOON, *SMALL[:-1], "8")

    assert codes(copy) == codes(small)
    names = [
        {name for (name,) in each.run(f"SELECT full_name FROM clinic.patients WHERE {CHAIN}")}
        for each in (copy, small)
    ]
    assert len(names[0] - names[1]) > 40


def test_another_run_changes_nothing_of_it(small: Seeded) -> None:
    """Neither on the day nor on a later one, when the story goes on."""
    with copy_of(small) as database:
        before, every = of_chain(database), database.dump()

        said = database.manage("seed_dev", "--at", NOON, *SMALL)
        assert database.dump() == every
        assert "3 clinics are there already" in said

        database.manage("seed_dev", "--at", NEXT_DAY, *SMALL)
        assert of_chain(database) == before
        assert faults(database) == []


def test_another_scale_is_refused_in_the_same_database(small: Seeded) -> None:
    before = small.dump()

    complaint = refuse(small.start("seed_dev", "--at", NEXT_DAY, *LARGE))

    assert " ".join(SMALL) in complaint
    assert small.dump() == before


@contextmanager
def held_up(database: Seeded, code: str) -> Iterator[None]:
    """Hold up whoever wants to make the clinic of that code, until the block ends."""
    with psycopg.connect(database.url(database.owner)) as other:
        other.execute(
            "INSERT INTO clinic.clinics"
            " (code, name, registration_number, address, postal_code, phone, email)"
            " VALUES (%s, 'Mine', 'R1', 'Here', '000001', '+65 6000 0000', 'me@mine.example')",
            [code],
        )
        yield
        other.rollback()


@pytest.fixture
def heeded() -> Iterator[None]:
    """Have children heed SIGINT, which somebody who runs the tests in the background may ignore."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


WAITING = """
SELECT count(*)::int FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""
AT_WORK = """
SELECT count(*)::int FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""


@pytest.mark.usefixtures("heeded")
def test_cut_short_it_leaves_whole_clinics_and_goes_on(copy: Seeded, small: Seeded) -> None:
    """Killed, then interrupted, then made whole by two runs at once: as if nothing had been."""
    largest, second, third = (site.code for site in Scale(3, 60, 10, 7).sites())
    command = ("seed_dev", "--at", NOON, *SMALL, "--jobs", "1")

    for how, held, whole in (
        (signal.SIGKILL, second, {largest}),
        (signal.SIGINT, third, {largest, second}),
    ):
        with held_up(copy, held):
            process = copy.start(*command)
            wait_for(lambda: copy.run(WAITING) == [(1,)])
            process.send_signal(how)
            _, complaint = process.communicate()
            # It, and who asks.
            wait_for(lambda: copy.run(AT_WORK) == [(2,)])
        assert codes(copy) == STORY | whole
        assert faults(copy) == []
        assert broken_constraints(copy) == []

    assert process.returncode == 130
    assert "Traceback" not in complaint
    assert "2 of 3 clinics" in complaint
    assert " ".join(SMALL) in complaint

    with held_up(copy, third):
        first = copy.start(*command)
        wait_for(lambda: copy.run(WAITING) == [(1,)])
        other = copy.start("seed_dev", "--at", NOON, *SMALL, "--jobs", "3")
        wait_for(lambda: copy.run(WAITING) == [(2,)])

    assert "Added" in succeed(first)
    assert "3 clinics are there already" in succeed(other)
    assert of_chain(copy) == of_chain(small)


REFUSE_ALL = """
CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''restrict_violation''; END';
CREATE TRIGGER broken BEFORE INSERT ON clinic.payment_items FOR EACH ROW EXECUTE FUNCTION public.no()
"""
REFER_TO_NOBODY = """
DROP TRIGGER broken ON clinic.payment_items;
CREATE TABLE public.nobody (clinic_id uuid, id uuid, UNIQUE (clinic_id, id));
ALTER TABLE clinic.medical_records ADD CONSTRAINT broken
FOREIGN KEY (clinic_id, doctor_id) REFERENCES public.nobody (clinic_id, id) NOT VALID
"""


def test_triggers_and_keys_are_on(copy: Seeded) -> None:
    for guard in (REFUSE_ALL, REFER_TO_NOBODY):
        copy.run(guard)

        complaint = refuse(copy.start("seed_dev", "--at", NOON, *SMALL))

        assert "0 of 3 clinics" in complaint
        assert codes(copy) == STORY


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--clinics", "0"),
        ("--clinics", "-3"),
        ("--clinics", "1000000"),
        ("--patients", "0"),
        ("--patients", "29"),
        ("--patients", "140000"),
        ("--patients", "1" + "0" * 30),
        ("--days", "0"),
        ("--days", "-1"),
        ("--days", "40000"),
        ("--seed", "-1"),
        ("--seed", "4294967296"),
        ("--jobs", "0"),
        ("--jobs", "1000"),
    ],
)
def test_what_cannot_be_is_refused(option: str, value: str) -> None:
    """Before the database is asked, which a test like this may not."""
    with pytest.raises(CommandError, match=rf"^{option} {value}: "):
        call_command("seed_dev", "--clinics", "3", option, value)


def test_the_first_day_is_not_before_the_calendar_of_the_clinics() -> None:
    with pytest.raises(CommandError, match=r"^--days 3000: "):
        call_command("seed_dev", "--at", "2004-03-11T12:20+08:00", "--days", "3000")


@pytest.mark.system
def test_postgresql_15_takes_it_as_well() -> None:
    with postgres_15() as server:
        database = Seeded("clinic", server.address, "clinic_owner")
        database.manage("migrate", "-v0")
        database.manage("seed_dev", "--quiet", "--at", NOON, *LARGE)

        assert faults(database) == []
        assert broken_constraints(database) == []


SENT_AGAIN = """
INSERT INTO clinic.webhook_events (clinic_id, source, event_type, event_id, payload, max_attempts)
SELECT clinic_id, source, event_type, 'again ' || event_id, payload, 1
FROM (
    SELECT *, row_number() OVER (PARTITION BY clinic_id, event_type ORDER BY id) AS number
    FROM clinic.webhook_events
) AS event
WHERE number <= 50
"""
ENDED_OTHERWISE = """
SELECT event.event_id, again.status, again.error
FROM clinic.webhook_events AS event
JOIN clinic.webhook_events AS again
    ON again.clinic_id = event.clinic_id AND again.event_id = 'again ' || event.event_id
WHERE event.status IN ('success', 'dead_letter')
    AND (event.status, event.error) IS DISTINCT FROM (again.status, again.error)
"""
PAID = "SELECT id, status, paid_amount, outstanding_amount FROM clinic.payments ORDER BY id"


def test_events_have_ended_as_workers_end_them(made: Made) -> None:
    """They are sent again, to a worker."""
    with copy_of(made.database) as copy:
        copy.run(sql_text("tenancy", "roles/roles", 1))  # what holds for the worker's login there
        before = copy.run(PAID)
        copy.run(SENT_AGAIN)
        succeed(copy.start("webhook_worker", "--burst"))
        assert copy.run(ENDED_OTHERWISE) == []
        assert copy.run(PAID) == before
