"""One record a visit, kept for as long as the patient is."""

from datetime import timedelta

import pytest
from psycopg.errors import CheckViolation, UniqueViolation

from tests.refusals import refused
from tests.rows import TODAY, make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])


def test_an_appointment_has_one_record(world: World) -> None:
    visit = make("appointments", world.a)
    make("medical_records", world.a, appointment=visit)
    with refused(UniqueViolation, OWNER, "medical_records_appointment_key"):
        make("medical_records", world.a, appointment=visit)


def test_a_vaccine_that_had_expired_is_recorded_as_it_was_given(world: World) -> None:
    make("vaccination_records", world.a, expiry_date=TODAY - timedelta(days=1))


def test_records_without_an_appointment_are_many(world: World) -> None:
    for _ in range(2):
        make("medical_records", world.a, appointment=None)


def test_a_certificate_counts_its_first_and_last_day(world: World) -> None:
    three_days = {"mc_start_date": TODAY, "mc_end_date": TODAY + timedelta(days=2)}
    make("medical_records", world.a, mc_required=True, mc_days=3, mc_number="MC-1", **three_days)
    with refused(CheckViolation, OWNER, "medical_records_mc_days_add_up"):
        make("medical_records", world.a, mc_required=True, mc_days=2, **three_days)


def test_a_certificates_number_is_given_once_in_a_clinic(world: World) -> None:
    certificate = {
        "mc_required": True,
        "mc_start_date": TODAY,
        "mc_end_date": TODAY,
        "mc_days": 1,
        "mc_number": "MC-1",
    }
    make("medical_records", world.a, **certificate)
    make("medical_records", world.b, **certificate)
    with refused(UniqueViolation, OWNER, "medical_records_mc_number_key"):
        make("medical_records", world.a, **certificate)
