"""Every table and column of the specification exists, with its type, and nothing else does."""

import json
import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

import pytest

from tests.database.catalogue import LOG, PLATFORM, rows, tables
from tests.database.specification import specification

pytestmark = pytest.mark.django_db(databases=["owner"])

SOURCES, KEYS = ("webhook_sources", "webhook_secrets"), "data_keys"
"""Who may send us events, and the keys of what is encrypted: the specification knows neither."""

ENTRIES = "metric_entries"
"""What the figures of days are added up from: the specification knows the view alone."""

REQUIRED_YET_NULL = {
    ("payments", "receipt_number"): "given once the payment is completed; a CHECK demands it then",
}

BEYOND_THE_SPECIFICATION = {
    "a time zone of the clinic's own": {("clinics", "timezone")},
    "the instant and its end, from which day and wall time are generated": {
        (table, column)
        for table in ("appointments", "appointment_slots")
        for column in ("starts_at", "ends_at", "timezone")
    },
    "what policies compare is copied from the parent, kept by a key": {
        ("prescription_items", "patient_id"),
        ("prescription_items", "doctor_id"),
        ("payment_items", "patient_id"),
        *(
            (table, "access_restricted")
            for table in ("prescriptions", "prescription_items", "lab_results", "imaging_results")
        ),
    },
    "a patient squeezed in beside another, and why": {
        ("appointments", "may_overlap"),
        ("appointments", "overlap_reason"),
    },
    "who asked for a booking, a superadmin too, who is of no clinic and in no key": {
        ("booking_requests", "actor_id")
    },
    "who keeps a slot while filling in a form, and until when": {
        ("appointment_slots", "held_by"),
        ("appointment_slots", "held_until"),
    },
    "how many queue numbers a day has given, since one that is given up is not given again": {
        ("queue_management", "numbers_given")
    },
    "what changes add to the figures of a clinic's day, for a view to add up": {
        (ENTRIES, name)
        for name in (
            *("id", "clinic_id", "day", "appointments", "completed", "no_shows", "waits", "waited"),
            "revenue",
        )
    },
    "the keys of what is encrypted, wrapped": {
        (KEYS, name)
        for name in ("id", "clinic_id", "purpose", "wrapped_key", "created_at", "replaced_at")
    },
    "the time step of the last one-time code, since each is good once": {
        ("users", "two_factor_last_step")
    },
    "which transaction made an entry, in which role, where its record is found, and a salt for digests": {
        (LOG, name) for name in ("transaction_id", "actor_role", "record_bucket", "salt")
    },
    "who may send events, and what they sign with": {
        *(
            ("webhook_sources", name)
            for name in (
                "id",
                "clinic_id",
                "name",
                "scheme",
                "is_active",
                "created_at",
                "updated_at",
            )
        ),
        *(
            ("webhook_secrets", name)
            for name in ("id", "clinic_id", "source_id", "secret", "created_at", "expires_at")
        ),
    },
    "children carry their clinic too": {
        (table, "clinic_id")
        for table in ("prescription_items", "payment_items", "webhook_logs", "webhook_events")
    },
    "what a queue of events needs": {
        ("webhook_events", column)
        for column in (
            *("source", "event_type", "ordering_key", "ordering_hash", "ordering_number", "place"),
            *(
                "lease_owner",
                "lease_expires_at",
                "next_attempt_at",
                "max_attempts",
                "history",
                "alone",
            ),
        )
    },
}

NEVER_NULL = {("system_settings", "value")}

ENUMS = {
    "user_role",
    "appointment_status",
    "payment_status",
    "gender",
    "chas_card_type",
    "notification_channel",
    "queue_status",
    "document_type",
    "webhook_event_status",
}

NOW = {"now()", "CURRENT_TIMESTAMP"}  # one function under two names

MAKES_UUID = re.compile(r"(uuid_v7|gen_random_uuid)\(\)$")


class Column(NamedTuple):
    schema: str
    table: str
    column: str
    type: str
    required: bool
    default: str | None
    generated: bool


@cache
def spelled(spec_type: str) -> str:
    """Give the type as format_type spells it."""
    name, _, rest = spec_type.partition("(")
    if name in ENUMS:
        return name
    long = {
        "varchar": "character varying",
        "decimal": "numeric",
        "timestamptz": "timestamp with time zone",
        "time": "time without time zone",
    }
    return long.get(name, name) + (f"({rest}" if rest else "")


def catalogue() -> dict[tuple[str, str], Column]:
    found = rows(
        """
        SELECT n.nspname::text, c.relname::text, a.attname::text,
            format_type(a.atttypid, a.atttypmod), a.attnotnull,
            CASE WHEN a.attidentity = 'a' THEN 'identity' ELSE pg_get_expr(d.adbin, d.adrelid) END,
            a.attgenerated <> ''
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE (n.nspname IN ('clinic', 'booking') AND c.relkind IN ('r', 'p') OR c.relname = 'audit_logs')
            AND a.attnum > 0 AND NOT a.attisdropped
        """
    )
    return {(line[1], line[2]): Column(*line) for line in found}


