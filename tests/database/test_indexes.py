"""No index is there for nothing: it is of a key or constraint, serves a foreign key, or queries have used it.

Which queries use which, `proofs/plans.py` sees at 300,000 appointments; what it printed last is kept.
"""

import re

import pytest

from tests.database.catalogue import foreign_keys, indexes
from tests.database.test_keys import covers
from tests.scratch import ROOT

pytestmark = pytest.mark.django_db(databases=["owner"])

EVIDENCE = ROOT / "docs" / "evidence" / "plans.txt"
OF_THE_QUEUE = {"webhook_events_place_idx", "webhook_events_due_idx", "webhook_events_ordering_idx"}
"""Of rows that a seed has none of: benchmarks/webhooks.py measures a line of a million."""

OF_PROVIDERS = {
    *("sms_messages_provider_idx", "whatsapp_messages_provider_idx", "email_messages_provider_idx"),
    *("payments_intent_idx", "telemedicine_room_idx"),
}
"""By which a webhook's handler finds the row that a provider names; no person asks so."""


def for_queries() -> set[str]:
    """Give the indexes that are there for queries alone."""
    of_keys = {
        index.name
        for index in indexes()
        for key in foreign_keys()
        if index.table == key.table and len(index.columns) > 1 and index.method == "btree"
        if not (key.is_clinic or key.is_timezone) and covers(index, key)
    }
    return {
        index.name
        for index in indexes()
        if not (index.is_unique or index.is_exclusion or index.name in of_keys)
    }


def test_every_index_is_of_a_key_or_used_by_a_query() -> None:
    used = set(re.findall(r"^(\w+) ", EVIDENCE.read_text(encoding="utf-8"), re.MULTILINE))
    assert for_queries() - used - OF_THE_QUEUE - OF_PROVIDERS == set()


def test_each_query_that_matters_used_its_index() -> None:
    kept = EVIDENCE.read_text(encoding="utf-8")
    assert "appointments, PostgreSQL" in kept
    assert "LOST ITS INDEX" not in kept
    assert "USED BY NOTHING" not in kept
