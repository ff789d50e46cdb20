"""What it costs to record every change of a patient: nothing recorded, ours, and django-pghistory.

The project's own table of patients, with all its keys, checks and triggers, in three databases of one server:
in one nobody records, in one the audit does, in one django-pghistory does. The ways take turns. Ours writes down who acts and from where; django-pghistory has no
context set, which would cost it more. Secrets are left out in both. Of a row the phone is changed.

    python -m benchmarks.audit [--rounds N] [--rows N] [--seconds N]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import django
import psycopg
from django.conf import settings

from benchmarks.ground import pgbench

HERE = Path(__file__).resolve().parent
PATIENTS = (HERE / "audit_patients.sql").read_text("utf-8")

CLIENTS = 8
CLINIC = str(uuid4())
WAYS = ("none", "ours", "django-pghistory")
BOUNDS = {"single": 0.66, "update": 3.9, "insert": 4.4, "bytes": 350}

CONTEXT = {
    "app.current_user_id": str(uuid4()),
    "app.current_clinic_id": CLINIC,
    "app.current_request_id": "Kq3vX0mT",
    "app.client_address": "203.0.113.27",
    "app.session_id": "b7FhY2s-",
}
BROWSER = {"app.user_agent": "(Windows NT 10.0) Chrome/126"}
SECRETS = (
    *("nric_encrypted", "nric_hash", "passport_number_encrypted", "chas_card_number_encrypted"),
    "insurance_policy_number_encrypted",
)

ONE_ROW = """\\set patient random(1, {rows})
\\set digits random(0, 9999999)
UPDATE clinic.patients SET phone = '+65 8' || lpad(:digits::text, 7, '0')
WHERE clinic_id = '{clinic}' AND patient_number = 'P-' || :patient;
"""
ALL_ROWS = "UPDATE clinic.patients SET phone = '+65 8' || right(%s, 7)"
LOGS = {
    "none": "SELECT 0::bigint",
    "ours": "SELECT sum(pg_total_relation_size(name))::bigint FROM audit.months() WHERE is_live",
    "django-pghistory": "SELECT pg_total_relation_size('patientevent')",
}


class Figures(NamedTuple):
    """Of one way: transactions a second, seconds of both statements, bytes an update has added."""

    single: float
    update: float
    insert: float
    size: float


def main() -> int:
    """Measure, print a table and one line of JSON; fail where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=10, help="of single-row updates in a round")
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "pgtrigger", "pghistory"]
    django.setup()
    with databases(given.rows) as ways:
        figures: dict[str, list[Figures]] = defaultdict(list)
        for _ in range(given.rounds):
            for name, made in ways.items():
                figures[name].append(measure(name, made, given.rows, given.seconds))
        sizes = {
            "without a request": bytes_of(ways["ours"], {}),
            "without a browser": bytes_of(ways["ours"], CONTEXT),
        }
        version = ways["ours"].version()
    return report(figures, sizes, version, given)


def report(
    figures: dict[str, list[Figures]],
    sizes: dict[str, float],
    version: str,
    given: argparse.Namespace,
) -> int:
    """Print what was found; give 1 where ours costs more than it may."""
    medians = {
        name: Figures(*(statistics.median(values) for values in zip(*rounds, strict=True)))
        for name, rounds in figures.items()
    }
    none = medians["none"]
    print(
        f"{'median of ' + str(given.rounds):18} {'single':>14} {'update':>14} {'insert':>14} {'bytes':>8}"
    )
    ratios: dict[str, dict[str, float]] = {}
    for name, median in medians.items():
        ratios[name] = {
            "single": round(median.single / none.single, 2),
            "update": round(median.update / none.update, 2),
            "insert": round(median.insert / none.insert, 2),
            "bytes": round(median.size),
        }
        print(
            f"{name:18} {median.single:6.0f}/s {ratios[name]['single']:5.2f}"
            f" {median.update:6.2f} s {ratios[name]['update']:5.2f}"
            f" {median.insert:6.2f} s {ratios[name]['insert']:5.2f} {median.size:8.0f}"
        )
    for what, size in sizes.items():
        print(f"ours, {what}: {size:.0f} bytes an update")
    print(
        json.dumps(
            {
                "benchmark": "audit",
                "server": version,
                "rounds": given.rounds,
                "rows": given.rows,
                "clients": CLIENTS,
                "medians": {name: median._asdict() for name, median in medians.items()},
                "to_none": ratios,
                "bytes_of_ours": {what: round(size) for what, size in sizes.items()},
                "bounds": BOUNDS,
            }
        )
    )
    ours = ratios["ours"]
    kept = (
        ours["single"] >= BOUNDS["single"]
        and ours["update"] <= BOUNDS["update"]
        and ours["insert"] <= BOUNDS["insert"]
        and ours["bytes"] <= BOUNDS["bytes"]
    )
    return int(not kept)


