"""Months are there before they are needed, go to the archive when they are old, and no writer notices."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg import errors, sql

from tests.audit.estate import Connection, call, faults, make_clinic, make_patient, seal, seal_all
from tests.audit.writers import writing
from tests.scratch import wait_for
from tests.seeds.seeded import Seeded

LIVE = """
SELECT relation.relname::text
FROM pg_inherits
JOIN pg_class AS relation ON relation.oid = inhrelid
WHERE inhparent = 'audit.audit_logs'::regclass
"""
PLACES = "SELECT tableoid::regclass::text, count(*) FROM audit.audit_logs GROUP BY 1"
LIMIT = 2.0
"""Seconds that no writer waits, on a machine with other things to do; the lock is waited for 0.1."""


@pytest.fixture
def owner(copy: Seeded) -> Iterator[Connection]:
    with copy.connect() as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


@pytest.fixture
def clinic(owner: Connection) -> UUID:
    return make_clinic(owner, "AA")


def months_from_now(months: int) -> date:
    today = datetime.now(UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)


def partition(months: int) -> str:
    return f"audit_logs_{months_from_now(months):%Y_%m}"


def live(owner: Connection) -> set[str]:
    return {name for (name,) in owner.execute(LIVE)}


def places(owner: Connection) -> dict[str, int]:
    return {name.rpartition(".")[2]: count for name, count in owner.execute(PLACES)}


def date_entries(owner: Connection, months: int) -> None:
    """Let what is written from now on bear the date of another month."""
    owner.execute(
        sql.SQL(
            "ALTER TABLE audit.audit_logs ALTER COLUMN created_at"
            " SET DEFAULT now() + make_interval(months => {})"
        ).format(months)
    )


def test_after_the_first_migrate_the_months_are_there(undone: Connection) -> None:
    assert live(undone) == {"audit_logs_default", *(partition(n) for n in range(4))}


def test_months_are_of_utc_whatever_the_session_says(undone: Connection) -> None:
    undone.execute("SET timezone = 'Pacific/Kiritimati'")
    undone.execute("SELECT audit.make_partitions(4)")
    undone.execute("SET timezone = 'UTC'")
    bounds = undone.execute(
        "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = %s", [partition(4)]
    ).fetchone()
    assert bounds == (
        f"FOR VALUES FROM ('{months_from_now(4)} 00:00:00+00') TO ('{months_from_now(5)} 00:00:00+00')",
    )


def test_months_ahead_are_made_once(undone: Connection) -> None:
    made = "SELECT * FROM audit.make_partitions(5)"
    assert undone.execute(made).fetchall() == [(months_from_now(4),), (months_from_now(5),)]
    assert undone.execute(made).fetchall() == []
    assert live(undone) == {"audit_logs_default", *(partition(n) for n in range(6))}


@pytest.mark.parametrize("months", [None, 0, -1, 121])
def test_a_number_of_months_that_makes_no_sense_is_refused(months: Any, undone: Connection) -> None:
    with pytest.raises(errors.InvalidParameterValue):
        undone.execute("SELECT audit.make_partitions(%s)", [months])


def test_a_month_that_is_made_is_as_the_first_ones(undone: Connection) -> None:
    undone.execute("SELECT audit.make_partitions(4)")
    described = """
        SELECT
            (SELECT array_agg(row(attname, atttypid, attnotnull) ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = relation.oid AND attnum > 0),
            (SELECT array_agg(indclass::text ORDER BY indclass::text) FROM pg_index
             WHERE indrelid = relation.oid),
            (SELECT array_agg(pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint
             WHERE conrelid = relation.oid AND contype = 'c'),
            relacl
        FROM pg_class AS relation
        WHERE relname = %s
    """
    first, made = (undone.execute(described, [partition(n)]).fetchone() for n in (0, 4))
    assert first == made
    assert first is not None
    assert len(first[1]) == 7
    assert first[3] is None


def test_what_fell_into_the_default_is_moved_and_stays_sealed(
    owner: Connection, clinic: UUID
) -> None:
    patient = make_patient(owner, clinic, "P-1")
    date_entries(owner, 6)
    for number in range(3):
        call(owner, patient, number)
    seal_all(owner)
    assert places(owner)["audit_logs_default"] == 3
    owner.execute("SELECT audit.make_partitions(3)")
    assert places(owner)[partition(6)] == 3
    assert "audit_logs_default" not in places(owner)
    call(owner, patient, 4)
    assert places(owner)[partition(6)] == 4
    assert faults(owner) == []


def test_a_writer_does_not_wait_for_months_that_are_being_made(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    patient = make_patient(owner, clinic, "P-1")
    with copy.connect() as maker, maker.transaction():
        maker.execute("SELECT audit.make_partitions(6)")
        owner.execute("SET lock_timeout = '50ms'")
        call(owner, patient, 1)


def test_making_months_does_not_wait_for_a_writer(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    patient = make_patient(owner, clinic, "P-1")
    with copy.connect() as writer, writer.transaction():
        call(writer, patient, 1)
        owner.execute("SELECT audit.make_partitions(6)")


def fallen_into_the_default(owner: Connection, clinic: UUID) -> UUID:
    """Write of a month that has no partition, as when nobody has made any for long; give the patient."""
    patient = make_patient(owner, clinic, "P-1")
    date_entries(owner, 6)
    call(owner, patient, 1)
    return patient


def test_whoever_writes_while_a_month_is_moved_waits_and_is_not_refused(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    patient = fallen_into_the_default(owner, clinic)
    with copy.connect() as writer, moving(copy, owner, writer) as pool:
        written = pool.submit(call, writer, patient, 2)
    written.result()
    assert places(owner)[partition(6)] == 2
    assert "audit_logs_default" not in places(owner)


def test_what_is_moved_meanwhile_is_erased_too(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    patient = fallen_into_the_default(owner, clinic)
    with copy.connect() as eraser, moving(copy, owner, eraser) as pool:
        erasure = "SELECT audit.erase_values('patients', %s)"
        erased = pool.submit(eraser.execute, erasure, [str(patient)])
    assert erased.result().fetchone() == (2,)


@contextmanager
def moving(copy: Seeded, looking: Connection, waiting: Connection) -> Iterator[ThreadPoolExecutor]:
    """Move what fell into the default partition, until whoever is started meanwhile waits for that."""
    blocked = "SELECT %s = ANY (pg_blocking_pids(%s))"
    with ThreadPoolExecutor() as pool, copy.connect() as maker, maker.transaction():
        maker.execute("SELECT audit.make_partitions(3)")
        yield pool
        pids = [maker.info.backend_pid, waiting.info.backend_pid]
        wait_for(lambda: looking.execute(blocked, pids).fetchone() == (True,))


def test_where_the_log_is_held_making_months_gives_up_soon(copy: Seeded, owner: Connection) -> None:
    with copy.connect() as reader, reader.transaction():
        reader.execute("SELECT count(*) FROM audit.audit_logs")
        with pytest.raises(errors.LockNotAvailable):
            owner.execute("SELECT audit.make_partitions(6)")
    assert partition(6) not in live(owner)


def an_old_month(owner: Connection, clinic: UUID) -> None:
    """Write entries of last month, into a partition of its own."""
    patient = make_patient(owner, clinic, "OLD")
    date_entries(owner, -1)
    for number in range(3):
        call(owner, patient, number)
    date_entries(owner, 0)
    owner.execute("SELECT audit.make_partitions(3)")


def retire(owner: Connection, months: int) -> None:
    owner.execute("SELECT audit.retire_partition(%s)", [months_from_now(months)])


def test_an_old_month_goes_to_the_archive_which_is_verified_and_read_by_nobody(
    owner: Connection, clinic: UUID
) -> None:
    an_old_month(owner, clinic)
    seal_all(owner)
    retire(owner, -1)
    assert partition(-1) not in live(owner)
    archived = sql.Identifier("archive", partition(-1))
    count = sql.SQL("SELECT count(*) FROM {}").format(archived)
    assert owner.execute(count).fetchone() == (3,)
    assert faults(owner) == []
    owner.execute(sql.SQL("UPDATE {} SET user_id = gen_random_uuid()").format(archived))
    assert len(faults(owner)) == 3
    erased = "SELECT audit.erase_values('patients', record_id) FROM {} LIMIT 1"
    assert (owner.execute(sql.SQL(erased).format(archived)).fetchone() or (0,))[0] == 4
    readers = owner.execute(
        "SELECT rolname::text FROM pg_roles WHERE rolname ~ '^clinic_' AND NOT rolbypassrls"
        " AND (has_schema_privilege(oid, 'archive', 'USAGE')"
        "  OR has_any_column_privilege(oid, %s::regclass, 'SELECT, INSERT, UPDATE'))",
        [f"archive.{partition(-1)}"],
    )
    assert readers.fetchall() == []


def test_what_is_not_sealed_is_not_retired(undone: Connection) -> None:
    an_old_month(undone, make_clinic(undone, "AA"))
    with pytest.raises(errors.ObjectNotInPrerequisiteState), undone.transaction():
        retire(undone, -1)
    assert partition(-1) in live(undone)


def test_a_month_that_is_not_over_or_not_there_is_not_retired(undone: Connection) -> None:
    seal(undone)
    with pytest.raises(errors.ObjectNotInPrerequisiteState), undone.transaction():
        retire(undone, 0)
    with pytest.raises(errors.UndefinedTable):
        retire(undone, -7)


def test_entries_that_come_late_to_a_retired_month_follow_it(
    owner: Connection, clinic: UUID
) -> None:
    for late in (0, 1):
        date_entries(owner, -1)
        make_patient(owner, clinic, f"LATE-{late}")
        date_entries(owner, 0)
        owner.execute("SELECT audit.make_partitions(3)")
        seal_all(owner)
        retire(owner, -1)
    archived = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("archive", partition(-1)))
    assert owner.execute(archived).fetchone() == (2,)
    assert partition(-1) not in live(owner)
    assert faults(owner) == []


def test_retiring_reads_no_whole_month_under_its_lock(owner: Connection, clinic: UUID) -> None:
    an_old_month(owner, clinic)
    # Once it has been analysed as a whole, by chance in between, a second index is asked.
    owner.execute(
        sql.SQL("ALTER TABLE audit.{} SET (autovacuum_enabled = off)").format(
            sql.Identifier(partition(-1))
        )
    )
    owner.execute(
        "INSERT INTO audit.audit_logs (created_at, clinic_id, table_schema, table_name, action)"
        " SELECT now() - interval '1 month', %s, 'clinic', 'patients', 'SELECT'"
        " FROM generate_series(1, 40000)",
        [clinic],
    )
    seal_all(owner)
    with owner.transaction():
        scans, fetched = scans_of(owner, partition(-1))
        retire(owner, -1)
        assert scans_of(owner, partition(-1)) == (scans + 1, fetched)


def scans_of(owner: Connection, table: str) -> tuple[int, int]:
    """Give how often an index of the table was used, and for how many rows."""
    (scans, fetched) = owner.execute(
        "SELECT idx_scan, idx_tup_fetch FROM pg_stat_xact_all_tables WHERE relname = %s", [table]
    ).fetchone() or (0, 0)
    return scans, fetched


def test_retiring_gives_up_soon_and_lets_writers_go_on(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    an_old_month(owner, clinic)
    patient = make_patient(owner, clinic, "P-1")
    seal_all(owner)
    with copy.connect() as reader, reader.transaction():
        reader.execute("SELECT count(*) FROM audit.audit_logs")
        began = time.monotonic()
        with pytest.raises(errors.LockNotAvailable):
            retire(owner, -1)
        assert time.monotonic() - began < LIMIT
        call(owner, patient, 1)
    retire(owner, -1)


def test_months_come_and_go_beside_eight_writers(
    copy: Seeded, owner: Connection, clinic: UUID
) -> None:
    an_old_month(owner, clinic)
    seal_all(owner)
    with writing(copy, owner, clinic) as tally:
        copy.manage("audit_partitions", "--ahead", "6", "--retire", "0")
        result = tally()
    assert live(owner) == {"audit_logs_default", *(partition(n) for n in range(7))}
    assert result.written > 100
    assert result.slowest < LIMIT
    assert changes(owner) == result.written
    assert "audit_logs_default" not in places(owner)
    seal_all(owner)
    assert faults(owner) == []


def test_a_month_ends_while_eight_write(copy: Seeded, owner: Connection, clinic: UUID) -> None:
    """The log's clock is put forward, so that its month ends a second after they have begun."""
    with writing(copy, owner, clinic) as tally:
        owner.execute(
            sql.SQL(
                "ALTER TABLE audit.audit_logs ALTER COLUMN created_at"
                " SET DEFAULT now() + ({end}::timestamptz - {now}::timestamptz) - interval '1 second'"
            ).format(end=f"{months_from_now(1)} 00:00Z", now=datetime.now(UTC).isoformat())
        )
        wait_for(lambda: places(owner).get(partition(1), 0) > 50)
        copy.manage("audit_seal")
        result = tally()
    assert changes(owner) == result.written
    assert set(places(owner)) == {partition(0), partition(1)}
    seal_all(owner)
    assert faults(owner) == []


def changes(owner: Connection) -> int:
    """Count the writers' entries: changes of a phone, each once."""
    (count, different) = owner.execute(
        "SELECT count(*), count(DISTINCT (record_id, new_values)) FROM audit.audit_logs"
        " WHERE action = 'UPDATE' AND record_id IN"
        "  (SELECT id::text FROM clinic.patients WHERE patient_number LIKE 'W-%')"
    ).fetchone() or (0, 0)
    assert count == different
    return int(count)
