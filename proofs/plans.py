"""Every query that matters uses its index under the policies, and no index is there for nothing.

A chain of clinics with 300,000 appointments is seeded in a database of its own. Each query that matters is planned
(EXPLAIN) by the run-time login in a person's role and context, in the largest clinic: what the admin's lists send for
their first pages and days, what belongs to a patient, the three views. Functions are called, each in a transaction that
is undone, and PostgreSQL says which indexes they have read. A query that loses its index is named, and so is an
index that no query has used and that serves no key.

    python proofs/plans.py [--clinics N] [--patients N] [--days N]
    python proofs/plans.py --database NAME     (one that is there already, on the server of DATABASE_URL)
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import django
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from identity.models import User
    from tests.scratch import Database

ROOT = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(ROOT), str(ROOT / "platform")]

Connection = psycopg.Connection[Any]
Used = dict[str, set[str]]
"""Which queries have used an index."""

LARGEST = "SELECT clinic_id FROM clinic.patients GROUP BY clinic_id ORDER BY count(*) DESC LIMIT 1"
SAMPLE = """
SELECT
    patient.id AS patient, patient.full_name AS name, patient.patient_number AS number,
    patient.phone AS phone, patient.email AS email, appointment.doctor_id AS doctor,
    appointment.id AS appointment
FROM clinic.patients AS patient
JOIN clinic.appointments AS appointment
    ON appointment.clinic_id = patient.clinic_id AND appointment.patient_id = patient.id
WHERE patient.clinic_id = %s AND patient.deleted_at IS NULL AND appointment.doctor_id IS NOT NULL
    AND patient.email IS NOT NULL AND patient.phone IS NOT NULL
ORDER BY patient.patient_number, appointment.id
LIMIT 1
"""
A_FREE_SLOT = """
SELECT id
FROM clinic.appointment_slots
WHERE clinic_id = %s AND is_available AND NOT is_blocked AND starts_at > now() + interval '1 day'
ORDER BY starts_at, id
LIMIT 1
"""
SCANS = """
SELECT c.relname::text, pg_stat_get_xact_numscans(c.oid)
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE c.relnamespace IN ('clinic'::regnamespace, 'booking'::regnamespace)
"""

QUERIES = {
    "upcoming appointments: a day": (
        "admin",
        {"appointments_upcoming_idx"},
        "SELECT * FROM upcoming_appointments WHERE appointment_date = CURRENT_DATE + 1 ORDER BY starts_at",
    ),
    "upcoming appointments: of a patient": (
        "admin",
        {"appointments_patient_idx"},
        "SELECT * FROM upcoming_appointments WHERE patient_id = %(patient)s ORDER BY starts_at",
    ),
    "upcoming appointments: of a doctor": (
        "admin",
        {"appointments_doctor_idx"},
        "SELECT * FROM upcoming_appointments WHERE doctor_id = %(doctor)s ORDER BY starts_at",
    ),
    "patient summary: a page, its patients": (
        "admin",
        {"patients_full_name_idx"},
        "SELECT * FROM patient_summary WHERE clinic_id = %(clinic)s ORDER BY full_name, patient_id DESC LIMIT 50",
    ),
    "patient summary: a page, their appointments": (
        "admin",
        {"appointments_patient_idx"},
        "SELECT patient_id, total_appointments, last_visit_date, next_appointment_at FROM patient_summary"
        " WHERE clinic_id = %(clinic)s ORDER BY full_name LIMIT 50",
    ),
    "patient summary: a page, their records": (
        "admin",
        {"medical_records_patient_idx"},
        "SELECT patient_id, total_medical_records FROM patient_summary"
        " WHERE clinic_id = %(clinic)s ORDER BY full_name LIMIT 50",
    ),
    "patient summary: a page, what they owe": (
        "admin",
        {"payments_patient_idx"},
        "SELECT patient_id, outstanding_balance FROM patient_summary"
        " WHERE clinic_id = %(clinic)s ORDER BY full_name LIMIT 50",
    ),
    "patient summary: one": (
        "admin",
        {"patients_pkey", "patients_tenant_key"},
        "SELECT * FROM patient_summary WHERE patient_id = %(patient)s",
    ),
    "daily metrics: a month": (
        "admin",
        {"metric_entries_day_idx"},
        "SELECT * FROM daily_clinic_metrics WHERE appointment_date > CURRENT_DATE - 30 ORDER BY appointment_date",
    ),
    "slots: of a day": (
        "admin",
        {"appointment_slots_start_idx", "appointment_slots_doctor_idx"},
        "SELECT * FROM appointment_slots WHERE starts_at >= CURRENT_DATE::timestamptz"
        " AND starts_at < (CURRENT_DATE + 1)::timestamptz",
    ),
    "lines of bills: one's own": (
        "patient",
        {"payment_items_patient_idx"},
        "SELECT * FROM payment_items",
    ),
    "medicines: one's own": (
        "patient",
        {"prescription_items_patient_idx"},
        "SELECT * FROM prescription_items",
    ),
    "a doctor's appointments": (
        "admin",
        {"appointments_doctor_idx"},
        "SELECT * FROM appointments WHERE clinic_id = %(clinic)s AND doctor_id = %(doctor)s"
        " ORDER BY starts_at DESC LIMIT 50",
    ),
}
"""By name: who asks, indexes of which one must be used, and the query."""

CALLS = {
    "search: a name": ("admin", {"patients_name_search_idx"}, "SELECT search_patients(%(name)s)"),
    "search: a number": (
        "admin",
        {"patients_number_search_idx"},
        "SELECT search_patients(%(number)s)",
    ),
    "search: an address": (
        "admin",
        {"patients_email_search_idx"},
        "SELECT search_patients(%(email)s)",
    ),
    "search: a telephone": (
        "admin",
        {"patients_phone_search_idx"},
        "SELECT search_patients(%(phone)s)",
    ),
    "book": (
        "staff",
        {"booking_requests_idempotency_key_key"},
        "SELECT booking.create_booking('plans', %(user)s, %(clinic)s, %(slot)s, %(patient)s)",
    ),
    "hold": (
        "patient",
        {"appointment_slots_held_idx"},
        "SELECT booking.hold_slot(%(slot)s)",
    ),
    "call the next": ("staff", {"appointments_in_the_queue_idx"}, "SELECT booking.call_next()"),
    "sign in": (None, {"users_email_idx"}, "SELECT * FROM clinic.login_by_email(%(login)s, NULL)"),
}
"""By name: who calls, indexes of which one must be read, and the call."""


FEW = {
    *("doctors", "staff", "system_settings"),
    *("integration_webhooks", "webhook_sources", "webhook_secrets"),
}
"""Tables of which a clinic has so few rows that they are read and sorted."""


class Ask(NamedTuple):
    """A query, who asks it, and indexes of which it must use one."""

    name: str
    role: str
    indexes: set[str]
    statement: str
    parameters: Any = None


def main() -> int:
    """Plan and call them all; print which index each used; give 1 where one is lost, or needless."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clinics", type=int, default=12)
    parser.add_argument("--patients", type=int, default=86_000)
    parser.add_argument("--days", type=int, default=305)
    parser.add_argument("--database", default="")
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.scratch import Database, database, server_of_the_tests

    if given.database:
        return prove(Database(given.database, *server_of_the_tests()))
    with database() as made:
        made.manage("migrate", "-v0")
        scale = [f"--{name}={getattr(given, name)}" for name in ("clinics", "patients", "days")]
        made.manage("seed_dev", "--quiet", *scale)
        made.manage("refresh_metrics", "-v0")
        return prove(made)


