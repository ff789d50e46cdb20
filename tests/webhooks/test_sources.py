"""What comes in is of a source that is believed, and of its clinic; its secrets are nobody's to read."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import errors, sql

from tests.webhooks.conftest import Connection, Queue, connect
from tests.world import OWNER, World

ONE, TWO, THREE, FORGED = (f"1.7.{letter * 39}" for letter in "ABCF")
"""Secrets as the database has them."""

PUT_IN = """
CREATE FUNCTION public.put_in(p_clinic_id uuid, p_webhook_id uuid, p_source text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
BEGIN ATOMIC
    INSERT INTO clinic.webhook_events (clinic_id, webhook_id, source, event_id, payload)
    VALUES (p_clinic_id, p_webhook_id, p_source, 'evt_1', '{}');
END;
CREATE FUNCTION public.seen() RETURNS bigint[]
LANGUAGE sql SECURITY DEFINER SET search_path = ''
BEGIN ATOMIC
    SELECT ARRAY[
        (SELECT count(*) FROM clinic.webhook_sources),
        (SELECT count(*) FROM clinic.webhook_secrets)
    ];
END;
GRANT CREATE ON SCHEMA public TO clinic_definer;
ALTER FUNCTION public.put_in(uuid, uuid, text) OWNER TO clinic_definer;
ALTER FUNCTION public.seen() OWNER TO clinic_definer;
"""
"""Functions that ask for whatever they are told to: policies are all that keeps them."""


class Sources:
    """A source of each clinic and of the platform, and one that is switched off; with a secret each."""

    def __init__(self, owner: Connection, world: World) -> None:
        self.owner = owner
        self.a, self.b = world.a.clinic.pk, world.b.clinic.pk
        self.stripe = self._add(self.a, "stripe")
        self.off = self._add(self.a, "off", is_active=False)
        self.foreign = self._add(self.b, "stripe")
        self.platforms = self._add(None, "billing")

    def _add(self, clinic_id: UUID | None, name: str, is_active: bool = True) -> UUID:
        (source,) = self.owner.execute(
            "INSERT INTO clinic.webhook_sources (clinic_id, name, scheme, is_active)"
            " VALUES (%s, %s, 'stripe', %s) RETURNING id",
            [clinic_id, name, is_active],
        ).fetchall()
        self.secret(source.id, clinic_id, ONE)
        return UUID(str(source.id))

    def secret(
        self, source_id: UUID, clinic_id: UUID | None, secret: str, until: str = "NULL"
    ) -> None:
        self.owner.execute(
            "INSERT INTO clinic.webhook_secrets (clinic_id, source_id, secret, expires_at)"
            f" VALUES (%s, %s, %s, {until})".encode(),
            [clinic_id, source_id, secret],
        )


@pytest.fixture
def sources(queue: Queue, world: World) -> Iterator[Sources]:
    yield Sources(queue.owner, world)
    queue.owner.execute("DELETE FROM clinic.webhook_secrets")
    queue.owner.execute("DELETE FROM clinic.webhook_sources")


@pytest.fixture
def web() -> Iterator[Connection]:
    """Connect as the web process does, where nobody acts."""
    with connect("default") as connection:
        yield connection


@pytest.fixture
def forger(sources: Sources) -> Iterator[Connection]:
    """Give a connection on which functions of clinic_definer do what they are told."""
    with connect(OWNER) as connection, connection.transaction(force_rollback=True):
        connection.execute(PUT_IN)
        yield connection


def receive(web: Connection, source_id: UUID, event_id: str = "evt_1") -> Any:
    (row,) = web.execute(
        "SELECT webhook.receive_delivery(%s, %s, '{}')", [source_id, event_id]
    ).fetchall()
    return row.receive_delivery


def opened(web: Connection, source_id: UUID) -> list[Any]:
    return web.execute("SELECT * FROM webhook.open_source(%s)", [source_id]).fetchall()


def test_an_event_is_of_its_sources_clinic(queue: Queue, sources: Sources, web: Connection) -> None:
    for source in (sources.stripe, sources.foreign, sources.platforms):
        assert (receive(web, source), receive(web, source)) == (True, False)
    kept = queue.owner.execute("SELECT clinic_id, webhook_id FROM clinic.webhook_events").fetchall()
    assert {row.webhook_id: row.clinic_id for row in kept} == {
        sources.stripe: sources.a,
        sources.foreign: sources.b,
        sources.platforms: None,
    }


def test_what_is_switched_off_and_what_is_unknown_put_nothing_in(
    queue: Queue, sources: Sources, web: Connection
) -> None:
    assert receive(web, sources.off) is receive(web, uuid4()) is None
    assert opened(web, sources.off) == opened(web, uuid4()) == []


def test_an_event_waits_for_those_of_its_key(sources: Sources, web: Connection) -> None:
    """The line's trigger sees them, where nobody acts."""
    call = "SELECT webhook.receive_delivery(%s, %s, '{}', 'x', 'ch_1')"
    for event_id in ("evt_1", "evt_2"):
        web.execute(call, [sources.stripe, event_id])
    kept = sources.owner.execute(
        "SELECT ordering_number, place < 0 AS waits FROM clinic.webhook_events ORDER BY event_id"
    ).fetchall()
    assert [(row.ordering_number, row.waits) for row in kept] == [(1, False), (2, True)]


def test_an_event_stands_behind_those_of_its_clinic(sources: Sources, web: Connection) -> None:
    for number in range(3):
        receive(web, sources.stripe, f"evt_{number}")
    receive(web, sources.foreign)
    places = sources.owner.execute(
        "SELECT clinic_id, array_agg(place ORDER BY event_id) AS places"
        " FROM clinic.webhook_events GROUP BY 1"
    ).fetchall()
    by_clinic = {row.clinic_id: row.places for row in places}
    first = by_clinic[sources.b][0]
    assert by_clinic[sources.a] == [first, first + 1, first + 2]


def test_secrets_are_given_as_long_as_they_are_accepted(sources: Sources, web: Connection) -> None:
    sources.secret(sources.stripe, sources.a, TWO, "now() + interval '1 hour'")
    sources.secret(sources.stripe, sources.a, THREE, "now() - interval '1 second'")
    found = opened(web, sources.stripe)
    assert sorted(row.secret for row in found) == [ONE, TWO]
    assert {(row.clinic_id, row.scheme) for row in found} == {(sources.a, "stripe")}


def test_a_secret_of_the_platforms_is_not_good_for_a_clinics_source(
    sources: Sources, web: Connection
) -> None:
    """No key keeps it from referring to one, since its clinic is empty."""
    sources.secret(sources.stripe, None, FORGED)
    assert [row.secret for row in opened(web, sources.stripe)] == [ONE]


def test_a_secret_is_of_a_source_of_its_clinic(sources: Sources) -> None:
    with pytest.raises(errors.ForeignKeyViolation):
        sources.secret(sources.foreign, sources.a, FORGED)
    with pytest.raises(errors.ForeignKeyViolation):
        sources.secret(uuid4(), None, FORGED)


@pytest.mark.parametrize("table", ["webhook_sources", "webhook_secrets", "webhook_events"])
def test_the_web_process_reads_no_table(web: Connection, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        web.execute(f"SELECT FROM clinic.{table}".encode())


def test_nothing_is_opened_while_somebody_acts(sources: Sources, web: Connection) -> None:
    """Not even by the login itself: what a pooler has left behind opens nothing."""
    web.execute("SELECT set_config('app.current_user_id', gen_random_uuid()::text, false)")
    assert opened(web, sources.stripe) == []
    assert receive(web, sources.stripe) is None


def test_a_function_puts_in_what_a_source_may_send(forger: Connection, sources: Sources) -> None:
    forger.execute("SELECT put_in(%s, %s, 'stripe')", [sources.a, sources.stripe])
    forger.execute("SELECT put_in(NULL, %s, 'billing')", [sources.platforms])


@pytest.mark.parametrize(
    ("clinic", "source", "name"),
    [
        ("b", "stripe", "stripe"),
        ("b", "platforms", "billing"),
        (None, "stripe", "stripe"),
        ("a", "foreign", "stripe"),
        ("a", "stripe", "twilio"),
        ("a", "off", "off"),
        ("a", None, "stripe"),
    ],
)
def test_a_function_puts_in_nothing_else(
    forger: Connection, sources: Sources, clinic: str | None, source: str | None, name: str
) -> None:
    given = [getattr(sources, word) if word else None for word in (clinic, source)]
    with pytest.raises(errors.InsufficientPrivilege):
        forger.execute("SELECT put_in(%s, %s, %s)", [*given, name])


@pytest.mark.parametrize("role", ["clinic_admin", "clinic_superadmin", "clinic_worker"])
def test_a_function_that_a_person_calls_sees_no_source(
    forger: Connection, sources: Sources, world: World, role: str
) -> None:
    assert forger.execute("SELECT seen()").fetchall()[0].seen == [4, 4]
    forger.execute("GRANT EXECUTE ON FUNCTION public.seen() TO PUBLIC")
    forger.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH SET TRUE").format(sql.Identifier(role)))
    for name, value in (("user", world.a.admin_login.pk), ("clinic", sources.a)):
        forger.execute("SELECT set_config(%s, %s, true)", [f"app.current_{name}_id", str(value)])
    forger.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
    assert forger.execute("SELECT public.seen()").fetchall()[0].seen == [0, 0]


def test_a_name_is_given_once_in_a_clinic_and_once_to_the_platform(sources: Sources) -> None:
    for clinic_id, name in ((sources.a, "stripe"), (sources.b, "stripe"), (None, "billing")):
        with pytest.raises(errors.UniqueViolation):
            sources.owner.execute(
                "INSERT INTO clinic.webhook_sources (clinic_id, name, scheme)"
                " VALUES (%s, %s, 'twilio')",
                [clinic_id, name],
            )


def test_a_delivery_has_a_payload_and_an_id_that_is_short_enough(
    sources: Sources, web: Connection
) -> None:
    call = "SELECT webhook.receive_delivery(%s, %s, %s::jsonb)"
    with pytest.raises(errors.NullValueNotAllowed):
        web.execute(call, [sources.stripe, "evt_1", "null"])
    for event_id in ("", "e" * 256):
        with pytest.raises(errors.InvalidParameterValue):
            web.execute(call, [sources.stripe, event_id, "{}"])
