"""Keys of every table: its own, its clinic's, and those to others, which no clinic can step across."""

from itertools import combinations
from typing import Any

import pytest
from django.db import connections, transaction
from psycopg import sql
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from tests.database.catalogue import (
    PLATFORM,
    ForeignKey,
    Index,
    foreign_keys,
    indexes,
    rows,
    tables,
    tenant_tables,
)
from tests.database.specification import specification
from tests.refusals import refused
from tests.rows import NOON, make, model_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])

NO_ACTION, CASCADE, SET_NULL = "a", "c", "n"

PLAIN = {
    ("system_settings", ("updated_by",)): "its clinic may be empty, and a composite key is not"
    " checked then; this one stands beside the composite one",
    ("webhook_secrets", ("source_id",)): "likewise",
}
"""Keys to a tenant table that do not carry the clinic, and why."""

WORLD_WIDE = {
    "users_email_idx": "sign-in looks an address up before it knows the clinic",
    **{
        f"patients_{name}_search_idx": "trigrams, used by clinic.search_patients alone"
        for name in ("name", "number", "email", "phone")
    },
    "webhook_events_place_idx": "the worker takes the events of all clinics from one line",
    "webhook_events_due_idx": "likewise, those that come back into it",
    "webhook_events_ordering_idx": "a hash of clinic, source and ordering key",
}
"""Indexes of tenant tables that do not start with the clinic, and why; primary keys aside."""

FEW = {"doctors", "staff", "webhook_secrets"}
"""Tables of which a clinic has so few rows that a list is read whole and sorted."""

NOT_DELETED = "(deleted_at IS NULL)"
SET_FREE = {
    "users_email_key": NOT_DELETED,
    "patients_user_key": NOT_DELETED,
    "patients_nric_hash_key": NOT_DELETED,
    "data_keys_in_use_key": "(replaced_at IS NULL)",
    "appointment_slots_taken_key": "(appointment_id IS NOT NULL)",
    "appointments_place_in_queue_key": (
        f"({NOT_DELETED} AND (queue_status = "
        "ANY (ARRAY['waiting'::queue_status, 'called'::queue_status, 'serving'::queue_status])))"
    ),
    "doctors_user_key": NOT_DELETED,
    "staff_user_key": NOT_DELETED,
    "medical_records_appointment_key": NOT_DELETED,
    "telemedicine_sessions_appointment_key": (
        f"({NOT_DELETED} AND (NOT ((status)::text = 'failed'::text)))"
    ),
}
"""Unique keys that a row may set free, and while it does not. Numbers are given once for ever."""

SO_THAT_ITS_KEYS_FIT: dict[str, dict[str, Any]] = {
    "appointment_slots": {"is_available": False},
    "lab_results": {"reviewed_at": NOON, "critical_values_acknowledged_at": NOON},
    "imaging_results": {"reviewed_at": NOON},
    "payments": {
        "paid_amount": 109,
        "outstanding_amount": 0,
        "is_refunded": True,
        "refunded_amount": 109,
        "refunded_at": NOON,
    },
}
"""What a row needs, besides the key, to refer to somebody by it."""

