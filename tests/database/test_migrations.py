"""Migrations make the schema, take it away, and leave nothing half done; their order is DESIGN's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from postgres.operations import KeepUpdatedAt, SQLFile
from tests.scratch import Database, database, wait_for

LAYERS = (
    {"bedrock_postgres"},
    {"tenancy"},
    {"audit"},
    {"identity"},
    {"privacy"},  # whose code identity stands on, and whose keys are clinics'
    {"clinical"},
    {"scheduling"},
    {"records", "finance", "comms"},
    {"webhooks", "system"},
)
OURS = set().union(*LAYERS)
FROM_LAST_TO_FIRST = (
    *("webhooks", "system", "comms", "finance", "records", "scheduling", "clinical"),
    *("privacy", "admin", "identity", "audit", "auth", "sessions", "contenttypes"),
    *("tenancy", "bedrock_postgres"),
)
READ_ONLY = {"PGOPTIONS": "-c default_transaction_read_only=on"}
TEMPLATES = {"triggers/update_updated_at.v0.sql", "triggers/update_updated_at.v1.sql"}

HALF_WAY = ("clinical", "0002_create_patients_doctors_and_staff")
BLOCKED = """
SELECT pid,
    (SELECT count(*) FROM pg_locks AS made
     WHERE made.pid = waiting.pid AND made.mode = 'AccessExclusiveLock' AND made.granted
        AND made.locktype = 'relation' AND made.relation NOT IN (SELECT oid FROM pg_class))
FROM pg_stat_activity AS waiting
WHERE %s = ANY (pg_blocking_pids(pid))
"""
RIGHTS_AND_SETTINGS = """
SELECT
    ARRAY(
        SELECT granted::text FROM unnest(coalesce(datacl, acldefault('d', datdba))) AS granted ORDER BY 1
    ),
    (SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = here.oid AND setrole = datdba)
FROM pg_database AS here
WHERE datname = current_database()
"""
ALIVE = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)"


@pytest.fixture(scope="module")
def migrated() -> Iterator[Database]:
    """Give a database that `manage.py migrate` made from nothing."""
    with database() as made:
        made.manage("migrate")
        yield made


@pytest.fixture(scope="module")
def schema(migrated: Database) -> str:
    """Give what the migrations make."""
    return migrated.schema()


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """Give the migrations as they stand in the tree."""
    return MigrationLoader(None)


def state(made: Database) -> tuple[str, object, dict[str, str]]:
    """Tell what migrations change: schema, rights on the database and its owner's settings, rows."""
    with made.connect() as connection:
        return made.schema(), connection.execute(RIGHTS_AND_SETTINGS).fetchone(), made.rows()


def newest_last(path: Path) -> tuple[str, int]:
    """Order the versions of a file."""
    name, version, _ = path.name.rsplit(".", 2)
    return str(path.with_name(name)), int(version.removeprefix("v"))


def sql_files() -> dict[tuple[str, str], Path]:
    """Give every SQL file of our apps, by app and path below `sql/`; a file's versions in order."""
    folders = {label: Path(apps.get_app_config(label).path) / "sql" for label in OURS}
    return {
        (label, str(path.relative_to(folder))): path
        for label, folder in folders.items()
        for path in sorted(folder.rglob("*.sql"), key=newest_last)
    }


def test_a_second_migrate_writes_nothing(migrated: Database) -> None:
    before = state(migrated)
    assert "No migrations to apply" in migrated.manage("migrate", **READ_ONLY)
    assert state(migrated) == before


def test_a_session_that_may_not_write_cannot_migrate() -> None:
    """Show that the test above is able to fail."""
    with database() as empty:
        empty.start("migrate", **READ_ONLY).communicate()
        with empty.connect() as connection:
            assert connection.execute("SELECT to_regclass('clinic.clinics')").fetchone() == (None,)


def test_the_models_are_what_the_migrations_made(migrated: Database) -> None:
    assert "No changes detected" in migrated.manage("makemigrations", "--check", "--dry-run")


