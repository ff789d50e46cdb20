"""manage.py rotate_keys: while eight people write, in one go or in several, and by the right keys."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.privacy import gcm
from tests.scratch import MASTER_KEY, refuse, start_python, succeed, wait_for
from tests.seeds.seeded import Seeded, copy_of

NEW_MASTER = b64encode(bytes([7]) * 32).decode()
MAKE = """
import sys
from clinical.models import Patient
from identity.models import Clinic, User
from system.models import SystemSetting
from webhooks.models import IntegrationWebhook
from finance.models import InsuranceClaim

for code in ("ALPHA", "BETA"):
    clinic = Clinic.objects.using("owner").create(
        code=code, name=code, registration_number=code, address="1", postal_code="1",
        phone="61234567", email="a@b.example",
    )
    User.objects.db_manager("owner").create_user(
        f"nurse@{code.lower()}.example", clinic=clinic, role="nurse", full_name="Nurse")
    for number in range(ROWS):
        patient = Patient.objects.using("owner").create(
            clinic=clinic, patient_number=f"P-{number}", full_name="X", date_of_birth="1990-01-01",
            gender="female", nric=NRICS[number] if number < len(NRICS) else None,
            passport_number=f"K{code}{number}",
        )
    InsuranceClaim.objects.using("owner").create(
        clinic=clinic, patient=patient, claim_number="C", insurance_provider="I",
        policy_number=f"POL{code}", claimed_amount=1,
    )
    IntegrationWebhook.objects.using("owner").create(
        clinic=clinic, name="x", url="https://x.example", secret=f"HOOK{code}")
    user = User.objects.db_manager("owner").create_user(
        f"admin@{code.lower()}.example", clinic=clinic, role="admin", full_name="Admin")
    field = User._meta.get_field("two_factor_secret")
    User.objects.using("owner").filter(pk=user.pk).update(
        two_factor_secret=field.seal(f"TOTP{code}", user.pk, using="owner"))
SystemSetting.objects.using("owner").create(
    category="x", key="x", value={"api": "s3cret"}, is_encrypted=True)
"""
NRICS = ["S1234567D", "T1234567J", "G5872776N"]
ROWS = 30

SEALED = """
SELECT 'patients.nric_encrypted', id, clinic_id, nric_encrypted FROM clinic.patients
UNION ALL SELECT 'patients.passport_number_encrypted', id, clinic_id, passport_number_encrypted
    FROM clinic.patients
UNION ALL SELECT 'insurance_claims.policy_number', id, clinic_id, policy_number FROM clinic.insurance_claims
UNION ALL SELECT 'integration_webhooks.secret', id, clinic_id, secret FROM clinic.integration_webhooks
UNION ALL SELECT 'users.two_factor_secret', id, NULL, two_factor_secret FROM clinic.users
UNION ALL SELECT 'system_settings.value', id, NULL, value #>> '{}' FROM clinic.system_settings
    WHERE is_encrypted
"""

WITH_A_PASSPORT_ALONE = "SELECT id FROM clinic.patients WHERE nric_encrypted IS NULL ORDER BY id"
WAIT_A_MINUTE = """
from time import monotonic
from django.conf import settings
from privacy import keyring
from privacy.rotation import replace_keys

