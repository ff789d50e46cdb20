"""The audit log under what happens seldom: a month that ends, and a server that is killed, beside eight writers.

On a server of its own. A month ends while eight write, and months are made, retired, sealed and verified
beside them: no change is without its entry, and none falls into the default partition. Then, again and again,
every process of the server is killed (-9) while eight write and one seals without a pause: after recovery every
change that was committed has its entry, exactly once, and the chains agree.

    python proofs/audit_log.py [--rounds N] [--seconds N]
"""

import argparse
import logging
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import django
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from postgres.embedded.server import EmbeddedServer
    from tests.scratch import Database

ROOT = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(ROOT), str(ROOT / "platform")]

SEED = 2026
EIGHT = 8
Connection = psycopg.Connection[Any]

DATED = "ALTER TABLE audit.audit_logs ALTER COLUMN created_at SET DEFAULT now() + {}::interval"
REST_OF_MONTH = "SELECT date_trunc('month', now(), 'UTC') + interval '1 month' - now()"
PLACES = "SELECT tableoid::regclass::text, count(*) FROM audit.audit_logs GROUP BY 1 ORDER BY 1"
PHONE_OF = "SELECT coalesce(right(phone, 7)::integer, 0) FROM clinic.patients WHERE id = %s"
RECORDED = """
SELECT right(new_values ->> 'phone', 7)::integer
FROM audit.audit_logs
WHERE action = 'UPDATE' AND record_bucket = audit.record_bucket(%(patient)s) AND record_id = %(patient)s
ORDER BY id
"""
SEALED = "SELECT unnest(entry_ids) AS id FROM audit.seals ORDER BY id"
WRITTEN = "SELECT id FROM audit.audit_logs ORDER BY id"


class Interrupted(NamedTuple):
    """What went on when the server was killed: changes that were confirmed, and whether one was sealing."""

    confirmed: dict[UUID, int]
    while_sealing: bool


def main() -> int:
    """Prove both, and print what was seen; an assertion fails where something is lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10, help="of killing the server")
    parser.add_argument(
        "--seconds", type=float, default=10, help="that a month's end is written over"
    )
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of each connection that is cut
    from proofs.its_server import its_server

    with its_server() as (server, made):
        a_month_ends(made, given.seconds)
        a_server_is_killed(server, made, given.rounds)
    return 0


def a_month_ends(made: "Database", seconds: float) -> None:
    """Let the month end in the middle of the writing, and do all that is done to the log meanwhile."""
    from tests.audit.estate import call, make_clinic, make_patient
    from tests.audit.writers import writing

    with made.connect() as owner:
        clinic = make_clinic(owner, "AA")
        date(owner, timedelta(days=-31))
        call(owner, make_patient(owner, clinic, "OLD"), 1)
        date(owner, timedelta())
        with writing(made, owner, clinic) as tally:
            (rest,) = one(owner, REST_OF_MONTH)
            date(owner, rest - timedelta(seconds=seconds / 2))
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                made.manage("audit_partitions", "--retire", "0")
                made.manage("audit_seal")
                made.manage("audit_verify")
            result = tally()
        places = {name.rpartition(".")[2]: entries for name, entries in owner.execute(PLACES)}
        (entries,) = one(
            owner,
            "SELECT count(*) FROM audit.audit_logs WHERE action = 'UPDATE' AND record_id IN"
            " (SELECT id::text FROM clinic.patients WHERE patient_number LIKE 'W-%%')",
        )
        agree(owner)
        date(owner, timedelta())
    assert entries == result.written, (entries, result.written)
    assert len(places) == 2, places
    assert "audit_logs_default" not in places, places
    print(
        f"a month ended: {result.written} changes, {entries} entries ({places}), none in the default;"
        f" the slowest change took {result.slowest:.2f} s",
        flush=True,
    )


def date(owner: Connection, ahead: timedelta) -> None:
    """Put the log's clock forward, or back."""
    owner.execute(sql.SQL(DATED).format(ahead))


def a_server_is_killed(server: "EmbeddedServer", made: "Database", rounds: int) -> None:
    """Kill it in each round, start it again, and look at what is there."""
    from tests.audit.estate import make_patient

    chance = random.Random(SEED)  # noqa: S311 - moments, no secret
    with made.connect() as owner:
        (clinic,) = one(owner, "SELECT id FROM clinic.clinics")
        patients = [make_patient(owner, clinic, f"K-{n}") for n in range(EIGHT)]
    sealing = 0
    for number in range(1, rounds + 1):
        seconds = chance.uniform(0.5, 3)
        found = interrupted(server, made, patients, seconds)
        sealing += found.while_sealing
        assert server.ensure_running() == made.server
        with made.connect() as owner:
            unconfirmed = sum(
                exactly_once(owner, patient, found.confirmed[patient]) for patient in patients
            )
            agree(owner)
            (entries,) = one(owner, "SELECT count(*) FROM audit.audit_logs")
        print(
            f"killed {number}: after {seconds:.1f} s{', while one was sealing' * found.while_sealing};"
            f" {sum(found.confirmed.values())} changes were confirmed and {unconfirmed} more had been"
            f" committed, each with its entry, once; {entries} entries, all sealed, and the chains agree",
            flush=True,
        )
    assert sealing, "the server was never killed while one was sealing"


def interrupted(
    server: "EmbeddedServer", made: "Database", patients: list[UUID], seconds: float
) -> Interrupted:
    """Write and seal for so long, and then kill every process of the server."""
    from proofs.its_server import kill
    from tests.audit.estate import call, seal

    over = Event()
    confirmed: dict[UUID, int] = {}

    def write(patient: UUID) -> None:
        with made.connect() as connection:
            (last,) = one(connection, PHONE_OF, [patient])
            confirmed[patient] = last
            try:
                while not over.is_set():
                    with connection.transaction(force_rollback=True):
                        call(connection, patient, 9_999_999)
                    call(connection, patient, confirmed[patient] + 1)
                    confirmed[patient] += 1
            except psycopg.OperationalError:
                return

    def seal_on() -> bool:
        with made.connect() as connection:
            try:
                while not over.is_set():
                    seal(connection)
            except psycopg.OperationalError:
                return True
        return False

    with ThreadPoolExecutor(EIGHT + 1) as pool:
        writers = [pool.submit(write, patient) for patient in patients]
        sealer = pool.submit(seal_on)
        time.sleep(seconds)
        kill(server, made)
        over.set()
        for writer in writers:
            writer.result()
        return Interrupted(confirmed, sealer.result())


def exactly_once(owner: Connection, patient: UUID, confirmed: int) -> int:
    """Hold that each committed change has its entry, in order; give how many were not confirmed."""
    (committed,) = one(owner, PHONE_OF, [patient])
    recorded = [number for (number,) in owner.execute(RECORDED, {"patient": str(patient)})]
    assert recorded == list(range(1, committed + 1)), (patient, committed, recorded[-5:])
    assert committed - confirmed in {0, 1}, (patient, committed, confirmed)
    return int(committed - confirmed)


def agree(owner: Connection) -> None:
    """Hold that all is sealed, everything once, and that the chains agree."""
    from tests.audit.estate import faults, seal_all

    seal_all(owner)
    assert faults(owner) == []
    missing = set(owner.execute(WRITTEN)) - set(sealed := owner.execute(SEALED).fetchall())
    assert not missing, missing
    assert len(set(sealed)) == len(sealed)


def one(connection: Connection, query: str, values: Any = ()) -> tuple[Any, ...]:
    found: Any = connection.execute(query.encode(), values).fetchone()
    return tuple(found)


if __name__ == "__main__":
    sys.exit(main())