ON_DELETE = {
    # Parts of a whole go with it.
    ("prescription_items", "prescription_id"): CASCADE,
    ("payment_items", "payment_id"): CASCADE,
    # A hint is forgotten with what it points to.
    ("appointment_slots", "appointment_id"): SET_NULL,
    ("sms_messages", "notification_id"): SET_NULL,
    ("whatsapp_messages", "notification_id"): SET_NULL,
    ("email_messages", "notification_id"): SET_NULL,
    ("patients", "preferred_doctor_id"): SET_NULL,
    ("staff", "reporting_to"): SET_NULL,
    # Everything else stays, and keeps what it refers to.
    ("appointment_slots", "doctor_id"): NO_ACTION,
    ("appointment_slots", "timezone"): NO_ACTION,
    ("webhook_logs", "webhook_id"): NO_ACTION,
    ("webhook_secrets", "source_id"): NO_ACTION,
    ("appointments", "booked_by"): NO_ACTION,
    ("appointments", "cancelled_by"): NO_ACTION,
    ("appointments", "doctor_id"): NO_ACTION,
    ("appointments", "patient_id"): NO_ACTION,
    ("appointments", "rescheduled_from"): NO_ACTION,
    ("appointments", "timezone"): NO_ACTION,
    ("booking_requests", "user_id"): NO_ACTION,
    ("doctors", "user_id"): NO_ACTION,
    ("imaging_results", "doctor_id"): NO_ACTION,
    ("imaging_results", "medical_record_id"): NO_ACTION,
    ("imaging_results", "patient_id"): NO_ACTION,
    ("imaging_results", "reviewed_by"): NO_ACTION,
    ("insurance_claims", "patient_id"): NO_ACTION,
    ("insurance_claims", "payment_id"): NO_ACTION,
    ("lab_results", "critical_values_acknowledged_by"): NO_ACTION,
    ("lab_results", "doctor_id"): NO_ACTION,
    ("lab_results", "medical_record_id"): NO_ACTION,
    ("lab_results", "patient_id"): NO_ACTION,
    ("lab_results", "reviewed_by"): NO_ACTION,
    ("medical_records", "appointment_id"): NO_ACTION,
    ("medical_records", "doctor_id"): NO_ACTION,
    ("medical_records", "patient_id"): NO_ACTION,
    ("notifications", "user_id"): NO_ACTION,
    ("patients", "user_id"): NO_ACTION,
    ("payments", "appointment_id"): NO_ACTION,
    ("payments", "patient_id"): NO_ACTION,
    ("payments", "refunded_by"): NO_ACTION,
    ("prescriptions", "doctor_id"): NO_ACTION,
    ("prescriptions", "medical_record_id"): NO_ACTION,
    ("prescriptions", "patient_id"): NO_ACTION,
    ("staff", "user_id"): NO_ACTION,
    ("system_settings", "updated_by"): NO_ACTION,
    ("telemedicine_sessions", "appointment_id"): NO_ACTION,
    ("telemedicine_sessions", "doctor_id"): NO_ACTION,
    ("telemedicine_sessions", "patient_id"): NO_ACTION,
    ("vaccination_records", "administered_by"): NO_ACTION,
    ("vaccination_records", "patient_id"): NO_ACTION,
}


RECORD = ("patient_id", "access_restricted")
COPIES = {
    "prescriptions_restriction_fk": RECORD,
    "lab_results_restriction_fk": RECORD,
    "imaging_results_restriction_fk": RECORD,
    "prescription_items_people_fk": ("patient_id", "doctor_id", "access_restricted"),
    "payment_items_patient_fk": ("patient_id",),
}
"""Keys that hold copied columns equal to their parent's, and the columns."""


def tenant_keys() -> list[ForeignKey]:
    """Give the keys from one tenant table to another."""
    return [key for key in foreign_keys() if key.to_table not in PLATFORM and not key.keeps_copies]


def composite_keys() -> list[ForeignKey]:
    return [key for key in tenant_keys() if (key.table, key.columns) not in PLAIN]


def sets(key: ForeignKey, row: Any, value: Any) -> None:
    model = model_of(key.table)
    (field,) = [f.attname for f in model._meta.fields if f.column == key.columns[-1]]
    model._base_manager.using(OWNER).filter(pk=row.pk).update(**{field: value})
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_table_has_a_primary_key_of_its_id() -> None:
    assert {
        index.table for index in indexes() if index.is_primary and index.columns == ("id",)
    } == tables()


def test_every_tenant_table_can_be_referred_to_by_clinic_and_id() -> None:
    assert {
        index.table
        for index in indexes()
        if index.is_unique and index.columns == ("clinic_id", "id")
    } == tenant_tables()


def test_every_tenant_table_has_a_key_to_its_clinic() -> None:
    assert {key.table for key in foreign_keys() if key.is_clinic} == tenant_tables()


def test_every_key_between_tenant_tables_carries_the_clinic_on_both_sides() -> None:
    for key in composite_keys():
        assert key.columns[0] == "clinic_id", key
        assert key.to_columns == ("clinic_id", "id"), key


def test_a_plain_key_stands_only_where_it_is_explained_and_beside_a_composite_one() -> None:
    plain = {(key.table, key.columns) for key in tenant_keys() if key.columns[0] != "clinic_id"}
    assert plain == set(PLAIN)
    composite = {(key.table, key.columns) for key in tenant_keys()}
    assert {(table, ("clinic_id", *columns)) for table, columns in plain} <= composite


def test_every_reference_of_the_specification_is_a_key() -> None:
    keys = {(key.table, key.columns[-1], key.to_table) for key in foreign_keys()}
    wanted = {(s.table, s.column, s.references) for s in specification() if s.references}
    assert wanted - keys == set()


