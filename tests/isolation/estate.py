"""Rows of every table in both clinics, and whose they are: what policies are held against."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.db import connections, models

from clinical.models import Doctor, Patient
from privacy.fields import EncryptedField
from tests.rows import NOON, RECIPES, draft, make, model_of
from tests.world import OWNER, ClinicWorld, World

Draft = dict[str, Any]

MORE = {"users": {"role": "patient"}, "appointments": {"appointment_type": "consultation"}}
"""What a draft needs that its recipe leaves to chance, or gives otherwise."""


@dataclass(frozen=True)
class Row:
    """A row: its clinic (None for the platform's), and the roles whose person of its clinic it is."""

    id: UUID
    clinic: UUID | None
    owners: frozenset[str] = frozenset()
    is_public: bool = False
    is_encrypted: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class Estate:
    """The rows by table, and of each a valid new one: of A's people, of strangers in A, and of B."""

    rows: dict[str, list[Row]]
    own: dict[str, Draft]
    strangers: dict[str, Draft]
    foreign: dict[str, Draft]


@contextmanager
def estate_of(world: World) -> Iterator[Estate]:
    """Make the rows as the owner, committed, and delete them in the end."""
    with swept_up():
        strangers = {at: _strangers(at) for at in (world.a, world.b)}
        yield Estate(
            {table: _rows(table, world, strangers) for table in RECIPES},
            *(
                {table: _draft(table, at) for table in RECIPES}
                for at in (world.a, strangers[world.a], world.b)
            ),
        )


COUNTED: dict[type[models.Model], tuple[str, ...]] = {
    Patient: ("total_visits", "no_show_count", "first_visit_date", "last_visit_date"),
    Doctor: ("total_consultations",),
}
"""What the database counts of people, and goes on counting when an appointment is deleted."""


@contextmanager
def swept_up() -> Iterator[None]:
    """Delete as the owner what a block has committed, and count of nobody what went with it."""
    before = {table: _ids(table) for table in RECIPES}
    counted = [
        (
            model._base_manager.using(OWNER),
            list(model._base_manager.using(OWNER).values("pk", *columns)),
        )
        for model, columns in COUNTED.items()
    ]
    try:
        yield
    finally:
        for table in reversed(RECIPES):
            model_of(table)._base_manager.using(OWNER).exclude(pk__in=before[table]).delete()
        for rows, values in counted:
            for row in values:
                rows.filter(pk=row.pop("pk")).update(**row)


def _ids(table: str) -> list[UUID]:
    return list(model_of(table)._base_manager.using(OWNER).values_list("pk", flat=True))


def _strangers(at: ClinicWorld) -> ClinicWorld:
    """Give the same clinic with another patient and another doctor, of whom nobody acts."""
    login = make("users", at)
    return replace(
        at,
        patient=make("patients", at),
        doctor=make("doctors", at),
        patient_login=login,
        doctor_login=login,
    )


def _rows(table: str, world: World, strangers: dict[ClinicWorld, ClinicWorld]) -> list[Row]:
    rows = [row for at, others in strangers.items() for row in _rows_of_clinic(table, at, others)]
    if table == "users":
        rows.append(Row(world.superadmin.pk, None, frozenset({"superadmin"})))
    if table == "feature_flags":
        rows.append(_row(make(table, world.a)))
    if table in {"webhook_events", "webhook_sources", "webhook_secrets"}:
        rows.append(_row(make(table, world.a, clinic=None)))
    if table == "system_settings":
        rows += [_row(make(table, world.a, clinic=None, **marks)) for marks in _settings_marks()]
    return rows


def _rows_of_clinic(table: str, at: ClinicWorld, strangers: ClinicWorld) -> Iterator[Row]:
    match table:
        case "clinics":
            yield Row(at.clinic.pk, at.clinic.pk)
        case "users":
            yield from (_row(login, role) for role, login in at.logins.items())
            yield _row(strangers.patient_login)
        case "patients":
            yield from (_row(at.patient, "patient"), _row(strangers.patient))
        case "doctors":
            yield from (_row(at.doctor, "doctor"), _row(strangers.doctor))
        case "staff":
            yield from (_row(at.nurse, "nurse"), _row(at.staff, "staff"))
        case "notifications" | "booking_requests":
            for role, login in at.logins.items():
                yield _row(make(table, at, user=login), role)
            yield _row(make(table, strangers, user=strangers.patient_login))
        case "system_settings":
            yield from (_row(make(table, at, **marks)) for marks in _settings_marks())
        case "lab_results" | "imaging_results":
            yield _row(make(table, at, reviewed_at=NOON), "patient")
            yield _row(make(table, at))
            yield _row(make(table, strangers, reviewed_at=NOON))
        case "metric_entries" | "data_keys":
            yield _row(make(table, at))
        case "feature_flags":
            return
        case _:
            yield _row(make(table, at), "patient", "doctor")
            yield _row(make(table, strangers))
    if table != "clinics" and _has(model_of(table), "deleted_at"):
        yield _row(make(table, at, deleted_at=NOON), "patient", "doctor")


def _settings_marks() -> list[dict[str, bool]]:
    return [{}, {"is_public": True}, {"is_encrypted": True}]


def _row(made: Any, *owners: str) -> Row:
    return Row(
        made.pk,
        getattr(made, "clinic_id", None),
        frozenset(owners),
        getattr(made, "is_public", False),
        getattr(made, "is_encrypted", False),
        getattr(made, "deleted_at", None) is not None,
    )


def _draft(table: str, at: ClinicWorld) -> Draft:
    """Give the columns of a valid row that nobody has made."""
    model, columns = model_of(table), {}
    for name, value in (draft(table, at) | MORE.get(table, {})).items():
        field: Any = model._meta.get_field(name)
        plain = value.pk if isinstance(value, models.Model) else value
        if isinstance(field, EncryptedField):
            plain = field.seal(plain, uuid4(), at.clinic.pk, OWNER)
        columns[field.column] = field.get_db_prep_save(plain, connections[OWNER])
    return columns


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.fields)
