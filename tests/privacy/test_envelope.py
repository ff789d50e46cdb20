"""The ciphertexts are AES-256-GCM, and the digests HMAC-SHA-256: told by vectors and a reader of its own."""

import hashlib
import hmac
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from clinical.models import Patient
from privacy.envelope import Key, key_name
from privacy.keyring import keyring, master_key
from tenancy import acting_as
from tests.privacy import gcm
from tests.privacy.registered import NRIC, register
from tests.world import World

# McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16.
LONG = "feffe9928665731c6d6a8f9467308308" * 2
VECTORS = [
    ("00" * 32, "00" * 12, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    (
        *("00" * 32, "00" * 12, "", "00" * 16),
        *("cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
    ),
    (
        *(LONG, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
]


@pytest.mark.parametrize(("key", "nonce", "aad", "plaintext", "ciphertext", "tag"), VECTORS)
def test_library_and_reader_agree_with_the_vectors(
    key: str, nonce: str, aad: str, plaintext: str, ciphertext: str, tag: str
) -> None:
    secret, iv, beside = bytes.fromhex(key), bytes.fromhex(nonce), bytes.fromhex(aad)
    sealed = bytes.fromhex(ciphertext + tag)
    assert AESGCM(secret).encrypt(iv, bytes.fromhex(plaintext), beside) == sealed
    assert gcm.decrypt(secret, iv, sealed, beside).hex() == plaintext
    with pytest.raises(ValueError, match="tag"):
        gcm.decrypt(secret, iv, sealed[:-1] + bytes([sealed[-1] ^ 1]), beside)


@pytest.mark.parametrize("text", ["S1234567D", "x", "陈美玲", "x" * 1000])
def test_the_reader_reads_what_a_key_seals(text: str) -> None:
    key = Key("42", bytes(range(32)))
    sealed = key.seal(text.encode(), "patients.nric_encrypted|clinic|row")
    assert key_name(sealed) == "42"
    assert (
        gcm.opened(bytes(range(32)), sealed, "patients.nric_encrypted|clinic|row") == text.encode()
    )
    with pytest.raises(ValueError, match="tag"):
        gcm.opened(bytes(range(32)), sealed, "patients.nric_encrypted|clinic|other")


@pytest.mark.django_db
def test_the_reader_reads_a_row_from_the_master_key_on(world: World) -> None:
    """All that docs/encryption.md says, from the environment to the column, in a few lines."""
    with acting_as(world.a.nurse_login), connection.cursor() as cursor:
        patient = register(world.a, nric=NRIC)
        cursor.execute(
            "SELECT nric_encrypted, nric_hash FROM clinic.patients WHERE id = %s", [patient.pk]
        )
        sealed, digest = cursor.fetchone()
        cursor.execute("SELECT wrapped_key FROM clinic.data_key(%s)", [int(sealed.split(".")[1])])
        (wrapped,) = cursor.fetchone()
        cursor.execute(
            "SELECT wrapped_key FROM clinic.data_key_in_use(%s, 'index')", [world.a.clinic.pk]
        )
        (wrapped_index,) = cursor.fetchone()
    master, clinic = keyring().master.secret, world.a.clinic.pk
    assert wrapped.split(".")[1] == gcm.name_of(b64encode(master).decode())
    key = gcm.opened(master, wrapped, f"data_keys.wrapped_key|{clinic}|content")
    place = f"patients.nric_encrypted|{clinic}|{patient.pk}"
    assert gcm.opened(key, sealed, place).decode() == NRIC
    index_key = gcm.opened(master, wrapped_index, f"data_keys.wrapped_key|{clinic}|index")
    said = f"patients.nric_hash|{NRIC}".encode()
    assert hmac.new(index_key, said, hashlib.sha256).hexdigest() == digest
    assert Patient._meta.get_field("nric").column == "nric_encrypted"


def test_the_digest_is_hmac_sha_256() -> None:
    """RFC 4231, test case 2."""
    assert hmac.digest(b"Jefe", b"what do ya want for nothing?", hashlib.sha256).hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_no_nonce_comes_twice() -> None:
    key = Key("1", bytes(32))
    assert len({key.seal(b"x", "p").split(".")[2][:16] for _ in range(10_000)}) == 10_000


def test_a_master_key_has_its_name_from_itself() -> None:
    text = b64encode(bytes(range(32))).decode()
    assert master_key(text).name == gcm.name_of(text)
    assert master_key(text.translate(str.maketrans("+/", "-_"))).secret == bytes(range(32))
