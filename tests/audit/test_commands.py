"""The commands that an operator runs: what they print, when they refuse, and that no half file is left."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg.errors import CheckViolation
from pytest_django.plugin import DjangoDbBlocker

from tests.audit.estate import (
    Connection,
    Sealed,
    call,
    make_clinic,
    make_patient,
    seal_all,
    wait_for_the_others,
)
from tests.scratch import APP, refuse
from tests.seeds.seeded import Seeded
from tests.world import OWNER

Run = Callable[..., list[str]]


@pytest.fixture
def run(copy: Seeded, django_db_blocker: DjangoDbBlocker) -> Iterator[Run]:
    """Run a command on the copy, and give the lines that it prints."""
    with running_on(copy, django_db_blocker) as run:
        yield run


@pytest.fixture
def run_in_vain(shared: Seeded, django_db_blocker: DjangoDbBlocker) -> Iterator[Run]:
    """Run a command that is refused, where nothing may change."""
    with running_on(shared, django_db_blocker) as run:
        yield run


@contextmanager
def running_on(database: Seeded, blocker: DjangoDbBlocker) -> Iterator[Run]:
    connection = connections[OWNER]
    usual = connection.settings_dict["NAME"]

    def run(*arguments: Any) -> list[str]:
        printed = StringIO()
        call_command(*map(str, arguments), stdout=printed)
        return printed.getvalue().splitlines()

    with blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = database.name
        yield run
        connection.close()
        connection.settings_dict["NAME"] = usual


def complaint(run: Run, *arguments: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


@pytest.fixture
def owner(copy: Seeded) -> Iterator[Connection]:
    with copy.connect() as connection:
        yield connection


def test_partitions_are_shown_and_nothing_is_done_twice(run: Run, owner: Connection) -> None:
    make_clinic(owner, "AA")
    first, second = (run("audit_partitions") for _ in range(2))
    assert first == second
    head, this_month, *ahead, default = first
    assert head.split() == ["month", "entries", "size", "state"]
    assert len(ahead) == 3
    assert "not sealed" in this_month
    assert default.split() == ["default", "0", *default.split()[2:4], "live,", "empty"]
    seal_all(owner)
    assert run("audit_partitions")[1].endswith("live, sealed")


def test_what_fell_into_the_default_gets_its_month(run: Run, owner: Connection) -> None:
    owner.execute(
        "ALTER TABLE audit.audit_logs ALTER COLUMN created_at SET DEFAULT '2199-05-05'::timestamptz"
    )
    make_clinic(owner, "AA")
    *_, future, default = run("audit_partitions")
    assert future.split()[:2] == ["2199-05", "1"]
    assert default.split()[:2] == ["default", "0"]


def test_months_are_kept_as_long_as_the_setting_says(run: Run, owner: Connection) -> None:
    for months in (1, 3):
        owner.execute(
            "ALTER TABLE audit.audit_logs ALTER COLUMN created_at"
            f" SET DEFAULT now() - interval '{months} months'".encode()
        )
        make_clinic(owner, f"AA{months}")
    run("audit_partitions")
    owner.execute("UPDATE clinic.system_settings SET value = '2' WHERE key = 'retention_months'")
    wait_for_the_others(owner)
    lines = run("audit_partitions", "--retire")
    assert [line.split(None, 4)[4:] for line in lines if "retired" in line] == [["retired, sealed"]]
    lines = run("audit_partitions", "--retire", 0)
    assert len([line for line in lines if "retired" in line]) == 2
    owner.execute("DELETE FROM clinic.system_settings WHERE key = 'retention_months'")
    assert "audit.retention_months" in complaint(run, "audit_partitions", "--retire")


def test_seals_are_made_and_their_heads_kept(run: Run, owner: Connection, tmp_path: Path) -> None:
    file = tmp_path / "heads"
    clinic = make_clinic(owner, "AA")
    patient = make_patient(owner, clinic, "P-1")
    seal_all(owner)
    run("audit_seal", "--head", file)
    first = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(line["clinic"], line["number"]) for line in first] == owner.execute(
        "SELECT clinic_id::text, max(number) FROM audit.seals GROUP BY clinic_id"
        " ORDER BY clinic_id NULLS FIRST"
    ).fetchall()
    assert all(len(line["digest"]) == 64 for line in first)
    call(owner, patient, 1)
    seal_all(owner)
    run("audit_seal", "--head", file)
    second = [json.loads(line) for line in file.read_text().splitlines()]
    assert first != second
    assert list(tmp_path.iterdir()) == [file]
    assert run("audit_verify", "--head", file)[0].startswith("Nothing was touched")


def test_the_first_fault_is_named_in_one_line(copy: Seeded, run: Run) -> None:
    with copy.connect() as owner:
        sealed = Sealed.made_by(owner)
        early, late = sealed.periods[1][0], sealed.periods[2][0]
        owner.execute("DELETE FROM audit.audit_logs WHERE id = ANY (%s)", [[early, late]])
    assert complaint(run, "audit_verify") == (
        f"clinic AA, period 2, entry {early}: the entry was removed (and 1 more: -v 2 lists them)"
    )
    printed = StringIO()
    with pytest.raises(CommandError):
        call_command("audit_verify", "-v", "2", stdout=printed)
    told = f"clinic AA, period 3, entry {late}: the entry was removed"
    assert printed.getvalue().splitlines() == [told]


def test_a_tail_that_was_cut_off_is_known_by_the_kept_heads(
    copy: Seeded, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "heads"
    with copy.connect() as owner:
        sealed = Sealed.made_by(owner)
        seal_all(owner)
        run("audit_seal", "--head", file)
        (last,) = owner.execute(
            "SELECT max(number) FROM audit.seals WHERE clinic_id = %s", [sealed.a]
        ).fetchone() or (0,)
        owner.execute(
            "WITH cut AS (DELETE FROM audit.seals WHERE clinic_id = %s AND number = %s RETURNING entry_ids)"
            " DELETE FROM audit.audit_logs WHERE id IN (SELECT unnest(entry_ids) FROM cut)",
            [sealed.a, last],
        )
    assert run("audit_verify")[0].startswith("Nothing was touched")
    before = file.read_text()
    for command in ("audit_verify", "audit_seal"):
        assert f"clinic AA, period {last}" in complaint(run, command, "--head", file)
    assert file.read_text() == before


def test_entries_of_a_clinic_that_has_no_seal_any_more_are_named(copy: Seeded, run: Run) -> None:
    with copy.connect() as owner:
        sealed = Sealed.made_by(owner)
        owner.execute("DELETE FROM audit.seals WHERE clinic_id = %s", [sealed.a])
    first = sealed.periods[0][0]
    assert complaint(run, "audit_verify").startswith(
        f"clinic AA, entry {first}: the entry was inserted ("
    )


@pytest.mark.parametrize(
    "kept",
    [
        None,
        b"",
        b"{",
        b"[]\n",
        b"\xff\x00",
        b'{"clinic": null, "number": 1}\n',
        b'{"clinic": "AA", "number": 1, "digest": "00"}\n',
        b'{"clinic": 7, "number": 1, "digest": "00"}\n',
        b'{"clinic": null, "number": "one", "digest": "00"}\n',
        b'{"clinic": null, "number": 1, "digest": "x"}\n',
        b'{"clinic": null, "number": 1, "digest": "00", "more": 1}\n',
    ],
)
def test_a_file_that_holds_no_heads_is_refused(
    kept: bytes | None, run_in_vain: Run, tmp_path: Path
) -> None:
    file = tmp_path / "heads"
    if kept is not None:
        file.write_bytes(kept)
        assert "holds no heads" in complaint(run_in_vain, "audit_seal", "--head", file)
        assert file.read_bytes() == kept
    assert "holds no heads" in complaint(run_in_vain, "audit_verify", "--head", file)


def test_heads_that_cannot_be_kept_are_told(run: Run, owner: Connection, tmp_path: Path) -> None:
    make_clinic(owner, "AA")
    seal_all(owner)
    assert "are not kept" in complaint(run, "audit_seal", "--head", tmp_path / "no" / "heads")


def test_before_anything_is_sealed_no_heads_are_kept(
    run: Run, owner: Connection, tmp_path: Path
) -> None:
    owner.execute("DELETE FROM audit.seals")
    owner.execute("DELETE FROM audit.audit_logs")
    run("audit_seal", "--head", tmp_path / "heads")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "given",
    [
        ("--ahead", "0"),
        ("--ahead", "-1"),
        ("--ahead", "121"),
        ("--ahead", "x"),
        ("--ahead", str(10**12)),
        ("--retire", "-1"),
        ("--retire", "x"),
        ("--retire", str(10**12)),
    ],
)
def test_numbers_that_make_no_sense_are_refused_in_words(
    given: tuple[str, str], run_in_vain: Run
) -> None:
    assert complaint(run_in_vain, "audit_partitions", *given)


@pytest.mark.parametrize("value", ['"soon"', "null", "{}", "-1", "1e12"])
def test_a_setting_that_makes_no_sense_is_none(value: str, run: Run, owner: Connection) -> None:
    change = "UPDATE clinic.system_settings SET value = %s WHERE key = 'retention_months'"
    with pytest.raises(CheckViolation):
        owner.execute(change, [value])
    owner.execute("ALTER TABLE clinic.system_settings DROP CONSTRAINT system_settings_value_fits")
    owner.execute(change, [value])
    assert complaint(run, "audit_partitions", "--retire")


def test_after_a_move_it_is_said_what_to_do(run: Run, owner: Connection) -> None:
    make_clinic(owner, "AA")
    seal_all(owner)
    owner.execute("UPDATE audit.seals SET server = server + 1")
    for command in ("audit_partitions", "audit_verify"):
        assert "run audit_seal first" in complaint(run, command)


@pytest.mark.parametrize(
    "off",
    [
        "ALTER TABLE clinic.patients DISABLE TRIGGER audit_row",
        "ALTER TABLE clinic.patients ENABLE REPLICA TRIGGER audit_truncate",
        "DROP TRIGGER audit_row ON clinic.patients",
    ],
)
def test_a_table_that_records_nothing_is_named(off: str, run: Run, owner: Connection) -> None:
    seal_all(owner)
    owner.execute(off.encode())
    assert complaint(run, "audit_verify") == "clinic.patients: its changes are not recorded"
    owner.execute("SELECT audit.watch_again()")
    assert run("audit_verify")[0].startswith("Nothing was touched")


def test_a_partition_of_another_name_is_shown_by_it(run: Run, owner: Connection) -> None:
    owner.execute(
        "CREATE TABLE audit.unseen PARTITION OF audit.audit_logs"
        " FOR VALUES FROM ('2001-01-01 00:00Z') TO ('2001-02-01 00:00Z')"
    )
    assert [line.split()[0] for line in run("audit_partitions")][-1] == "audit.unseen"


def test_what_is_not_sealed_yet_is_counted(run: Run, owner: Connection) -> None:
    clinic = make_clinic(owner, "AA")
    seal_all(owner)
    make_patient(owner, clinic, "P-1")
    assert run("audit_verify")[0].endswith("and 1 not sealed yet.")


def test_the_web_s_login_alone_cannot_run_them(shared: Seeded) -> None:
    alone = {"DATABASE_URL": "", "APP_DATABASE_URL": shared.url(APP)}
    commands = ("audit_partitions", "audit_seal", "audit_verify")
    for process in [shared.start(command, **alone) for command in commands]:
        assert "DATABASE_URL" in refuse(process)


def test_what_is_erased_is_counted(run: Run, owner: Connection) -> None:
    patient = make_patient(owner, make_clinic(owner, "AA"), "P-1")
    seal_all(owner)
    owner.execute("SELECT audit.erase_values('patients', %s)", [str(patient)])
    assert "(1 with their values erased)" in run("audit_verify")[0]
