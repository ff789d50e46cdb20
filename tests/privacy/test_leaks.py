"""Plaintext and keys are in no log, no pg_stat_activity, no audit entry and no error page."""

import logging
from base64 import b64decode
from collections.abc import Iterator

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import DjangoDbBlocker

from config.reporting import NamesOnly
from tests.privacy.registered import NRIC
from tests.scratch import MASTER_KEY, Database, database, embedded_server, url

PLANTED = (NRIC, "s1234567d", "K7654321Z", "HOOK-s3cret", "SETTING-s3cret", "JBSWY3DPEHPK3PXP")
KEYS = (MASTER_KEY, b64decode(MASTER_KEY).hex())

PLANT = f"""
import logging, psycopg, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
from django.db import connections, transaction, DatabaseError
from clinical.models import Patient
from identity.models import Clinic, User
from identity.two_factor import switch_on
from system.models import SystemSetting
from webhooks.models import IntegrationWebhook
from tenancy import acting_as

logging.getLogger("django.db.backends").setLevel(logging.DEBUG)
onlooker = psycopg.connect(**connections["default"].get_connection_params(), autocommit=True)

def look():
    print("ACTIVITY", onlooker.execute(
        "SELECT string_agg(query, ' ') FROM pg_stat_activity"
        " WHERE usename = current_user AND pid <> pg_backend_pid()").fetchone()[0])

for connection in connections.all():
    connection.force_debug_cursor = True
nric, passport, hook, setting, totp = {(PLANTED[1], *PLANTED[2:])!r}
clinic = Clinic.objects.using("owner").create(
    code="ALPHA", name="A", registration_number="A", address="1", postal_code="1",
    phone="61234567", email="a@b.example")
admin = User.objects.db_manager("owner").create_user(
    "admin@alpha.example", "a long enough password 22", clinic=clinic, role="admin", full_name="Admin")

def patient(number, **given):
    return Patient(clinic=clinic, patient_number=number, full_name="X", date_of_birth="1990-01-01",
        gender="female", nric=nric, passport_number=passport, **given)

patient("owner's").save(using="owner")
switch_on(admin.pk, admin.password, totp, 1)
failed = 0
for attempt in (
    lambda: patient("P-2").save(),                        # the NRIC is there
    lambda: Patient(clinic=clinic, full_name="Y", gender="nonsense", date_of_birth="1990-01-01",
        patient_number="P-3", passport_number=passport).save(),
    lambda: Patient.objects.create(clinic=clinic, patient_number="P-4", full_name="", nric=None,
        passport_number=passport, date_of_birth="1990-01-01", gender="female"),
    lambda: IntegrationWebhook.objects.create(
        clinic=clinic, name="x", url="http://no.example", secret=hook),
    lambda: SystemSetting.objects.create(
        clinic=clinic, category="x", key="x" * 101, value=setting, is_encrypted=True),
):
    with acting_as(admin):
        try:
            with transaction.atomic():
                attempt()
        except DatabaseError as error:
            failed += 1
            logging.exception("refused")
        look()
with acting_as(admin):
    IntegrationWebhook.objects.create(clinic=clinic, name="x", url="https://x.example", secret=hook)
    SystemSetting.objects.create(
        clinic=clinic, category="x", key="x", value=setting, is_encrypted=True)
    row = Patient.objects.get()
    assert (row.nric, row.passport_number) == (nric.upper(), passport)
    row.passport_number = passport + "Q"
    row.save()
    look()
    digest = Patient._meta.get_field("nric_hash").digest(nric, clinic.pk)
    assert Patient.objects.filter(nric_hash=digest).count() == 1
    look()
print("FAILED", failed)
"""
LOGS = """
ALTER SYSTEM SET log_statement = 'all';
ALTER SYSTEM SET log_min_duration_statement = 0;
ALTER SYSTEM SET log_min_error_statement = 'debug5';
ALTER SYSTEM SET log_error_verbosity = 'verbose';
ALTER SYSTEM SET log_parameter_max_length_on_error = -1;
"""


@pytest.fixture(scope="module")
def said(django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """Give what everybody wrote down who could, on a server that logs all it knows, parameters too."""
    with django_db_blocker.unblock(), embedded_server() as server:
        address = server.ensure_running()
        with psycopg.connect(url(address, "postgres", "postgres"), autocommit=True) as superuser:
            for statement in filter(str.strip, LOGS.split(";")):
                superuser.execute(statement)
            superuser.execute("SELECT pg_reload_conf()")
        with database(address, "clinic_owner") as made:
            made.manage("migrate")
            printed = made.manage("shell", "--command", PLANT)
            yield {
                "the application's log": printed,
                "the server's log": server.log.read_text(),
                "the audit": _audit(made),
            }


def _audit(made: Database) -> str:
    with made.connect() as owner:
        return str(owner.execute("SELECT log::text FROM audit.audit_logs AS log").fetchall())


def test_the_planted_statements_ran_and_failed_and_were_logged(said: dict[str, str]) -> None:
    """Else nothing would be found for want of looking."""
    assert "FAILED 5" in said["the application's log"]
    assert 'ACTIVITY UPDATE "patients" SET' in said["the application's log"]
    assert said["the application's log"].count("INSERT INTO") > 5
    log = said["the server's log"]
    assert 'INSERT INTO "patients"' in log
    assert "patients_nric_hash_key" in log
    assert log.lower().count("parameters: $1 = ") > 20
    assert "passport_number_encrypted" in said["the audit"]


@pytest.mark.parametrize("where", ["the application's log", "the server's log", "the audit"])
def test_no_plaintext_and_no_key_is_anywhere(where: str, said: dict[str, str]) -> None:
    text = said[where]
    assert [secret for secret in (*PLANTED, *KEYS) if secret in text] == []


def test_an_error_page_names_variables_and_shows_none() -> None:
    request = RequestFactory().post("/", {"nric": NRIC})
    request.POST  # noqa: B018 (read, as a view has)
    try:
        _fail(NRIC)
    except ImproperlyConfigured as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    assert isinstance(reporter.filter, NamesOnly)
    for page in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "nric" in page
        assert NRIC not in page


def _fail(nric: str) -> None:
    patient = {"nric": nric}
    logging.getLogger(__name__).debug("%d field", len(patient))
    raise ImproperlyConfigured
