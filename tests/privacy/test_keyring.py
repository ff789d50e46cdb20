"""Keys: wrapped by a master key that the database never sees, and missed with a clear word."""

import os
from base64 import b64encode

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from pytest_django import Settings

from clinical.models import Patient
from privacy.errors import KeyMissingError, UnreadableError
from privacy.keyring import Keyring, keyring, master_key
from privacy.models import DataKey, Purpose
from tenancy import acting_as
from tests.privacy.registered import NRIC, register
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

OLD, NEW = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def keys_of(world: World) -> list[tuple[str, str]]:
    """Give what the owner's connection, in a transaction of its own, sees of a clinic's keys."""
    found = DataKey.objects.using(OWNER).filter(clinic=world.a.clinic).order_by("id")
    return list(found.values_list("purpose", "wrapped_key"))


def test_a_clinic_has_one_key_for_contents_and_one_for_indexes(world: World) -> None:
    with acting_as(world.a.nurse_login):
        register(world.a, nric=NRIC, passport_number="K1")
        names = {
            (purpose, keyring().in_use(world.a.clinic.pk, purpose).name) for purpose in Purpose
        }
    assert len(names) == 2
    assert keyring().in_use(None).name not in {name for _, name in names}


def test_a_missing_master_key_is_told_before_anything_is_written(
    world: World, settings: Settings
) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    with acting_as(world.a.nurse_login):
        patient = register(world.a, nric=NRIC)
        settings.ENCRYPTION_KEYS = [NEW]
        row = Patient.objects.get(pk=patient.pk)
        assert row.full_name == patient.full_name
        with pytest.raises(KeyMissingError, match=master_key(OLD).name):
            _ = row.nric
        with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS"), transaction.atomic():
            register(world.a, nric="G5872776N")
        assert not Patient.objects.filter(nric__isnull=False).exclude(pk=patient.pk).exists()
        settings.ENCRYPTION_KEYS = [NEW, OLD]
        assert Patient.objects.get(pk=patient.pk).nric == NRIC


@pytest.mark.parametrize("text", ["", "short", b64encode(bytes(31)).decode(), "?" * 44, "=" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(KeyMissingError, match="openssl rand") as refusal:
        master_key(text)
    assert not text or text not in str(refusal.value)


def test_no_key_at_all_says_what_to_do() -> None:
    with pytest.raises(KeyMissingError, match="ENCRYPTION_KEYS"):
        Keyring([])


def test_keys_show_nothing_of_themselves() -> None:
    key = master_key(OLD)
    assert repr(key) == f"Key(name='{key.name}')"


def test_a_key_nobody_has_is_told(world: World) -> None:
    for name in ("999999999", "0", "dead"):
        with pytest.raises(UnreadableError, match=name):
            keyring().find(name)


def test_a_key_of_a_transaction_that_is_rolled_back_seals_nothing_later(world: World) -> None:
    """Else the row would be written with a key that does not exist."""
    with acting_as(world.b.nurse_login):
        try:
            with transaction.atomic():
                lost = keyring().in_use(world.b.clinic.pk)
                raise InterruptedError
        except InterruptedError:
            pass
        kept = keyring().in_use(world.b.clinic.pk)
        assert kept.name != lost.name
        assert keyring().find(kept.name) == kept


def test_the_database_takes_no_key_that_is_not_wrapped(world: World) -> None:
    with psycopg.connect(**connections["default"].get_connection_params()) as login:
        for text in (OLD, "", f"1.{'0' * 8}.{OLD}"):
            with pytest.raises(psycopg.errors.CheckViolation), login.transaction():
                login.execute("SELECT clinic.add_data_key(NULL, 'content', %s)", [text])


def test_a_wrapped_key_is_bound_to_its_clinic_and_purpose(world: World) -> None:
    ring = Keyring([OLD])
    secret = os.urandom(32)
    wrapped = ring.wrap(secret, world.a.clinic.pk, Purpose.CONTENT)
    assert ring.unwrap(7, world.a.clinic.pk, Purpose.CONTENT, wrapped).secret == secret
    for clinic_id, purpose in (
        (world.b.clinic.pk, Purpose.CONTENT),
        (None, Purpose.CONTENT),
        (world.a.clinic.pk, Purpose.INDEX),
    ):
        with pytest.raises(UnreadableError):
            ring.unwrap(7, clinic_id, purpose, wrapped)
