"""TenantForeignKey is a constraint like Django's own: migrated, validated, reversed."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, RemoveConstraint
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.utils.module_loading import import_string
from psycopg.errors import ForeignKeyViolation

from clinical.models import Patient
from tenancy.constraints import CompositeForeignKey, TenantForeignKey, TenantKey
from tests.database.catalogue import rows
from tests.refusals import refused
from tests.rows import RECIPES, make, model_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner", "default"])


def constraints(kind: type[models.BaseConstraint]) -> Iterator[tuple[type[models.Model], Any]]:
    for table in RECIPES:
        model = model_of(table)
        for constraint in model._meta.constraints:
            if isinstance(constraint, kind):
                yield model, constraint


KEYS = [pytest.param(model, key, id=key.name) for model, key in constraints(TenantForeignKey)]
PREFERRED_DOCTOR = next(
    key for _, key in constraints(TenantForeignKey) if key.name == "patients_preferred_doctor_fk"
)


def definition(name: str) -> list[tuple[Any, ...]]:
    return rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", name)


@pytest.mark.parametrize("kind", [CompositeForeignKey, TenantKey])
def test_it_is_made_anew_from_what_it_is_made_of(kind: type[models.BaseConstraint]) -> None:
    for _, constraint in constraints(kind):
        path, args, kwargs = constraint.deconstruct()
        assert import_string(path)(*args, **kwargs) == constraint
        assert constraint.clone() == constraint


def test_equal_keys_are_one_in_a_set() -> None:
    assert len({PREFERRED_DOCTOR, PREFERRED_DOCTOR.clone()}) == 1


def test_a_migration_writes_it_down_and_reads_the_same() -> None:
    written, imports = MigrationWriter.serialize(PREFERRED_DOCTOR)
    scope: dict[str, Any] = {}
    exec("\n".join(imports), scope)  # noqa: S102 (what a migration file would hold)
    assert eval(written, scope) == PREFERRED_DOCTOR  # noqa: S307 (likewise)


def test_makemigrations_finds_nothing_to_do() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "changed",
    [
        TenantForeignKey(
            "preferred_doctor",
            "clinical.Doctor",
            name="patients_preferred_doctor_fk",
            on_delete="CASCADE",
        ),
        TenantForeignKey(
            "user", "clinical.Doctor", name="patients_preferred_doctor_fk", on_delete="SET NULL"
        ),
        TenantForeignKey(
            "preferred_doctor",
            "clinical.Staff",
            name="patients_preferred_doctor_fk",
            on_delete="SET NULL",
        ),
    ],
    ids=["on_delete", "field", "to"],
)
def test_a_changed_key_is_taken_away_and_added_again(changed: TenantForeignKey) -> None:
    before, after = ProjectState.from_apps(apps), ProjectState.from_apps(apps)
    options = after.models["clinical", "patient"].options
    options["constraints"] = [
        changed if constraint.name == changed.name else constraint
        for constraint in options["constraints"]
    ]
    detector = MigrationAutodetector(before, after, NonInteractiveMigrationQuestioner())
    (migration,) = detector.changes(MigrationLoader(connections[OWNER]).graph)["clinical"]
    assert [type(operation) for operation in migration.operations] == [
        RemoveConstraint,
        AddConstraint,
    ]


def test_sqlmigrate_says_it_in_plain_sql() -> None:
    out = StringIO()
    call_command("sqlmigrate", "clinical", "0002", database=OWNER, stdout=out, no_color=True)
    statements = out.getvalue()
    assert (
        'ALTER TABLE "patients" ADD CONSTRAINT "patients_user_fk"'
        ' FOREIGN KEY ("clinic_id", "user_id") REFERENCES "users" ("clinic_id", "id")' in statements
    )
    assert 'ON DELETE SET NULL ("preferred_doctor_id")' in statements


@pytest.mark.parametrize("name", ["patients_preferred_doctor_fk", "patients_user_fk"])
def test_it_is_taken_away_and_put_back_as_it_was(name: str, world: World) -> None:
    (key,) = [key for _, key in constraints(TenantForeignKey) if key.name == name]
    before = definition(name)
    editor = connections[OWNER].schema_editor
    with editor() as schema:
        schema.remove_constraint(Patient, key)
    assert definition(name) == []
    with editor() as schema:
        schema.add_constraint(Patient, key)
    assert definition(name) == before
    with refused(ForeignKeyViolation, OWNER, name):
        make("patients", world.a, **{key.field: make(model_table(key), world.b)})


def model_table(key: TenantForeignKey) -> str:
    table: str = apps.get_model(key.to)._meta.db_table
    return table


@pytest.mark.parametrize(("model", "key"), KEYS)
def test_a_form_hears_of_another_clinics_row_at_the_field(
    model: type[models.Model], key: TenantForeignKey, world: World
) -> None:
    row = make(model._meta.db_table, world.a)
    ours, theirs = (make(model_table(key), at) for at in (world.a, world.b))

    setattr(row, key.field, theirs)
    with pytest.raises(ValidationError) as refusal:
        key.validate(model, row, using=OWNER)
    assert set(refusal.value.message_dict) == {key.field}

    setattr(row, key.field, ours)
    key.validate(model, row, using=OWNER)


def test_full_clean_says_so(world: World) -> None:
    patient = make("patients", world.a, preferred_doctor=world.a.doctor)
    patient.full_clean()
    patient.preferred_doctor = world.b.doctor
    with pytest.raises(ValidationError) as refusal:
        patient.full_clean()
    assert set(refusal.value.message_dict) == {"preferred_doctor"}


def test_it_has_nothing_to_say_of_what_is_empty_or_left_out(world: World) -> None:
    patient = make("patients", world.a)
    PREFERRED_DOCTOR.validate(Patient, patient, using=OWNER)
    patient.preferred_doctor = world.b.doctor
    PREFERRED_DOCTOR.validate(Patient, patient, exclude={"preferred_doctor"}, using=OWNER)


def test_it_is_told_where_the_form_does_not_show_the_clinic(world: World) -> None:
    patient = make("patients", world.a)
    patient.preferred_doctor = world.b.doctor
    with pytest.raises(ValidationError):
        PREFERRED_DOCTOR.validate(Patient, patient, exclude={"clinic"}, using=OWNER)
