"""The pages of a long log read what they show: what PostgreSQL says that it has read, at 80,000 entries."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.audit.estate import make_clinic
from tests.scratch import APP
from tests.seeds.seeded import Seeded, copy_of
from tests.tenancy.test_admin import signed_in
from tests.world import World

LOG = reverse("admin:audit_auditlog_changelist")
ENTRIES = 80_000
FEW = 3_000
"""Blocks of 8 kB; the whole log has twice as many."""

FILL = """
INSERT INTO audit.audit_logs (clinic_id, user_id, table_schema, table_name, record_id, action, old_values, created_at)
SELECT
    CASE WHEN n %% 11 = 0 THEN %(small)s::uuid ELSE %(large)s::uuid END,
    md5((n %% 100)::text)::uuid,
    'clinic',
    (ARRAY['patients', 'appointments', 'payments'])[n %% 3 + 1],
    md5((n / 10)::text)::uuid::text,
    (ARRAY['UPDATE', 'SELECT'])[n %% 2 + 1],
    jsonb_build_object('phone', repeat('x', 400)),
    now() + make_interval(days => n / 1000)
FROM generate_series(1, %(entries)s) AS n
"""


@pytest.fixture(scope="module")
def long_log(migrated: Seeded) -> Iterator[tuple[Seeded, UUID, UUID]]:
    """Give a log of two clinics over three months, one ten times as busy as the other."""
    with copy_of(migrated) as made, made.connect() as owner:
        small, large = make_clinic(owner, "AA"), make_clinic(owner, "BB")
        owner.execute(FILL, {"small": small, "large": large, "entries": ENTRIES})
        owner.execute("VACUUM ANALYZE audit.audit_logs")
        yield made, small, large


@pytest.mark.django_db
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("role", ["admin", "superadmin"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"table_name": "payments"},
        {"table_name": "system_settings"},
        {"action__exact": "SELECT"},
        {"table_name": "patients", "record_id": "c4ca4238-a0b9-2382-0dcc-509a6f75849b"},
        {"q": "c4ca4238-a0b9-2382-0dcc-509a6f75849b"},
        {"p": "10"},
    ],
    ids=str,
)
def test_a_page_reads_few_blocks(
    query: dict[str, str],
    role: str,
    size: str,
    client: Client,
    world: World,
    long_log: tuple[Seeded, UUID, UUID],
) -> None:
    made, small, large = long_log
    signed_in(client, world, role)
    with CaptureQueriesContext(connection) as captured:
        client.get(LOG, query)  # of the short log of the other tests, which has no tenth page
    asked = [
        q["sql"] for q in captured if q["sql"].startswith("SELECT") and '"audit_logs"' in q["sql"]
    ]
    assert asked
    clinic = small if size == "small" else large
    for statement in asked:
        assert blocks(made, role, clinic, statement) < FEW, statement


@pytest.mark.django_db
def test_the_whole_log_is_more(long_log: tuple[Seeded, UUID, UUID]) -> None:
    """Show that the test above is able to fail."""
    made, _, large = long_log
    everything = "SELECT count(old_values) FROM audit_logs"
    assert blocks(made, "superadmin", large, everything) > 2 * FEW


def blocks(made: Seeded, role: str, clinic: UUID, statement: str) -> int:
    """Give how many blocks PostgreSQL reads for a statement in a person's role."""
    with made.connect(APP) as login, login.transaction():
        login.execute("SET LOCAL search_path = public, clinic, audit")
        login.execute(f"SET LOCAL ROLE clinic_{role}".encode())
        for name, value in (("clinic", clinic), ("user", clinic)):
            login.execute("SELECT set_config(%s, %s, true)", [f"app.current_{name}_id", str(value)])
        found: Any = login.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}".encode())
        (plan,) = found.fetchone()
        top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])
