"""A login for the tests of signing in, committed: what sign-in writes must outlive its request."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from identity.models import User

EMAIL = "locum@gamma.example"


@dataclass(frozen=True)
class Account:
    """A nurse of a clinic of their own, code GAMMA, whom the owner can look at and change."""

    id: UUID
    clinic_id: UUID
    email: str
    owner: psycopg.Connection[Any]

    def read(self, columns: str) -> tuple[Any, ...]:
        """Give what the row holds, secrets too."""
        row = self.owner.execute(f"SELECT {columns} FROM clinic.users WHERE id = %s", [self.id])
        found = row.fetchone()
        assert found is not None
        return tuple(found)

    def write(self, assignments: str) -> None:
        """Change the row."""
        self.owner.execute(f"UPDATE clinic.users SET {assignments} WHERE id = %s", [self.id])

    def switch_on(self, secret: str) -> None:
        """Let sign-in ask for one-time codes of a secret."""
        sealed = User._meta.get_field("two_factor_secret").seal(secret, self.id)
        self.write(f"two_factor_enabled = true, two_factor_secret = '{sealed}'")

    def secret(self) -> str | None:
        """Give the secret of the one-time codes."""
        (sealed,) = self.read("two_factor_secret")
        field = User._meta.get_field("two_factor_secret")
        return str(field.open(sealed, self.id)) if sealed else None

    def close_clinic(self) -> None:
        """Close the clinic of this account."""
        self.owner.execute(
            "UPDATE clinic.clinics SET is_active = false WHERE id = %s", [self.clinic_id]
        )

    def add_namesake(self, clinic_id: UUID | None, role: str = "nurse") -> UUID:
        """Make another login with the same address and password, elsewhere."""
        row = self.owner.execute(
            "INSERT INTO clinic.users (clinic_id, email, full_name, role, password_hash)"
            " SELECT %s, email, 'Namesake', %s, password_hash FROM clinic.users WHERE id = %s"
            " RETURNING id",
            [clinic_id, role, self.id],
        )
        found = row.fetchone()
        assert found is not None
        made: UUID = found[0]
        return made


def one_time_code(secret: str, step: int) -> str:
    """Compute a code by RFC 4226, section 5.3, without the library that the project uses."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