of_a_process = keyring.Keyring(settings.ENCRYPTION_KEYS)
first = of_a_process.in_use(None, using="owner")
replace_keys()
print(of_a_process.in_use(None, using="owner") == first)
keyring.monotonic = lambda: monotonic() + 61
print(of_a_process.in_use(None, using="owner") != first)
"""


@dataclass(frozen=True)
class Vault:
    """A database with ciphertexts in every column that holds some."""

    made: Seeded
    owner: psycopg.Connection[Any]

    def rotate(self, *arguments: str, **variables: str) -> str:
        return self.made.manage("rotate_keys", "--verbosity", "0", *arguments, **variables)

    def read(self, *masters: str) -> dict[tuple[str, UUID], str]:
        """Read every value by the reader that stands on the standards alone."""
        by_name = {gcm.name_of(text): text for text in masters or (MASTER_KEY,)}
        keys = {}
        for number, clinic, purpose, wrapped in self.owner.execute(
            "SELECT id, clinic_id, purpose, wrapped_key FROM clinic.data_keys"
        ):
            master = b64decode(by_name[wrapped.split(".")[1]])
            place = f"data_keys.wrapped_key|{clinic or '-'}|{purpose}"
            keys[str(number)] = gcm.opened(master, wrapped, place)
        return {
            (column, row): gcm.opened(
                keys[text.split(".")[1]], text, f"{column}|{clinic or '-'}|{row}"
            ).decode()
            for column, row, clinic, text in self.owner.execute(SEALED)
            if text
        }

    def in_use(self) -> set[str]:
        """Name the keys that have sealed anything."""
        return {text.split(".")[1] for *_, text in self.owner.execute(SEALED) if text}

    def current(self) -> set[str]:
        found = self.owner.execute(
            "SELECT id FROM clinic.data_keys WHERE replaced_at IS NULL AND purpose = 'content'"
        )
        return {str(number) for (number,) in found}

    def age(self) -> None:
        """Let the keys that were replaced have been so for ten minutes."""
        self.owner.execute(
            "UPDATE clinic.data_keys SET created_at = created_at - interval '1 hour',"
            " replaced_at = replaced_at - interval '10 minutes'"
        )


@pytest.fixture
def vault(migrated: Seeded) -> Iterator[Vault]:
    with copy_of(migrated) as made, made.connect() as owner:
        made.manage("shell", "--command", f"ROWS, NRICS = {ROWS}, {NRICS}\n{MAKE}")
        yield Vault(made, owner)


def test_every_value_has_a_new_key_and_says_what_it_said(vault: Vault) -> None:
    before, old = vault.read(), vault.current()
    assert len(before) == 2 * (ROWS + len(NRICS) + 3) + 1
    hashes = vault.made.run("SELECT id, nric_hash, updated_at FROM clinic.patients ORDER BY id")
    assert vault.in_use() == old
    printed = vault.rotate()
    assert vault.read() == before
    assert vault.in_use() == vault.current()
    assert not vault.in_use() & old
    assert (
        vault.made.run("SELECT id, nric_hash, updated_at FROM clinic.patients ORDER BY id")
        == hashes
    )
    assert printed.count("it may be retired from") == len(old) == 3


def test_the_audit_has_the_keys_and_no_entry_for_each_value(vault: Vault) -> None:
    (last,) = vault.made.run("SELECT max(id) FROM audit.audit_logs")[0]
    vault.rotate()
    told = vault.owner.execute(
        "SELECT table_name, action, count(*) FROM audit.audit_logs WHERE id > %s GROUP BY 1, 2 ORDER BY 1, 2",
        [last],
    ).fetchall()
    assert told == [("data_keys", "INSERT", 3), ("data_keys", "UPDATE", 3)]
    assert (
        vault.made.run("SELECT FROM audit.audit_logs AS log WHERE log::text ~ '1[.][0-9a-f]+[.]'")
        == []
    )


REWRITE = "UPDATE clinic.patients SET {} WHERE patient_number = 'P-1'"


def test_only_the_owner_rewrites_unseen_and_only_what_is_never_stored(vault: Vault) -> None:
    """Whoever says app.rewriting by themself is recorded as ever."""
    count = "SELECT count(*) FROM audit.audit_logs"
    (before,) = vault.owner.execute(count).fetchone() or (0,)
    ciphertext = f"passport_number_encrypted = '1.1.{'A' * 50}'"
    with vault.made.connect("clinic_app") as person, person.transaction():
        nurse, clinic = vault.made.run(
            "SELECT id, clinic_id FROM clinic.users WHERE email = 'nurse@alpha.example'"
        )[0]
        person.execute("SET LOCAL ROLE clinic_nurse; SET LOCAL app.rewriting = 'on'")
        person.execute(f"SET LOCAL app.current_user_id = '{nurse}'")
        person.execute(f"SET LOCAL app.current_clinic_id = '{clinic}'")
        changed = person.execute(REWRITE.format(ciphertext) + " RETURNING updated_at = now()")
        assert changed.fetchall() == [(True,)]
    assert vault.owner.execute(count).fetchone() == (before + 1,)
    with vault.owner.transaction():
        vault.owner.execute("SET LOCAL app.rewriting = 'on'")
        vault.owner.execute(REWRITE.format(ciphertext.replace("A", "B")))
        assert vault.owner.execute(count).fetchone() == (before + 1,)
        vault.owner.execute(REWRITE.format(ciphertext.replace("A", "C") + ", full_name = 'Z'"))
        assert vault.owner.execute(count).fetchone() == (before + 3,)


def test_eight_people_write_on_and_nothing_is_lost(vault: Vault) -> None:
    environment = {"ENCRYPTION_KEYS": MASTER_KEY, "DATABASE_URL": vault.made.url(vault.made.owner)}
    environment["APP_DATABASE_URL"] = vault.made.url(
        "clinic_app", options="-csearch_path%3Dpublic%2Cclinic"
    )
    writers = [
        start_python("-m", "tests.privacy.writers", first, **environment) for first in ("0", "4")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n", writer.communicate()
    before = vault.read()
    for _ in range(3):
        vault.rotate()
    written: dict[str, str] = {}
    for writer in writers:
        said, complaint = writer.communicate("stop\n")
        assert writer.returncode == 0, complaint
        written |= json.loads(said)
    assert len(written) > 8
    vault.rotate("--finish")
    after = vault.read()
    said_last = {("patients.passport_number_encrypted", UUID(row)): v for row, v in written.items()}
    assert after == before | said_last
    assert vault.in_use() <= vault.current()


def test_what_is_changed_between_reading_and_writing_stays(vault: Vault) -> None:
    """Without the comparison in replace_values.sql the older value comes back."""
    (row,) = vault.made.run(WITH_A_PASSPORT_ALONE)[0]
    with psycopg.connect(vault.made.url(vault.made.owner)) as other:
        other.execute("SELECT FROM clinic.patients WHERE id = %s FOR UPDATE", [row])
        rotating = vault.made.start("rotate_keys", "--verbosity", "0")
        wait_until_blocked(vault.owner, other.info.backend_pid)
        other.execute(
            "UPDATE clinic.patients SET passport_number_encrypted = NULL WHERE id = %s", [row]
        )
        other.commit()
    succeed(rotating)
    assert ("patients.passport_number_encrypted", row) not in vault.read()


def test_a_process_takes_up_the_new_key_once_a_minute_has_gone(vault: Vault) -> None:
    """Else one that never ends would seal by the old key for ever, and that could never be retired."""
    assert vault.made.manage("shell", "-v0", "--command", WAIT_A_MINUTE).split() == ["True", "True"]


def test_no_key_is_retired_while_somebody_writes_what_it_has_sealed(vault: Vault) -> None:
    (row,) = vault.made.run(WITH_A_PASSPORT_ALONE)[0]
    passport = "SELECT passport_number_encrypted FROM clinic.patients WHERE id = %s"
    ((sealed,),) = vault.owner.execute(passport, [row]).fetchall()
    before = vault.read()
    vault.rotate()
    vault.age()
    with psycopg.connect(vault.made.url(vault.made.owner)) as other:
        other.execute(
            "UPDATE clinic.patients SET passport_number_encrypted = %s WHERE id = %s", [sealed, row]
        )
        retiring = vault.made.start("rotate_keys", "--retire", "--verbosity", "0")
        wait_until_blocked(vault.owner, other.info.backend_pid)
        other.commit()
    succeed(retiring)
    assert vault.read() == before


def test_interrupted_it_goes_on_where_it_was(vault: Vault) -> None:
    before = vault.read()
    row = vault.made.run("SELECT id FROM clinic.users WHERE email = 'admin@beta.example'")[0][0]
    with psycopg.connect(vault.made.url(vault.made.owner)) as other:
        other.execute("SELECT FROM clinic.users WHERE id = %s FOR UPDATE", [row])
        rotating = vault.made.start("rotate_keys", "--verbosity", "0")
        wait_until_blocked(vault.owner, other.info.backend_pid)
        rotating.kill()
        rotating.communicate()
    keys = vault.made.run("SELECT count(*) FROM clinic.data_keys")
    assert vault.in_use() & vault.current() != vault.in_use()
    assert "still seals" in vault.rotate("--status")
    assert "Going on with what was begun" in vault.rotate()
    assert vault.read() == before
    assert vault.in_use() == vault.current()
    assert vault.made.run("SELECT count(*) FROM clinic.data_keys") == keys


def test_a_key_is_retired_once_nothing_uses_it_and_no_sooner(vault: Vault) -> None:
    old = vault.current()
    vault.rotate()
    assert "Retired" not in vault.rotate("--retire")
    vault.age()
    (row, kept) = vault.made.run(
        "SELECT id, passport_number_encrypted FROM clinic.patients"
        " WHERE patient_number = 'P-1' ORDER BY id LIMIT 1"
    )[0]
    field = "UPDATE clinic.patients SET passport_number_encrypted = %s WHERE id = %s"
    (used,) = sorted(old, key=int)[:1]
    vault.owner.execute(field, [f"1.{used}.{'A' * 50}", row])
    assert {line for line in vault.rotate("--retire").splitlines() if "Retired" in line} == {
        f"Retired: data key {number}." for number in old - {used}
    }
    vault.owner.execute(field, [kept, row])
    assert "it may be retired (--retire)" in vault.rotate("--status")
    assert f"Retired: data key {used}." in vault.rotate("--retire")
    assert len(vault.read()) == 2 * (ROWS + len(NRICS) + 3) + 1


def test_one_clinic_alone(vault: Vault) -> None:
    before, old = vault.read(), vault.current()
    vault.rotate("--clinic", "BETA")
    assert vault.read() == before
    assert len(vault.current() & old) == 2
    assert "no clinic" in refuse(vault.made.start("rotate_keys", "--clinic", "GAMMA"))


def test_another_master_key_touches_no_value(vault: Vault) -> None:
    before = vault.read()
    values = vault.owner.execute(SEALED).fetchall()
    both = {"ENCRYPTION_KEYS": f"{NEW_MASTER},{MASTER_KEY}"}
    assert "run rotate_keys --master" in vault.rotate("--status", **both)
    assert "it may leave ENCRYPTION_KEYS" in vault.rotate("--master", **both)
    assert vault.owner.execute(SEALED).fetchall() == values
    assert vault.read(NEW_MASTER) == before
    assert "Wrapped anew: 0" in vault.rotate("--master", **both)
    assert vault.rotate("--status", ENCRYPTION_KEYS=NEW_MASTER).count("Master key") == 1


@pytest.mark.parametrize("keys", ["", NEW_MASTER, "nonsense"])
def test_without_the_right_master_key_nothing_is_changed(keys: str, vault: Vault) -> None:
    values = vault.owner.execute(SEALED).fetchall()
    known = vault.made.run("SELECT * FROM clinic.data_keys")
    complaint = refuse(vault.made.start("rotate_keys", ENCRYPTION_KEYS=keys))
    assert "ENCRYPTION_KEYS" in complaint
    assert not keys or keys not in complaint
    assert vault.owner.execute(SEALED).fetchall() == values
    assert vault.made.run("SELECT * FROM clinic.data_keys") == known


def test_what_nobody_can_read_is_named_and_left(vault: Vault) -> None:
    row, broken = vault.made.run(
        "UPDATE clinic.patients SET passport_number_encrypted = overlay("
        " passport_number_encrypted PLACING 'AAAA' FROM 20) WHERE patient_number = 'P-2'"
        " AND clinic_id = (SELECT id FROM clinic.clinics WHERE code = 'BETA')"
        " RETURNING id, passport_number_encrypted"
    )[0]
    complaint = refuse(vault.made.start("rotate_keys", "--verbosity", "0"))
    assert str(row) in complaint
    left = vault.owner.execute(
        "SELECT passport_number_encrypted FROM clinic.patients WHERE id = %s", [row]
    ).fetchall()
    assert left == [(broken,)]
    assert len(vault.in_use() - vault.current()) == 1


def wait_until_blocked(owner: psycopg.Connection[Any], by: int) -> None:
    wait_for(
        lambda: (
            owner.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity"
                " WHERE datname = current_database() AND %s = ANY (pg_blocking_pids(pid)))",
                [by],
            ).fetchone()
            == (True,)
        )
    )