def as_text(default: str | None) -> str | None:
    """Give what a default puts into a row, as text; None where there is none."""
    if default is None:
        return None
    ((value,),) = rows(f"SELECT ({default})::text")
    return str(value)


def test_every_table_and_column_stands_in_its_schema_with_its_type() -> None:
    actual = catalogue()
    wanted = {(s.table, s.column): (s.schema, spelled(s.type)) for s in specification()}
    assert {
        key: (column.schema, column.type) for key, column in actual.items() if key in wanted
    } == wanted


def test_the_specification_is_read_whole() -> None:
    beyond = {*SOURCES, ENTRIES, KEYS}
    assert {s.table for s in specification()} == (tables() - beyond) | {LOG}
    assert len(tables()) == 32
    assert len(specification()) == 645


def test_enum_types_stand_in_the_schema_clinic() -> None:
    found = rows(
        "SELECT typname::text, typnamespace::regnamespace::text FROM pg_type WHERE typtype = 'e'"
    )
    assert set(found) == {(name, "clinic") for name in ENUMS}


def test_there_is_no_column_that_nobody_asked_for() -> None:
    asked_for = {(s.table, s.column) for s in specification()}
    assert set(catalogue()) - asked_for == set().union(*BEYOND_THE_SPECIFICATION.values())


def test_nothing_of_ours_stands_outside_the_schemas() -> None:
    others = {
        (schema, name)
        for schema, name in rows(
            """
            SELECT relnamespace::regnamespace::text, relname::text
            FROM pg_class
            WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
                AND relnamespace::regnamespace::text NOT IN ('clinic', 'booking', 'audit')
                AND relnamespace::regnamespace::text NOT LIKE 'pg\\_%%'
                AND relnamespace <> 'information_schema'::regnamespace
            """
        )
    }
    assert {(schema, name) for schema, name in others if not name.startswith("django_")} == {
        ("archive", "webhook_events"),
        ("webhook", "workers"),
        ("public", "auth_group"),
        ("public", "auth_group_permissions"),
        ("public", "auth_permission"),
    }
    assert {place for place in others if place[0] != "public"} == {
        ("archive", "webhook_events"),
        ("webhook", "workers"),
    }
    assert tables().isdisjoint(name for schema, name in others if schema == "public")


def test_required_columns_are_not_null() -> None:
    actual = catalogue()
    assert {
        (s.table, s.column)
        for s in specification()
        if s.presence == "required" and not actual[s.table, s.column].required
    } == set(REQUIRED_YET_NULL)


def test_defaults_are_those_of_the_specification() -> None:
    actual, wrong = catalogue(), {}
    for s in specification():
        default = actual[s.table, s.column].default
        if s.default == "identity":
            right = default == "identity"
        elif s.default == "uuid":
            right = bool(default and MAKES_UUID.search(default))
        elif s.default == "now()":
            right = default in NOW
        elif s.type == "jsonb" and s.default:
            text = as_text(default)
            right = text is not None and json.loads(text) == json.loads(s.default)
        elif s.default:
            right = as_text(default) == s.default
        else:
            continue
        if not right:
            wrong[s.table, s.column] = (s.default, default)
    assert wrong == {}


def test_flags_counters_json_and_timestamps_are_never_null_and_have_a_default() -> None:
    actual = catalogue()
    weak = {
        (s.table, s.column)
        for s in specification()
        if s.type == "boolean"
        or (s.type in {"integer", "jsonb"} and s.default)
        or s.column in {"created_at", "updated_at"}
        if not (actual[s.table, s.column].required and actual[s.table, s.column].default)
    }
    assert weak == set()


def test_money_with_a_default_is_never_null() -> None:
    actual = catalogue()
    assert {
        (s.table, s.column)
        for s in specification()
        if s.type.startswith("decimal") and s.default and not actual[s.table, s.column].required
    } == set()


def test_every_table_but_the_platforms_has_a_clinic() -> None:
    with_clinic = {table for table, column in catalogue() if column == "clinic_id"}
    assert with_clinic == tables() - PLATFORM | {LOG}


def test_only_rows_of_the_platform_have_no_clinic() -> None:
    assert {
        table
        for (table, column), found in catalogue().items()
        if column == "clinic_id" and not found.required
    } == {"users", "system_settings", "webhook_events", *SOURCES, KEYS, LOG}


def test_only_what_follows_from_other_columns_is_generated() -> None:
    generated = defaultdict(set)
    for (table, column), found in catalogue().items():
        if found.generated:
            generated[table].add(column)
    assert generated == {
        "appointments": {"ends_at", "appointment_date", "appointment_time"},
        "appointment_slots": {"ends_at", "slot_date", "slot_time"},
        "patients": {"bmi"},
        "medical_records": {"bmi"},
        LOG: {"record_bucket"},
    }
