"""A clinic that was deleted is hidden from its own people, but for admins."""

from collections.abc import Callable

import pytest

from tests.isolation.attempts import Logins, acting_in_a
from tests.world import World

DELETE = "UPDATE clinic.clinics SET deleted_at = now() WHERE id = %s"
UNDO = "UPDATE clinic.clinics SET deleted_at = NULL WHERE id = %s"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("patient", False),
        ("doctor", False),
        ("nurse", False),
        ("staff", False),
        ("worker", False),
        ("admin", True),
        ("superadmin", True),
    ],
)
def test_a_deleted_clinic_is_for_admins_to_see(
    role: str, sees: bool, world: World, logins: Logins, as_owner: Callable[..., None]
) -> None:
    as_owner(DELETE, UNDO, world.a.clinic.pk)
    with logins.acting(acting_in_a(world, role)) as connection:
        found = connection.execute(
            "SELECT FROM clinics WHERE id = %s", [world.a.clinic.pk]
        ).fetchall()
    assert bool(found) is sees
