"""A login whose sign-ins are committed."""

from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests.identity.account import EMAIL, Account
from tests.world import PASSWORD, World


@pytest.fixture
def account(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Account]:
    """Give a login of its own clinic; nothing that the test does is rolled back, but it is deleted."""
    parameters = connections["owner"].get_connection_params()
    with django_db_blocker.unblock(), psycopg.connect(**parameters, autocommit=True) as owner:
        made = owner.execute(
            "WITH home AS ("
            " INSERT INTO clinic.clinics"
            " (code, name, registration_number, address, postal_code, phone, email)"
            " VALUES ('GAMMA', 'Gamma', 'REG-GAMMA', 'x', '1', '61234567', 'a@gamma.example')"
            " RETURNING id"
            ") INSERT INTO clinic.users (clinic_id, email, full_name, role, password_hash)"
            " SELECT id, %s, 'Locum', 'nurse', %s FROM home RETURNING id, clinic_id, email::text",
            [EMAIL, make_password(PASSWORD)],
        ).fetchone()
        assert made is not None
        user_id, clinic_id, email = made
        try:
            yield Account(user_id, clinic_id, email, owner)
        finally:
            connections["default"].close()
            owner.execute("DELETE FROM clinic.users WHERE email = %s OR id = %s", [EMAIL, user_id])
            owner.execute("DELETE FROM clinic.clinics WHERE code = 'GAMMA'")
            owner.execute("DELETE FROM public.django_session")
