"""`acting_as`: who asks, for how long, and what the bare login may do (nothing)."""

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import errors

from clinical.models import Patient
from tests.world import World

pytestmark = pytest.mark.django_db(databases=["default"])

CONTEXT = (
    "SELECT current_user::text, tenancy.current_clinic_id(), tenancy.current_user_id(),"
    " tenancy.current_request_id()"
)


def ask(statement: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[object, ...] = cursor.fetchone()
        return row


def test_the_login_of_the_tests_could_not_bypass_a_policy() -> None:
    row = ask(
        "SELECT current_user::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,"
        " (SELECT count(*) FROM pg_class WHERE relowner = oid_of_login.oid)"
        " FROM pg_roles AS oid_of_login WHERE rolname = current_user"
    )
    assert row == ("clinic_app", False, False, False, False, False, 0)


def test_the_bare_login_may_do_nothing_to_tenant_tables(world: World) -> None:
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
        Patient.objects.exists()
    assert isinstance(refusal.value.__cause__, errors.InsufficientPrivilege)