def prove(made: "Database") -> int:
    from django.db import connections

    from tests.database.test_indexes import OF_PROVIDERS, OF_THE_QUEUE, for_queries
    from tests.scratch import APP

    for alias in ("owner", "default"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = made.name
    used: Used = defaultdict(set)
    with made.connect() as owner, made.connect(APP) as login:
        owner.execute("SET search_path = public, clinic, booking")
        owner.execute("VACUUM (ANALYZE)")
        login.prepare_threshold = None
        ((clinic_id,),) = owner.execute(LARGEST).fetchall()
        people = logins(clinic_id)
        lost = [
            *lost_by_queries(login, people, sample(owner, clinic_id, people), used),
            *lost_by_calls(login, people, sample(owner, clinic_id, people), used),
        ]
        needless = sorted(for_queries() - used.keys() - OF_THE_QUEUE - OF_PROVIDERS)
        ((appointments,),) = owner.execute("SELECT count(*) FROM appointments").fetchall()
    for alias in ("owner", "default"):
        connections[alias].close()
    print(f"{appointments} appointments, PostgreSQL {made.version()}")
    for index, queries in sorted(used.items()):
        first, *others = sorted(queries)
        print(f"{index:34} {first}{f', and {len(others)} more' if others else ''}")
    for name in lost:
        print(f"LOST ITS INDEX: {name}")
    for index in needless:
        print(f"USED BY NOTHING: {index}")
    return int(bool(lost or needless))


def logins(clinic_id: UUID) -> "dict[str, User]":
    """Give a person of each role."""
    from identity.models import User

    people = User.objects.using("owner").filter(clinic=clinic_id, deleted_at=None).order_by("email")
    return {user.role: user for user in reversed(people)}


def sample(owner: Connection, clinic_id: UUID, people: "dict[str, User]") -> dict[str, Any]:
    """Give what queries and calls name: a patient with an appointment, a free slot, a login."""
    from psycopg.rows import dict_row

    (found,) = owner.cursor(row_factory=dict_row).execute(SAMPLE, [clinic_id]).fetchall()
    ((slot,),) = owner.execute(A_FREE_SLOT, [clinic_id]).fetchall()
    staff = people["staff"]
    return found | {"clinic": clinic_id, "slot": slot, "user": staff.pk, "login": staff.email}


def lost_by_queries(
    login: Connection, people: "dict[str, User]", named: dict[str, Any], used: Used
) -> Iterator[str]:
    """Plan each query; give those whose plan has none of their indexes."""
    for ask in [*of_views(named), *of_lists(people["admin"]), *of_patients(named)]:
        act_as(login, people[ask.role])
        explain = f"EXPLAIN (FORMAT JSON) {ask.statement}"
        ((plan,),) = login.execute(explain.encode(), ask.parameters).fetchall()
        found = set(indexes_of(plan[0]["Plan"]))
        for index in found:
            used[index].add(ask.name)
        if not found & ask.indexes:
            yield f"{ask.name}: {', '.join(sorted(found)) or 'no index'}, not {' or '.join(sorted(ask.indexes))}"


def indexes_of(plan: dict[str, Any]) -> Iterator[str]:
    """Give the indexes that a plan reads by a condition, or in order."""
    if name := plan.get("Index Name"):
        yield name
    for part in plan.get("Plans", ()):
        yield from indexes_of(part)


def of_views(named: dict[str, Any]) -> Iterator[Ask]:
    for name, (role, indexes, query) in QUERIES.items():
        yield Ask(name, role, indexes, query, named)


def of_lists(admin: "User") -> Iterator[Ask]:
    """Give what the admin's lists send for their first page, which their order's index must lead to."""
    from benchmarks.ground.admin_lists import asks, sent

    for ask in asks(admin):
        ordering = ask.model_admin.ordering or ask.model_admin.opts.ordering
        indexes = leading(ask.table, str(ordering[0]).lstrip("-")) if ordering else set()
        if ask.what == "first page" and indexes and ask.table not in FEW:
            query = sent(ask, admin)[-1]
            yield Ask(f"{ask.table}: {ask.what}", "admin", indexes, query.sql, query.params)


def of_patients(named: dict[str, Any]) -> Iterator[Ask]:
    """Give the latest of each table that belong to one patient."""
    from django.apps import apps

    for model in apps.get_models():
        meta = model._meta
        names = {field.name for field in meta.fields}
        if meta.managed and {"patient", "clinic"} <= names and meta.ordering:
            query = sql.SQL(
                "SELECT * FROM {} WHERE clinic_id = %(clinic)s AND patient_id = %(patient)s"
                " ORDER BY {} DESC LIMIT 9"
            ).format(
                sql.Identifier(meta.db_table), sql.Identifier(str(meta.ordering[0]).lstrip("-"))
            )
            indexes = leading(meta.db_table, "patient_id")
            yield Ask(f"{meta.db_table}: of a patient", "admin", indexes, query.as_string(), named)


def leading(table: str, column: str) -> set[str]:
    """Give the indexes of a table that lead with the clinic and then this column."""
    from tests.database.catalogue import indexes

    return {
        index.name
        for index in indexes()
        if index.table == table and index.columns[:2] == ("clinic_id", column)
    }


def lost_by_calls(
    login: Connection, people: "dict[str, User]", named: dict[str, Any], used: Used
) -> Iterator[str]:
    """Call each function in a transaction that is undone; give those that read none of their indexes."""
    for name, (role, indexes, call) in CALLS.items():
        with login.transaction(force_rollback=True):
            if role:
                act_as(login, people[role])
            else:
                login.execute("RESET ROLE")
            before = dict(login.execute(SCANS).fetchall())
            login.execute(call.encode(), named).fetchall()
            after = dict(login.execute(SCANS).fetchall())
        found = {index for index, scans in after.items() if scans > before[index]}
        for index in found:
            used[index].add(name)
        if not found & indexes:
            yield f"{name}: {', '.join(sorted(found)) or 'no index'}, not {' or '.join(sorted(indexes))}"


def act_as(login: Connection, user: "User") -> None:
    from benchmarks.ground.clinics import act
    from tenancy.roles import ROLE_OF

    assert user.clinic_id
    act(login, ROLE_OF[user.role], user.clinic_id, user.pk)


if __name__ == "__main__":
    sys.exit(main())