def measure(name: str, made: Any, rows: int, seconds: int) -> Figures:
    """Measure one way once, and leave the patients as they were found."""
    single = transactions(made, rows, seconds)
    with made.connect() as owner:
        owner.execute("VACUUM (ANALYZE) clinic.patients")
        act(owner, CONTEXT | BROWSER)
        before = size_of(owner, name)
        update = seconds_of(owner, ALL_ROWS, [str(time.time_ns())])
        added = (size_of(owner, name) - before) / rows
        owner.execute("VACUUM clinic.patients")
        with owner.transaction(force_rollback=True):
            more = {"clinic": CLINIC, "first": rows + 1, "last": 2 * rows}
            insert = seconds_of(psycopg.ClientCursor(owner), PATIENTS, more)
        owner.execute("VACUUM clinic.patients")
    return Figures(single, update, insert, added)


def transactions(made: Any, rows: int, seconds: int) -> float:
    """Give how many single-row updates a second eight clients get through, by pgbench."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(ONE_ROW.format(rows=rows, clinic=CLINIC))
        script.flush()
        options = " ".join(
            "-c {}={}".format(key, value.replace(" ", "\\ "))
            for key, value in (CONTEXT | BROWSER).items()
        )
        limits = (f"--time={seconds}", "--protocol=prepared")
        url = made.url(made.owner)
        return pgbench.run(url, script.name, CLIENTS, *limits, settings=options)


def bytes_of(made: Any, context: dict[str, str]) -> float:
    """Give the bytes that an update adds to our log with less of a context."""
    with made.connect() as owner:
        act(owner, context)
        before = size_of(owner, "ours")
        changed: int = owner.execute(ALL_ROWS, [str(time.time_ns())]).rowcount
        return (size_of(owner, "ours") - before) / changed


def act(owner: psycopg.Connection[Any], context: dict[str, str]) -> None:
    for name in CONTEXT | BROWSER:
        owner.execute("SELECT set_config(%s, %s, false)", [name, context.get(name, "")])


def size_of(owner: psycopg.Connection[Any], name: str) -> int:
    (size,) = owner.execute(LOGS[name].encode()).fetchone() or (0,)
    return int(size)


def seconds_of(runner: Any, statement: str, parameters: Any) -> float:
    started = time.perf_counter()
    runner.execute(statement, parameters)
    return time.perf_counter() - started


@contextmanager
def databases(rows: int) -> Iterator[dict[str, Any]]:
    """Give a database for each way, with that many patients."""
    from tests.scratch import database
    from tests.seeds.seeded import copy_of

    with database() as template, ExitStack() as stack:
        template.manage("migrate", "-v0")
        ways = {name: stack.enter_context(copy_of(template)) for name in WAYS}
        for name, made in ways.items():
            with made.connect() as owner:
                if name != "ours":
                    owner.execute("SELECT audit.unwatch('clinic.patients')")
                if name == "django-pghistory":
                    track(made.name)
                owner.execute(
                    "INSERT INTO clinic.clinics"
                    " (id, code, name, registration_number, address, postal_code, phone, email)"
                    " VALUES (%s, 'C1', 'C1', 'C1', 'Here', '018956', '+65 6123 4567', 'a@b.example')",
                    [CLINIC],
                )
                psycopg.ClientCursor(owner).execute(
                    PATIENTS.encode(), {"clinic": CLINIC, "first": 1, "last": rows}
                )
                owner.execute("VACUUM (ANALYZE)")
        yield ways


def track(database: str) -> None:
    """Let django-pghistory record the patients of a database, as it would in a project."""
    import pghistory
    from django.core.management import call_command
    from django.db import connections
    from pgtrigger import registered

    from clinical.models import Patient

    event = pghistory.create_event_model(
        Patient,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=[*SECRETS, "updated_at"],
        model_name="PatientEvent",
        abstract=False,
        app_label="clinical",
        meta={"db_table": "patientevent"},
    )
    owner = connections["owner"]
    usual = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = database
    try:
        call_command("migrate", "pghistory", database="owner", verbosity=0)
        with owner.schema_editor() as editor:
            editor.create_model(event)
        for model, trigger in registered():
            if model._meta.db_table == "patients":
                trigger.install(model, database="owner")
    finally:
        owner.close()
        owner.settings_dict["NAME"] = usual


if __name__ == "__main__":
    sys.exit(main())
