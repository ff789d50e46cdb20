"""`acting_as`: who asks, for how long, and what the bare login may do (nothing)."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from clinical.models import Patient
from identity.models import Clinic, User
from tenancy import acting_as, acting_as_worker, as_login
from tenancy.acting import NOBODY, current_context
from tenancy.login import refuse_powerful_login
from tests.refusals import refused
from tests.world import World

pytestmark = pytest.mark.django_db

CONTEXT = (
    "SELECT current_user::text, tenancy.current_clinic_id(), tenancy.current_user_id(),"
    " tenancy.current_request_id()"
)


def ask(statement: str, using: str = "default") -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_the_login_of_the_tests_could_not_bypass_a_policy() -> None:
    assert ask(
        "SELECT rolname::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,"
        " EXISTS (SELECT FROM pg_class WHERE relowner = login.oid),"
        " EXISTS (SELECT FROM pg_proc WHERE proowner = login.oid)"
        " FROM pg_roles AS login WHERE rolname = session_user"
    ) == ("clinic_app", False, False, False, False, False, False, False)


def test_a_login_is_looked_at_once_a_connection() -> None:
    asked: list[str] = []

    def listen(execute: Any, statement: str, *arguments: Any) -> Any:
        asked.append(statement)
        return execute(statement, *arguments)

    with connection.execute_wrapper(listen):
        connection.ensure_connection()
        refuse_powerful_login(connection)
    assert asked == []


def test_the_login_inherits_nothing_and_is_no_member_of_the_owner() -> None:
    assert ask(
        "SELECT bool_or(pg_has_role(session_user, oid, 'USAGE')) FROM pg_roles"
        " WHERE rolname <> session_user AND rolname LIKE 'clinic%'"
    ) == (False,)
    assert ask(
        "SELECT pg_has_role(session_user, relowner, 'MEMBER')"
        " FROM pg_class WHERE oid = 'clinic.patients'::regclass"
    ) == (False,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE clinic.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE appointments (id int)",
        "TRUNCATE clinic.patients",
        "SELECT count(*) FROM clinic.patients",
        "SELECT count(*) FROM clinic.clinics",
        "SELECT count(*) FROM clinic.system_settings",
        "UPDATE clinic.users SET role = 'superadmin'",
    ],
)
def test_the_bare_login_may_do_nothing(statement: str) -> None:
    with refused():
        ask(statement)


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin"])
def test_a_person_acts_in_their_role_with_their_clinic_and_id(world: World, role: str) -> None:
    person = world.a.logins[role]
    with acting_as(person):
        assert ask(CONTEXT) == (f"clinic_{role}", world.a.clinic.pk, person.pk, None)


def test_a_superadmin_acts_without_a_clinic_or_in_the_one_they_choose(world: World) -> None:
    with acting_as(world.superadmin):
        assert ask(CONTEXT) == ("clinic_superadmin", None, world.superadmin.pk, None)
    with acting_as(world.superadmin, clinic_id=world.b.clinic.pk):
        assert ask(CONTEXT)[:2] == ("clinic_superadmin", world.b.clinic.pk)


def test_nobody_acts_in_another_clinic(world: World) -> None:
    with (
        pytest.raises(PermissionError),
        acting_as(world.a.admin_login, clinic_id=world.b.clinic.pk),
    ):
        pytest.fail("the block must not run")


def test_nobody_acts_in_a_role_that_does_not_exist(world: World) -> None:
    stranger = User(pk=uuid4(), clinic=world.a.clinic, role="postgres")
    with pytest.raises(PermissionError), acting_as(stranger):
        pytest.fail("the block must not run")


@pytest.mark.django_db(databases=["default", "worker"])
def test_the_worker_acts_by_its_own_login_in_a_clinic_or_in_none(world: World) -> None:
    with acting_as_worker(world.b.clinic.pk, request_id="event-1", using="worker"):
        assert ask(CONTEXT, "worker") == ("clinic_worker", world.b.clinic.pk, None, "event-1")
        assert {*Clinic.objects.using("worker")} == {world.b.clinic}
    with acting_as_worker(using="worker"):
        assert ask(CONTEXT, "worker") == ("clinic_worker", None, None, None)
        assert not Clinic.objects.using("worker").exists()
    assert ask("SELECT current_user::text", "worker") == ("clinic_worker_app",)


@pytest.mark.django_db(databases=["default", "worker"])
def test_neither_login_enters_the_others_roles(world: World) -> None:
    with refused(), acting_as_worker(world.a.clinic.pk):
        pytest.fail("the block must not run")
    with refused(using="worker"), acting_as(world.a.admin_login, using="worker"):
        pytest.fail("the block must not run")


def test_the_role_and_context_end_with_the_block(world: World) -> None:
    with acting_as(world.a.doctor_login):
        assert Patient.objects.exists()
    assert ask("SELECT current_user::text")[0] == "clinic_app"
    assert ask("SELECT current_setting('app.current_clinic_id')")[0] == ""
    assert current_context(connection) == NOBODY
    with refused():
        Patient.objects.exists()


def test_the_inner_person_acts_and_then_the_outer_one_again(world: World) -> None:
    with acting_as(world.a.doctor_login):
        with acting_as(world.b.staff_login):
            assert ask(CONTEXT)[:3] == (
                "clinic_staff",
                world.b.clinic.pk,
                world.b.staff_login.pk,
            )
        assert ask(CONTEXT)[:3] == ("clinic_doctor", world.a.clinic.pk, world.a.doctor_login.pk)


def test_an_error_inside_leaves_the_outer_context_and_undoes_the_inner_work(world: World) -> None:
    with acting_as(world.a.admin_login):
        with pytest.raises(RuntimeError), acting_as(world.a.admin_login):
            Clinic.objects.filter(pk=world.a.clinic.pk).update(name="Changed")
            raise RuntimeError
        assert ask(CONTEXT)[0] == "clinic_admin"
        assert Clinic.objects.get(pk=world.a.clinic.pk).name == world.a.clinic.name


def test_a_database_error_inside_is_not_masked(world: World) -> None:
    with acting_as(world.a.doctor_login):
        with pytest.raises(ProgrammingError), acting_as(world.a.staff_login):
            ask("SELECT no_such_column FROM clinic.clinics")
        assert ask(CONTEXT)[0] == "clinic_doctor"


def test_a_block_marked_for_rollback_ends_quietly_and_changes_nothing(world: World) -> None:
    with acting_as(world.a.admin_login):
        Clinic.objects.filter(pk=world.a.clinic.pk).update(name="Changed")
        transaction.set_rollback(True)
    with acting_as(world.a.admin_login):
        assert Clinic.objects.get(pk=world.a.clinic.pk).name == world.a.clinic.name


def test_as_login_steps_out_of_the_role_and_back(world: World) -> None:
    with acting_as(world.a.doctor_login):
        with as_login():
            assert ask("SELECT current_user::text")[0] == "clinic_app"
        assert ask(CONTEXT)[0] == "clinic_doctor"


def test_as_login_comes_back_after_an_error(world: World) -> None:
    with acting_as(world.a.doctor_login):
        with pytest.raises(ProgrammingError), as_login():
            Patient.objects.exists()
        assert ask(CONTEXT)[0] == "clinic_doctor"


def test_a_value_cannot_break_out_of_its_setting(world: World) -> None:
    class Request:
        request_id = "x'; SET LOCAL ROLE NONE; --"
        META = {"REMOTE_ADDR": request_id, "HTTP_USER_AGENT": request_id}

    with acting_as(world.a.doctor_login, Request()):  # type: ignore[arg-type]
        assert ask(CONTEXT)[0] == "clinic_doctor"
        assert ask(CONTEXT)[3] == Request.request_id


@pytest.mark.django_db(transaction=True, databases=["default"])
def test_a_committed_block_leaves_nothing_on_the_connection(world: World) -> None:
    with acting_as(world.a.doctor_login):
        pass
    assert ask("SELECT current_user::text")[0] == "clinic_app"
    assert ask("SELECT NULLIF(current_setting('app.current_user_id', true), '')")[0] is None
