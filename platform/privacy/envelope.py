"""How a ciphertext looks: AES-256-GCM, as text that names the key it needs.

    1.KEY.DATA

`1` is the format, KEY the name of the key, DATA in base64url (without =) the nonce of 12 bytes, the
ciphertext, and the tag of 16 bytes. Authenticated with it, though not in it, is `1.KEY|PLACE`: in
another place the same text can't be read. Source: NIST SP 800-38D; random nonces, so that a key is good
for 2**32 texts.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy.errors import UnreadableError

FORMAT = "1"
NONCE, TAG = 12, 16
KEY = 32
"""Bytes of a key."""

PATTERN = r"1\.[0-9a-f]{1,9}\.[A-Za-z0-9_-]{39,}"
"""A ciphertext of at least one byte."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its name, which is in every text that it seals."""

    name: str
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cipher", AESGCM(self.secret))

    def seal(self, plaintext: bytes, place: str) -> str:
        """Encrypt; each time the text is another."""
        header = f"{FORMAT}.{self.name}"
        nonce = urandom(NONCE)
        sealed = self.cipher.encrypt(nonce, plaintext, f"{header}|{place}".encode())
        return f"{header}.{_text(nonce + sealed)}"

    def open(self, text: str, place: str) -> bytes:
        """Decrypt; raise UnreadableError for what was not sealed by this key, for this place."""
        header, _, data = text.rpartition(".")
        try:
            sealed = urlsafe_b64decode(f"{data}{'=' * (-len(data) % 4)}")
            if _text(sealed) == data:
                aad = f"{header}|{place}".encode()
                return self.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], aad)
        except (InvalidTag, ValueError):
            pass
        raise UnreadableError(f"What stands in {place} was altered, or sealed for another place.")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def key_name(text: str) -> str:
    """Give the name of the key that a ciphertext needs; raise UnreadableError for any other text."""
    if not is_sealed(text):
        raise UnreadableError("This is no ciphertext of the application's.")
    return text.split(".", 2)[1]


def is_sealed(text: str) -> bool:
    """Say whether a text has the form of a ciphertext."""
    return re.fullmatch(PATTERN, text) is not None


def room(length: int, longest_name: int = 7) -> int:
    """Give how many bytes can be sealed into so many characters."""
    return (length - len(f"{FORMAT}..") - longest_name) * 3 // 4 - NONCE - TAG