def test_each_sql_file_runs_twice_harmlessly(migrated: Database) -> None:
    with migrated.connect() as connection:
        # What an operator changed since stays as it is.
        connection.execute("UPDATE clinic.feature_flags SET is_enabled = NOT is_enabled")
        before = state(migrated)
        for (_, name), path in sql_files().items():
            if not name.endswith(".v0.sql") and name not in TEMPLATES:
                connection.execute(path.read_bytes())
    assert state(migrated) == before


def test_to_zero_one_app_at_a_time_and_up_again(schema: str) -> None:
    with database() as made:
        nothing = state(made)
        made.manage("migrate")
        for label in FROM_LAST_TO_FIRST:
            others = {(app, name) for app, name in made.migrations() if app != label}
            made.manage("migrate", label, "zero")
            assert made.migrations() == others
        # What stays: the roles, which other databases may use, and Django's empty list.
        with made.connect() as connection:
            connection.execute("DROP TABLE public.django_migrations")
        assert state(made) == nothing

        made.manage("migrate")
        assert made.schema() == schema


def test_a_migration_that_is_killed_half_way_leaves_nothing(schema: str) -> None:
    with database() as made, made.connect() as writer, made.connect() as observer:
        made.manage("migrate", "clinical", "0001")
        before = state(made)

        # Keys to clinics come last, when the new tables are there: they wait for this writer.
        with writer.transaction():
            writer.execute("LOCK TABLE clinic.clinics IN ROW EXCLUSIVE MODE")
            migrate = made.start("migrate", *HALF_WAY)
            blocked = (BLOCKED, [writer.info.backend_pid])
            wait_for(lambda: observer.execute(*blocked).rowcount == 1)
            backend, tables_made = observer.execute(*blocked).fetchone() or (None, 0)
            migrate.kill()
            migrate.communicate()
        assert tables_made >= 3
        wait_for(lambda: observer.execute(ALIVE, [backend]).fetchone() == (False,))

        assert state(made) == before
        made.manage("migrate")
        assert made.schema() == schema


def test_no_arrow_of_the_migration_graph_goes_back(loader: MigrationLoader) -> None:
    allowed: dict[str, set[str]] = {}
    below: set[str] = set()
    for layer in LAYERS:
        allowed |= {label: below | {label} for label in layer}
        below = below | layer

    arrows = {
        (node, needed)
        for node in loader.disk_migrations
        if node[0] in OURS
        for needed in loader.graph.forwards_plan(node)
        if needed[0] in OURS and needed[0] not in allowed[node[0]]
    }
    assert arrows == set()
    assert {node[0] for node in loader.disk_migrations} - {
        *("admin", "auth", "contenttypes", "sessions"),
    } == OURS


def test_everything_stands_on_the_first_migration(loader: MigrationLoader) -> None:
    first = ("bedrock_postgres", "0001_create_extensions_and_schemas")
    without = {
        node[0] for node in loader.graph.nodes if first not in loader.graph.forwards_plan(node)
    }
    assert without <= {"sessions"}  # Django's, which needs nothing of ours


def test_every_version_of_a_file_has_the_one_before_it() -> None:
    names = {(label, *name.rsplit(".v", 1)) for label, name in sql_files()}
    without = {
        (label, name, version)
        for label, name, version in names
        if version != "0.sql"
        and (label, name, f"{int(version.removesuffix('.sql')) - 1}.sql") not in names
    }
    assert without == set()


def test_every_sql_file_is_used_and_every_file_used_exists(loader: MigrationLoader) -> None:
    operations = [
        (label, operation)
        for (label, _), migration in loader.disk_migrations.items()
        for operation in migration.operations
    ]
    used = {
        (label, f"{operation.path}.v{version}.sql")
        for label, operation in operations
        if isinstance(operation, SQLFile)
        for version in range(operation.version + 1)
    }
    if any(isinstance(operation, KeepUpdatedAt) for _, operation in operations):
        used |= {("bedrock_postgres", name) for name in TEMPLATES}
    assert used == set(sql_files())