def test_what_the_specification_calls_unique_is_unique_at_least_in_its_clinic() -> None:
    unique = {
        (index.table, columns)
        for index in indexes()
        if index.is_unique and index.condition in {None, *SET_FREE.values()}
        for columns in (index.columns, index.columns[1:])
    }
    wanted = {(s.table, (s.column,)) for s in specification() if s.unique}
    assert wanted - unique == set()


def test_which_unique_keys_a_row_sets_free() -> None:
    partial = {index.name: index.condition for index in indexes() if index.is_unique}
    assert {name: condition for name, condition in partial.items() if condition} == SET_FREE


@pytest.mark.parametrize(
    ("table", "field", "parent", "free"),
    [
        ("users", "email", None, {"deleted_at": NOON}),
        ("patients", "user", "users", {"deleted_at": NOON}),
        ("patients", "nric", None, {"deleted_at": NOON}),
        ("doctors", "user", "users", {"deleted_at": NOON}),
        ("staff", "user", "users", {"deleted_at": NOON}),
        ("medical_records", "appointment", "appointments", {"deleted_at": NOON}),
        ("telemedicine_sessions", "appointment", "appointments", {"deleted_at": NOON}),
        ("telemedicine_sessions", "appointment", "appointments", {"status": "failed"}),
    ],
)
def test_a_deleted_row_and_a_failed_session_set_their_key_free(
    table: str, field: str, parent: str | None, free: dict[str, Any], world: World
) -> None:
    given = {field: make(parent, world.a) if parent else "same@example.com"}
    for _ in range(2):
        make(table, world.a, **given | free)
    make(table, world.a, **given)
    column = {"nric": "nric_hash"}.get(field, field)
    with refused(UniqueViolation, OWNER, f"{table}_{column}_key"):
        make(table, world.a, **given)


