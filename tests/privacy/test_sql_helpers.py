"""clinic.encrypt_sensitive_data and its like: for tools that are SQL alone, with a key of their own."""

import re
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
import pytest
from django.db import connections

from clinical.models import Patient
from tests.database.catalogue import rows
from tests.privacy.registered import CIPHERTEXT
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

KEY, OTHER = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))
HELPERS = [
    "encrypt_sensitive_data",
    "decrypt_sensitive_data",
    "encryption_key",
    "encryption_key_name",
]


@pytest.fixture
def owner(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(**connections[OWNER].get_connection_params(), autocommit=True) as made:
        yield made


def ask(owner: psycopg.Connection[Any], statement: str, *values: Any, key: str | None = KEY) -> Any:
    """Ask in a transaction that has the key, if one is given."""
    with owner.transaction():
        if key is not None:
            owner.execute("SELECT set_config('app.encryption_key', %s, true)", [key])
        row = owner.execute(statement, values).fetchone()
    assert row is not None
    return row[0]


def encrypted(owner: psycopg.Connection[Any], text: str | None, key: str | None = KEY) -> Any:
    return ask(owner, "SELECT clinic.encrypt_sensitive_data(%s)", text, key=key)


def decrypted(owner: psycopg.Connection[Any], text: str | None, key: str | None = KEY) -> Any:
    return ask(owner, "SELECT clinic.decrypt_sensitive_data(%s)", text, key=key)


@pytest.mark.parametrize("text", ["S1234567D", "", "陈美玲 'quoted'", "x" * 10_000])
def test_what_is_encrypted_is_decrypted(text: str, owner: psycopg.Connection[Any]) -> None:
    made = encrypted(owner, text)
    assert re.fullmatch(r"pgp\.[0-9a-f]{8}\.[A-Za-z0-9+/]+=*", made)
    assert decrypted(owner, made) == text
    assert encrypted(owner, text) != made


def test_nothing_stays_nothing(owner: psycopg.Connection[Any]) -> None:
    assert encrypted(owner, None, key=None) is None
    assert decrypted(owner, None, key=None) is None


@pytest.mark.parametrize("key", [None, "", "a password", KEY[:42]])
def test_without_a_key_it_says_so(key: str | None, owner: psycopg.Connection[Any]) -> None:
    for ask_for in (encrypted, decrypted):
        with pytest.raises(psycopg.Error) as refusal:
            ask_for(owner, "S1234567D", key)
        assert refusal.value.sqlstate == "CB002"


def test_a_key_ends_with_its_transaction(owner: psycopg.Connection[Any]) -> None:
    made = encrypted(owner, "S1234567D")
    with pytest.raises(psycopg.Error) as refusal:
        decrypted(owner, made, key=None)
    assert refusal.value.sqlstate == "CB002"


def test_what_cannot_be_decrypted_is_refused_each_for_its_reason(
    owner: psycopg.Connection[Any],
) -> None:
    made = encrypted(owner, "S1234567D")
    name, data = made.split(".")[1:]
    flipped = bytearray(b64decode(data))
    flipped[-5] ^= 1
    refused = {
        CIPHERTEXT: "CB004",
        encrypted(owner, "S1234567D", key=OTHER): "CB003",
        "S1234567D": "CB005",
        "": "CB005",
        made[:-8]: "CB005",
        f"pgp.{name}.{b64encode(flipped).decode()}": "CB005",
        f"pgp.{name}.AAAA": "CB005",
        f"pgp.{name}.A": "CB005",
    }
    for text, state in refused.items():
        with pytest.raises(psycopg.Error) as refusal:
            decrypted(owner, text)
        assert (refusal.value.sqlstate, text) == (state, text)


@pytest.mark.system
def test_another_program_reads_it(owner: psycopg.Connection[Any], tmp_path: Path) -> None:
    """GnuPG, which knows nothing of pgcrypto."""
    message = tmp_path / "message"
    message.write_bytes(b64decode(encrypted(owner, "S1234567D").split(".")[2]))
    gpg = subprocess.run(
        [
            *("gpg", "--homedir", tmp_path, "--batch", "--quiet", "--pinentry-mode", "loopback"),
            *("--passphrase", KEY, "--decrypt", message),
        ],
        capture_output=True,
        check=True,
    )
    assert gpg.stdout == b"S1234567D"


@pytest.mark.parametrize("helper", HELPERS)
def test_nobody_has_them_at_run_time(helper: str) -> None:
    assert (
        rows(
            "SELECT grantee::regrole::text FROM pg_proc, aclexplode(proacl)"
            " WHERE proname = %s AND pronamespace = 'clinic'::regnamespace AND grantee <> proowner",
            helper,
        )
        == []
    )


def test_the_cheap_mode_is_cheap(owner: psycopg.Connection[Any]) -> None:
    """By default pgcrypto hashes a key 65,536 times and more: 260 microseconds a row, and not 5."""
    statement = (
        "SELECT count(clinic.decrypt_sensitive_data(made)) FROM"
        " (SELECT clinic.encrypt_sensitive_data('S1234567D') AS made FROM generate_series(1, 2000)) AS m"
    )
    begun = perf_counter()
    assert ask(owner, statement) == 2000
    assert perf_counter() - begun < 1.0


def test_a_column_of_the_applications_takes_none_of_these(
    owner: psycopg.Connection[Any], world: World
) -> None:
    made = encrypted(owner, "K1234567B")
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            "UPDATE clinic.patients SET passport_number_encrypted = %s WHERE id = %s",
            [made, world.a.patient.pk],
        )
    assert Patient.objects.using(OWNER).get(pk=world.a.patient.pk).passport_number is None
