"""AES-256-GCM by the standards alone (FIPS 197, NIST SP 800-38D): slow, and nobody else's code.

It reads what the application has encrypted, from what docs/encryption.md says of the format.
"""

import hashlib
import hmac
from base64 import b64decode, urlsafe_b64decode
from itertools import islice

BLOCK = 16
ROUNDS = 14
R = 0xE1 << 120
"""The polynomial of GHASH, in its order of bits."""


def times(a: int, b: int) -> int:
    """Multiply in GF(2**8), modulo x**8 + x**4 + x**3 + x + 1."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = a << 1 ^ 0x11B * (a >> 7), b >> 1
    return product


def substituted(byte: int) -> int:
    """Give the S-box of a byte: its inverse, then an affine map (FIPS 197, 5.1.1)."""
    inverse = next((x for x in range(256) if times(byte, x) == 1), 0)
    rotated = [inverse << n | inverse >> 8 - n for n in range(5)]
    return (rotated[0] ^ rotated[1] ^ rotated[2] ^ rotated[3] ^ rotated[4] ^ 0x63) & 0xFF


SBOX = [substituted(byte) for byte in range(256)]


def schedule(key: bytes) -> list[bytes]:
    """Give the keys of the rounds (FIPS 197, 5.2)."""
    words, constant = [key[n : n + 4] for n in range(0, 32, 4)], 1
    for n in range(8, 4 * (ROUNDS + 1)):
        word = words[-1]
        if n % 8 == 0:
            word = bytes(SBOX[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ constant, *word[1:]])
            constant = times(constant, 2)
        elif n % 8 == 4:
            word = bytes(SBOX[byte] for byte in word)
        words.append(xor(words[n - 8], word))
    return [b"".join(words[n : n + 4]) for n in range(0, len(words), 4)]


def xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def encrypted_block(rounds: list[bytes], block: bytes) -> bytes:
    """Encrypt one block (FIPS 197, 5.1)."""
    state = xor(block, rounds[0])
    for number, key in enumerate(islice(rounds, 1, None), 1):
        state = bytes(SBOX[state[(n + 4 * (n % 4)) % BLOCK]] for n in range(BLOCK))
        if number < ROUNDS:
            state = bytes(
                times(state[n], 2)
                ^ times(state[n // 4 * 4 + (n + 1) % 4], 3)
                ^ state[n // 4 * 4 + (n + 2) % 4]
                ^ state[n // 4 * 4 + (n + 3) % 4]
                for n in range(BLOCK)
            )
        state = xor(state, key)
    return state


def ghash(h: int, data: bytes) -> int:
    """Hash whole blocks (SP 800-38D, 6.4)."""
    y = 0
    for start in range(0, len(data), BLOCK):
        x = y ^ int.from_bytes(data[start : start + BLOCK], "big")
        y, v = 0, h
        for bit in range(127, -1, -1):
            y ^= v * (x >> bit & 1)
            v = v >> 1 ^ R * (v & 1)
    return y


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def decrypt(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    """Decrypt and authenticate (SP 800-38D, 7.2); raise ValueError where the tag is another."""
    rounds, ciphertext, tag = schedule(key), data[:-BLOCK], data[-BLOCK:]
    lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    h = int.from_bytes(encrypted_block(rounds, bytes(BLOCK)), "big")
    hashed = ghash(h, padded(aad) + padded(ciphertext) + lengths).to_bytes(BLOCK, "big")
    if xor(hashed, encrypted_block(rounds, nonce + (1).to_bytes(4, "big"))) != tag:
        raise ValueError("the tag is another")
    blocks = range(2, 2 + len(padded(ciphertext)) // BLOCK)
    stream = b"".join(encrypted_block(rounds, nonce + n.to_bytes(4, "big")) for n in blocks)
    return xor(ciphertext, stream)


def opened(key: bytes, text: str, place: str) -> bytes:
    """Read `1.KEY.DATA`, as docs/encryption.md has it."""
    version, name, encoded = text.split(".")
    data = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    return decrypt(key, data[:12], data[12:], f"{version}.{name}|{place}".encode())


def name_of(master: str) -> str:
    """Give the name of a master key, as docs/encryption.md has it."""
    return hmac.digest(b64decode(master), b"name of a master key", hashlib.sha256).hex()[:8]
