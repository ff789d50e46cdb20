"""Operations of migrations: what they say of themselves, do, undo, and survive."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from postgres.operations import InSchema, KeepUpdatedAt, SQLFile
from tests.database.catalogue import rows
from tests.world import OWNER

pytestmark = pytest.mark.django_db(databases=["owner"])

ZONE = SQLFile("functions/clinic.take_clinic_timezone", version=1)
KEEP = KeepUpdatedAt(["clinic.appointments", "booking.booking_requests"])
OPERATIONS = [ZONE, SQLFile("views/clinic.patient_summary", version=3), KEEP, InSchema("booking")]


def forwards(operation: Operation, app: str = "scheduling") -> None:
    with connections[OWNER].schema_editor() as editor:
        operation.database_forwards(app, editor, ProjectState(), ProjectState())


def backwards(operation: Operation, app: str = "scheduling") -> None:
    with connections[OWNER].schema_editor() as editor:
        operation.database_backwards(app, editor, ProjectState(), ProjectState())


def written(*operations: Operation) -> list[Operation]:
    """Write a migration with these operations, and read it back."""
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations)})
    scope: dict[str, Any] = {}
    exec(MigrationWriter(migration("0001_scratch", "scheduling")).as_string(), scope)  # noqa: S102
    found: list[Operation] = scope["Migration"].operations
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: type(operation).__name__)
def test_a_migration_file_holds_it_as_it_is(operation: Operation) -> None:
    (again,) = written(operation)
    assert type(again) is type(operation)
    assert again.deconstruct() == operation.deconstruct()
    assert again.describe() == operation.describe()


@pytest.mark.parametrize(
    ("operation", "says", "fragment"),
    [
        (
            ZONE,
            "Run functions/clinic.take_clinic_timezone.v1.sql",
            "clinic_take_clinic_timezone",
        ),
        (KEEP, "Keep updated_at of clinic.appointments, booking.booking_requests", None),
        (InSchema("booking"), "Make tables in schema booking", "in_booking"),
    ],
)
def test_it_says_what_it_does(operation: Operation, says: str, fragment: str | None) -> None:
    assert operation.describe() == says
    assert operation.migration_name_fragment == fragment or fragment is None
    assert operation.reversible


def test_the_plan_of_migrate_names_the_files() -> None:
    out = StringIO()
    call_command("migrate", "scheduling", "0003", plan=True, verbosity=0, stdout=out, no_color=True)
    plan = out.getvalue()
    assert "Undo Run functions/clinic.take_clinic_timezone.v1.sql" in plan
    assert "Undo Keep updated_at of clinic.appointments" in plan


@pytest.mark.parametrize(
    "app",
    ["bedrock_postgres", "tenancy", "identity", "clinical", "scheduling", "finance", "system"],
)
def test_squashing_keeps_every_one_in_order(app: str) -> None:
    loader = MigrationLoader(connections[OWNER])
    names = sorted(name for label, name in loader.disk_migrations if label == app)
    operations = [
        operation for name in names for operation in loader.disk_migrations[app, name].operations
    ]
    squashed = MigrationOptimizer().optimize(operations, app)

    def ours(found: list[Operation]) -> list[Operation]:
        return [each for each in found if isinstance(each, (SQLFile, KeepUpdatedAt, InSchema))]

    assert ours(operations) != []
    assert ours(squashed) == ours(operations)
    assert [each.describe() for each in written(*ours(squashed))] == [
        each.describe() for each in ours(operations)
    ]


def test_the_reverse_of_a_version_is_the_version_before() -> None:
    def exists() -> bool:
        return bool(rows("SELECT FROM pg_proc WHERE proname = 'freeze_completed_payment'"))

    trigger = SQLFile("triggers/clinic.payments.freeze_completed", version=1)
    function = SQLFile("functions/clinic.freeze_completed_payment", version=1)
    backwards(trigger, "finance")
    backwards(function, "finance")
    assert not exists()
    forwards(function, "finance")
    forwards(trigger, "finance")
    assert exists()


def test_a_file_runs_twice_without_harm() -> None:
    for _ in range(2):
        forwards(ZONE)
        forwards(KEEP)
    for _ in range(2):
        backwards(KEEP)


@pytest.mark.parametrize("version", [2, 1])
def test_a_missing_file_is_named(version: int) -> None:
    missing = SQLFile("functions/clinic.nothing", version=version)
    with pytest.raises(FileNotFoundError) as refusal:
        forwards(missing)
    assert str(refusal.value.filename).endswith(
        f"scheduling/sql/functions/clinic.nothing.v{version}.sql"
    )
    with pytest.raises(FileNotFoundError) as refusal:
        backwards(missing)
    assert str(refusal.value.filename).endswith(f"clinic.nothing.v{version - 1}.sql")


def test_tables_are_made_in_the_schema_and_found_by_their_name() -> None:
    forwards(InSchema("booking"))
    with connections[OWNER].cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (id int)")
    assert rows("SELECT to_regclass('booking.scratch')::text, to_regclass('patients')::text") == [
        ("scratch", "patients")
    ]


def test_the_schema_is_the_migrations_alone() -> None:
    (path,) = rows("SELECT setting FROM pg_settings WHERE name = 'search_path'")
    assert path == ("public, clinic, audit, booking, webhook",)


def test_one_table_by_itself_is_refused_before_its_letters_pass_for_tables() -> None:
    with pytest.raises(TypeError):
        KeepUpdatedAt("clinic.appointments")


def test_updated_at_is_kept_and_let_go() -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("CREATE TABLE booking.scratch (id int, updated_at timestamptz)")
        cursor.execute("INSERT INTO booking.scratch VALUES (1, NULL)")
    keep = KeepUpdatedAt(["booking.scratch"])

    def after_an_update() -> Any:
        with connections[OWNER].cursor() as cursor:
            cursor.execute("UPDATE booking.scratch SET updated_at = NULL RETURNING updated_at")
            return cursor.fetchone()[0]

    assert after_an_update() is None
    forwards(keep)
    ((now,),) = rows("SELECT now()")
    assert after_an_update() == now
    backwards(keep)
    assert after_an_update() is None
