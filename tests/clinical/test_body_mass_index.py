"""The body mass index: what the database works out, and nobody types."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from psycopg.errors import GeneratedAlways

from tenancy import acting_as
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

WEIGHED = [
    # The example of the Centers for Disease Control and Prevention.
    ("165", "68", "24.98"),
    # The smallest newborn to go home from a hospital.
    ("24", "0.212", "3.68"),
    # Kilograms of as many tenths of square metres.
    ("100", "20", "20.00"),
    ("200", "100", "25.00"),
    # The ends of what a height, a weight and an index may be.
    ("300", "500", "55.56"),
    ("20", "0.2", "5.00"),
    ("100", "99.99", "99.99"),
    ("258.19", "20", "3.00"),
]

NONSENSE = [
    (None, "68"),
    ("165", None),
    ("0", "68"),
    ("165", "0"),
    ("-165", "68"),
    ("165", "-68"),
    ("19.99", "1"),
    ("300.01", "200"),
    ("100", "0.19"),
    ("250", "500.01"),
    # In metres, or the two exchanged.
    ("1.65", "68"),
    ("68", "165"),
    ("NaN", "68"),
    ("165", "NaN"),
    # Each by itself might be.
    ("300", "20"),
    ("100", "100"),
]


def calculated(*measured: Any) -> Any:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT clinic.calculate_bmi(%s::numeric, %s::numeric)", measured)
        ((index,),) = cursor.fetchall()
    return index


@pytest.mark.parametrize(("height", "weight", "index"), WEIGHED)
def test_it_is_kilograms_by_square_metre(height: str, weight: str, index: str) -> None:
    assert str(calculated(height, weight)) == index


@pytest.mark.parametrize(("height", "weight"), NONSENSE)
def test_nonsense_has_none(height: str | None, weight: str | None) -> None:
    assert calculated(height, weight) is None


@pytest.mark.parametrize("table", ["patients", "medical_records"])
def test_it_follows_height_and_weight(table: str, world: World) -> None:
    row = make(table, world.a, height_cm=165, weight_kg=68)
    seen = []
    for changed in ({}, {"weight_kg": 100}, {"height_cm": 200}, {"weight_kg": None}):
        type(row).objects.using(OWNER).filter(pk=row.pk).update(**{"height_cm": 165} | changed)
        row.refresh_from_db()
        seen.append(row.bmi)
    assert seen == [Decimal("24.98"), Decimal("36.73"), Decimal(25), None]


@pytest.mark.parametrize("table", ["patients", "medical_records"])
def test_nobody_types_it(table: str, world: World) -> None:
    row = make(table, world.a)
    with refused(GeneratedAlways, OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET bmi = 22 WHERE id = %s", [row.pk])


def test_whoever_measures_gets_it(world: World) -> None:
    with acting_as(world.a.nurse_login), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients SET height_cm = 165, weight_kg = 68 WHERE id = %s RETURNING bmi",
            [world.a.patient.pk],
        )
        assert cursor.fetchall() == [(Decimal("24.98"),)]


def test_the_admin_shows_it_and_asks_for_none(client: Client, world: World) -> None:
    with acting_as(world.a.doctor_login):
        type(world.a.patient).objects.filter(pk=world.a.patient.pk).update(
            height_cm=165, weight_kg=68
        )
    client.force_login(world.a.doctor_login)
    page = client.get(f"/admin/clinical/patient/{world.a.patient.pk}/change/")
    form = page.context["adminform"].form
    assert {"height_cm", "weight_kg"} <= form.fields.keys()
    assert "bmi" not in form.fields
    assert "24.98" in page.content.decode()