def test_every_key_is_validated_and_enforced() -> None:
    assert rows("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def test_every_foreign_key_is_covered_by_an_index_that_leads_with_the_clinic() -> None:
    by_table: dict[str, list[Index]] = {}
    for index in indexes():
        if index.method == "btree" and index.columns[0] == "clinic_id":
            by_table.setdefault(index.table, []).append(index)
    uncovered = [
        key.name
        for key in foreign_keys()
        if not any(covers(index, key) for index in by_table.get(key.table, []))
    ]
    assert uncovered == []


def leaves_out_empties(one: Index, other: Index) -> bool:
    """Say whether an index is another but for empty keys; one of certain rows is smaller, and has its use."""
    return other.condition is None and (one.condition or "").endswith(" IS NOT NULL)")


def test_every_order_of_a_list_is_an_index_of_the_clinic() -> None:
    whole = {(index.table, index.columns) for index in indexes() if index.condition is None}
    unordered = []
    for table in tenant_tables() - FEW:
        ordering = model_of(table)._meta.ordering
        columns = ("clinic_id", *(str(name).lstrip("-") for name in ordering or ["id"]))
        if not any((table, columns) == (of, led[: len(columns)]) for of, led in whole):
            unordered.append((table, columns))
    assert unordered == []


def covers(index: Index, key: ForeignKey) -> bool:
    if key.is_clinic or key.is_timezone:  # Whoever looks for a clinic's rows finds all of them.
        return index.condition is None
    column = key.columns[1 if key.keeps_copies else -1]
    return index.columns[1] == column and index.condition in {None, f"({column} IS NOT NULL)"}


def test_every_index_of_a_tenant_table_leads_with_the_clinic() -> None:
    assert {
        index.name
        for index in indexes()
        if index.table in tenant_tables()
        and not index.is_primary
        and index.columns[0] != "clinic_id"
    } == set(WORLD_WIDE)


def test_every_unique_key_of_a_tenant_table_leads_with_the_clinic() -> None:
    assert {
        index.name
        for index in indexes()
        if index.table in tenant_tables()
        and (index.is_unique or index.is_exclusion)
        and not index.is_primary
        and index.columns[0] != "clinic_id"
    } == set()


def test_no_index_is_made_needless_by_another() -> None:
    plain = [index for index in indexes() if index.method == "btree"]
    needless = [
        (one.name, other.name)
        for a, b in combinations(plain, 2)
        for one, other in ((a, b), (b, a))
        if one.table == other.table
        and not one.is_unique
        and (other.condition == one.condition or leaves_out_empties(one, other))
        and None not in one.columns
        and other.columns[: len(one.columns)] == one.columns
    ]
    assert needless == []


def test_no_unique_index_stands_twice() -> None:
    unique = [
        (index.table, frozenset(index.columns), index.condition)
        for index in indexes()
        if index.is_unique
    ]
    assert len(unique) == len(set(unique))


def test_a_row_refers_to_its_own_clinic_alone(world: World, subtests: pytest.Subtests) -> None:
    """For every key in pg_constraint, so that a new one is tested without being named here."""
    keys = composite_keys()
    assert len(keys) > 40
    for key in keys:
        if key.is_timezone:
            continue
        with subtests.test(key.name), transaction.atomic(using=OWNER):
            row = make(key.table, world.a, **SO_THAT_ITS_KEYS_FIT.get(key.table, {}))
            theirs, ours = make(key.to_table, world.b), make(key.to_table, world.a)
            with refused(ForeignKeyViolation, OWNER, key.name):
                sets(key, row, theirs.pk)
            sets(key, row, ours.pk)


def test_a_row_refers_to_nobody_who_does_not_exist(world: World, subtests: pytest.Subtests) -> None:
    for key in composite_keys():
        if key.is_timezone:
            continue
        with subtests.test(key.name), transaction.atomic(using=OWNER):
            row = make(key.table, world.a, **SO_THAT_ITS_KEYS_FIT.get(key.table, {}))
            with refused(ForeignKeyViolation, OWNER, key.name):
                sets(key, row, world.a.clinic.pk)


def test_a_copy_can_not_differ_from_its_parent(world: World, subtests: pytest.Subtests) -> None:
    other = make("patients", world.a).pk, make("doctors", world.a).pk
    different = {"patient_id": other[0], "doctor_id": other[1], "access_restricted": True}
    keys = [key for key in foreign_keys() if key.keeps_copies]
    assert {key.name: key.columns[2:] for key in keys} == COPIES
    for key in keys:
        parent = make(key.to_table, world.a)
        row = make(key.table, world.a, **{key.columns[1].removesuffix("_id"): parent})
        for column in key.columns[2:]:
            with (
                subtests.test(key.name, column=column),
                refused(ForeignKeyViolation, OWNER, key.name),
            ):
                raw_update(key.table, row, column, different[column])


def test_a_row_does_not_move_to_another_clinic_while_it_is_referred_to(world: World) -> None:
    record = make("medical_records", world.a)
    with refused(ForeignKeyViolation, OWNER):
        type(record).objects.using(OWNER).filter(pk=record.pk).update(clinic=world.b.clinic)


def test_a_setting_of_the_platform_is_changed_by_somebody_who_exists(world: World) -> None:
    setting = make("system_settings", world.a, clinic=None)
    (key,) = [
        key
        for key in tenant_keys()
        if (key.table, key.columns) == ("system_settings", ("updated_by",))
    ]
    with refused(ForeignKeyViolation, OWNER, key.name):
        sets(key, setting, world.a.clinic.pk)
    sets(key, setting, world.superadmin.pk)


def test_unique_keys_hold_within_a_clinic_and_not_between(world: World) -> None:
    for table, field in (("patients", "patient_number"), ("doctors", "employee_id")):
        given = {field: "SAME"}
        make(table, world.a, **given)
        make(table, world.b, **given)
        with refused(UniqueViolation, OWNER, f"{table}_{field}_key"):
            make(table, world.a, **given)


def test_on_delete_is_what_the_documentation_says() -> None:
    decided = {
        (key.table, key.columns[-1]): key.on_delete
        for key in foreign_keys()
        if not key.is_clinic and not key.keeps_copies
    }
    assert decided == ON_DELETE


def test_a_clinic_is_never_deleted_from_under_its_rows() -> None:
    assert {key.on_delete for key in foreign_keys() if key.is_clinic} == {NO_ACTION}


def test_what_is_emptied_on_delete_is_the_reference_and_not_the_clinic() -> None:
    emptied = {key.name: key.set_null for key in foreign_keys() if key.on_delete == SET_NULL}
    assert emptied == {
        key.name: key.columns[1:] for key in foreign_keys() if key.on_delete == SET_NULL
    }


@pytest.mark.parametrize(
    ("child", "field", "parent"),
    [
        ("appointment_slots", "appointment", "appointments"),
        ("sms_messages", "notification", "notifications"),
        ("whatsapp_messages", "notification", "notifications"),
        ("email_messages", "notification", "notifications"),
        ("patients", "preferred_doctor", "doctors"),
        ("staff", "reporting_to", "staff"),
    ],
)
def test_a_hint_is_forgotten_and_its_row_stays_in_its_clinic(
    child: str, field: str, parent: str, world: World
) -> None:
    target = make(parent, world.a)
    row = make(child, world.a, **SO_THAT_ITS_KEYS_FIT.get(child, {}) | {field: target})
    raw_delete(parent, target)
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") is None
    assert row.clinic_id == world.a.clinic.pk


@pytest.mark.parametrize(
    ("child", "field", "parent"),
    [
        ("prescription_items", "prescription", "prescriptions"),
        ("payment_items", "payment", "payments"),
    ],
)
def test_a_part_goes_with_its_whole(child: str, field: str, parent: str, world: World) -> None:
    whole = make(parent, world.a)
    part = make(child, world.a, **{field: whole})
    raw_delete(parent, whole)
    assert not model_of(child)._base_manager.using(OWNER).filter(pk=part.pk).exists()


@pytest.mark.parametrize(
    ("child", "field", "parent"),
    [
        ("appointments", "patient", "patients"),
        ("medical_records", "patient", "patients"),
        ("prescriptions", "patient", "patients"),
        ("lab_results", "patient", "patients"),
        ("imaging_results", "patient", "patients"),
        ("vaccination_records", "patient", "patients"),
        ("payments", "patient", "patients"),
        ("insurance_claims", "patient", "patients"),
        ("appointments", "doctor", "doctors"),
        ("medical_records", "doctor", "doctors"),
        ("prescriptions", "doctor", "doctors"),
        ("appointments", "booked_by", "users"),
        ("vaccination_records", "administered_by", "users"),
        ("payments", "refunded_by", "users"),
        ("patients", "user", "users"),
        ("medical_records", "appointment", "appointments"),
        ("payments", "appointment", "appointments"),
        ("prescriptions", "medical_record", "medical_records"),
        ("insurance_claims", "payment", "payments"),
    ],
)
def test_nobody_is_deleted_from_under_a_record(
    child: str, field: str, parent: str, world: World
) -> None:
    target = make(parent, world.a)
    make(child, world.a, **SO_THAT_ITS_KEYS_FIT.get(child, {}) | {field: target})
    with refused(ForeignKeyViolation, OWNER):
        raw_delete(parent, target)


def raw_update(table: str, row: Any, column: str, value: Any) -> None:
    with connections[OWNER].cursor() as cursor:
        statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s")
        cursor.execute(
            statement.format(sql.Identifier(table), sql.Identifier(column)), [value, row.pk]
        )


def raw_delete(table: str, row: Any) -> None:
    """Delete by SQL alone: Django's own collector would have its say first."""
    manager = model_of(table)._base_manager.using(OWNER)
    manager.filter(pk=row.pk)._raw_delete(OWNER)


def test_updated_at_is_kept_on_exactly_the_tables_that_have_it() -> None:
    having = rows(
        """
        SELECT attrelid::regclass::text
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attname = 'updated_at' AND relkind IN ('r', 'p') AND NOT attisdropped
            AND relnamespace = ANY ('{clinic,booking}'::regnamespace[])
        """
    )
    kept = rows(
        """
        SELECT tgrelid::regclass::text
        FROM pg_trigger
        WHERE tgfoid = 'public.update_updated_at_column()'::regprocedure
            AND tgenabled = 'O' AND tgtype = 1 | 2 | 16  -- for each row, before, update
        """
    )
    assert len(having) == 26
    assert sorted(kept) == sorted(having)


def test_an_update_moves_updated_at_and_nothing_else(
    world: World, subtests: pytest.Subtests
) -> None:
    long_ago = NOON
    for (table,) in rows(
        "SELECT relname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgfoid = 'public.update_updated_at_column()'::regprocedure"
    ):
        with subtests.test(table):
            row = make(table, world.a, created_at=long_ago, updated_at=long_ago)
            manager = model_of(table)._base_manager.using(OWNER)
            manager.filter(pk=row.pk).update(id=row.pk)
            ((now,),) = rows("SELECT now()")
            assert manager.values_list("created_at", "updated_at").get(pk=row.pk) == (long_ago, now)
