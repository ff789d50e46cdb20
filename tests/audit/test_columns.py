"""Columns come, go and get other names: no write fails for it, and nothing is forgotten or given away."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.audit.estate import Connection, make_clinic
from tests.privacy.registered import CIPHERTEXT
from tests.seeds.seeded import Seeded

LAST = """
SELECT action, changed_fields, old_values, new_values
FROM audit.audit_logs
WHERE table_name = 'feature_flags'
ORDER BY id DESC
LIMIT 1
"""


def warm(owner: Connection) -> Connection:
    """Make a flag, and change it until the plans of its audit are made."""
    owner.execute("INSERT INTO clinic.feature_flags (name) VALUES ('flag')")
    for n in range(10):
        owner.execute("UPDATE clinic.feature_flags SET description = %s", [str(n)])
    return owner


@pytest.fixture
def owner(undone: Connection) -> Connection:
    return warm(undone)


@pytest.fixture
def committing(copy: Seeded) -> Iterator[Connection]:
    with copy.connect() as connection:
        yield warm(connection)


def last(owner: Connection) -> Any:
    return owner.execute(LAST).fetchone()


def test_a_column_that_is_new_is_recorded_at_once(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.feature_flags ADD COLUMN novelty text")
    owner.execute("UPDATE clinic.feature_flags SET novelty = 'x' WHERE name = 'flag'")
    assert last(owner) == ("UPDATE", ["novelty"], {"novelty": None}, {"novelty": "x"})
    owner.execute("INSERT INTO clinic.feature_flags (name, novelty) VALUES ('other', 'y')")
    assert last(owner)[3]["novelty"] == "y"
    owner.execute("DELETE FROM clinic.feature_flags WHERE name = 'other'")
    assert last(owner)[2]["novelty"] == "y"


def test_a_column_that_is_gone_stops_no_write(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.feature_flags DROP COLUMN rollout_percentage")
    owner.execute("UPDATE clinic.feature_flags SET description = 'x' WHERE name = 'flag'")
    assert last(owner)[1] == ["description"]
    owner.execute("INSERT INTO clinic.feature_flags (name) VALUES ('other')")
    assert last(owner)[3]["name"] == "other"


def test_a_column_with_another_name_or_type_stops_no_write(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.feature_flags RENAME COLUMN description TO words")
    owner.execute("UPDATE clinic.feature_flags SET words = 'x' WHERE name = 'flag'")
    assert last(owner)[1] == ["words"]
    owner.execute(
        "ALTER TABLE clinic.feature_flags ALTER COLUMN words TYPE bytea USING words::bytea"
    )
    owner.execute("UPDATE clinic.feature_flags SET words = 'y' WHERE name = 'flag'")
    assert last(owner)[1] == ["words"]


def test_an_update_of_nothing_still_leaves_nothing(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.feature_flags ADD COLUMN novelty text")
    before = owner.execute("SELECT max(id) FROM audit.audit_logs").fetchone()
    owner.execute("UPDATE clinic.feature_flags SET novelty = NULL, updated_at = '2020-01-01'")
    assert owner.execute("SELECT max(id) FROM audit.audit_logs").fetchone() == before


def test_a_secret_that_is_new_is_known_by_its_name(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.feature_flags ADD COLUMN api_token text")
    owner.execute("UPDATE clinic.feature_flags SET api_token = 's3cret' WHERE name = 'flag'")
    assert last(owner) == ("UPDATE", ["api_token"], None, None)
    owner.execute("INSERT INTO clinic.feature_flags (name, api_token) VALUES ('other', 's3cret')")
    assert "api_token" not in last(owner)[3]


def test_what_was_never_stored_is_not_stored_by_the_slow_way_either(owner: Connection) -> None:
    clinic = make_clinic(owner, "AA")
    owner.execute("ALTER TABLE clinic.integration_webhooks ADD COLUMN novelty text")
    owner.execute(
        "INSERT INTO clinic.integration_webhooks (clinic_id, name, url, secret, headers)"
        " VALUES (%s, 'x', 'https://x', %s, '{\"Authorization\": \"s3cret\"}')",
        [clinic, CIPHERTEXT],
    )
    owner.execute("ALTER TABLE clinic.system_settings ADD COLUMN novelty text")
    owner.execute(
        "INSERT INTO clinic.system_settings (clinic_id, category, key, value, is_encrypted)"
        " VALUES (%s, 'x', 'x', to_jsonb(%s::text), true)",
        [clinic, CIPHERTEXT],
    )
    told = owner.execute(
        "SELECT table_name, clinic_id, new_values, entry::text ~ 's3cret' FROM audit.audit_logs AS entry"
        " WHERE table_name IN ('integration_webhooks', 'system_settings') ORDER BY id DESC LIMIT 2"
    ).fetchall()
    assert told[0] == ("system_settings", clinic, None, False)
    assert told[1][:2] == ("integration_webhooks", clinic)
    assert told[1][2]["url"] == "https://x"
    assert told[1][3] is False


def test_types_without_an_equals_sign_are_compared_as_text(owner: Connection) -> None:
    owner.execute("CREATE EXTENSION hstore SCHEMA public")
    owner.execute(
        "ALTER TABLE clinic.feature_flags ADD COLUMN j json, ADD COLUMN x xml,"
        " ADD COLUMN p point, ADD COLUMN h public.hstore, ADD COLUMN a public.citext[]"
    )
    owner.execute("SELECT audit.watch_again()")
    owner.execute(
        "UPDATE clinic.feature_flags SET j = '{}', x = '<a/>', p = '(1,2)', h = 'a=>1',"
        " a = '{A}' WHERE name = 'flag'"
    )
    assert last(owner)[1] == ["j", "x", "p", "h", "a"]
    assert last(owner)[3] == {"j": {}, "x": "<a/>", "p": "(1,2)", "h": {"a": "1"}, "a": ["A"]}


def test_a_table_is_made_audited_and_dropped(owner: Connection) -> None:
    owner.execute("CREATE TABLE clinic.novelties (name text)")
    owner.execute("SELECT audit.watch('clinic.novelties', '{}', 'to see it')")
    owner.execute("INSERT INTO clinic.novelties VALUES ('x')")
    told = "SELECT record_id, clinic_id, new_values FROM audit.audit_logs ORDER BY id DESC LIMIT 1"
    assert owner.execute(told).fetchone() == (None, None, {"name": "x"})
    owner.execute("DROP TABLE clinic.novelties CASCADE")
    owner.execute("SELECT audit.watch_again()")
    assert owner.execute(
        "SELECT count(*) FROM audit.decisions WHERE table_name = 'novelties'"
    ).fetchone() == (0,)


def test_a_secret_with_another_name_must_be_decided_anew(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.integration_webhooks RENAME COLUMN headers TO head")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        owner.execute("SELECT audit.watch_again()")


def test_until_then_of_such_a_row_no_value_is_stored(owner: Connection) -> None:
    owner.execute("ALTER TABLE clinic.integration_webhooks RENAME COLUMN headers TO head")
    owner.execute(
        "INSERT INTO clinic.integration_webhooks (clinic_id, name, url, secret)"
        " VALUES (%s, 'x', 'https://x', %s)",
        [make_clinic(owner, "AA"), CIPHERTEXT],
    )
    owner.execute('UPDATE clinic.integration_webhooks SET head = \'{"Authorization": "s3cret"}\'')
    assert owner.execute(
        "SELECT changed_fields, entry::text ~ 's3cret' FROM audit.audit_logs AS entry"
        " WHERE table_name = 'integration_webhooks' AND action = 'UPDATE'"
    ).fetchall() == [(["head"], False)]


def test_running_it_again_waits_for_no_writer(copy: Seeded, committing: Connection) -> None:
    """Triggers that are there stay: to make them would wait for whoever writes."""
    with copy.connect() as writer, writer.transaction():
        writer.execute("UPDATE clinic.feature_flags SET description = 'open'")
        committing.execute("SET lock_timeout = '50ms'")
        committing.execute("SELECT audit.watch_again()")


def test_an_open_session_records_as_before_and_after(copy: Seeded, committing: Connection) -> None:
    """A connection of the web's, with its plans made, sees what the owner's migrations do."""
    with copy.connect() as web:
        for step in (
            "ALTER TABLE clinic.feature_flags ADD COLUMN novelty text",
            "SELECT audit.watch_again()",
            "ALTER TABLE clinic.feature_flags DROP COLUMN novelty",
            "SELECT audit.watch_again()",
        ):
            web.execute("UPDATE clinic.feature_flags SET description = %s", [step])
            committing.execute(step.encode())
            web.execute("UPDATE clinic.feature_flags SET description = 'and on'")
            assert last(committing)[2]["description"] == step
