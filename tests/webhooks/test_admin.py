"""Who sets up sources is shown a secret once; who looks at events replays them, and sets them aside."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg import errors
from pytest_django.plugin import DjangoDbBlocker

from audit.models import AuditLog
from privacy.errors import UnreadableError
from tenancy import acting_as
from tests.isolation.estate import swept_up
from tests.refusals import refused
from tests.rows import make
from tests.world import World
from webhooks.models import WebhookEvent, WebhookSecret, WebhookSource
from webhooks.receiving import open_source

pytestmark = pytest.mark.django_db

ADD = reverse("admin:webhooks_webhooksource_add")
ADD_SECRET = reverse("admin:webhooks_webhooksecret_add")
EVENTS = reverse("admin:webhooks_webhookevent_changelist")
REPLAY = reverse("admin:webhooks_webhookevent_replay")
STRIPES, ANOTHER = "whsec_fromStripe", "whsec_anotherOfStripe"


@dataclass(frozen=True)
class Events:
    """One of each kind, committed."""

    dead: Any
    dead_twilio: Any
    failed: Any
    followed: Any
    follower: Any
    done: Any
    leased: Any
    left: Any
    foreign: Any
    platforms: Any


@pytest.fixture(scope="module")
def events(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Events]:
    """Make them as the owner; what a test does to them is undone with its transaction."""
    now = timezone.now()

    def event(at: Any = world.a, **given: Any) -> Any:
        return make("webhook_events", at, **{"source": "stripe"} | given)

    with django_db_blocker.unblock(), swept_up():
        leased = {"status": "processing", "attempts": 1, "lease_owner": "w1"}
        yield Events(
            dead=event(status="dead_letter", payload={"type": "x", "amount": 12.5}),
            dead_twilio=event(source="twilio", status="dead_letter"),
            failed=event(status="failed", next_attempt_at=now + timedelta(hours=1)),
            followed=event(ordering_key="ch_1"),
            follower=event(ordering_key="ch_1"),
            done=event(status="success"),
            leased=event(**leased, lease_expires_at=now + timedelta(hours=1)),
            left=event(**leased, lease_expires_at=now - timedelta(hours=1)),
            foreign=event(world.b, status="dead_letter"),
            platforms=event(clinic=None, status="dead_letter"),
        )


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    client.force_login(world.a.admin_login)
    return client


def add(client: Client, name: str, scheme: str, secret: str = "") -> Any:
    return client.post(
        ADD, {"name": name, "scheme": scheme, "is_active": "on", "new_secret": secret}
    )


def add_secret(client: Client, source: WebhookSource, secret: str, hours: str) -> Any:
    return client.post(
        ADD_SECRET, {"source": source.pk, "new_secret": secret, "keep_others": hours}
    )


def source_of(world: World, name: str) -> WebhookSource:
    with acting_as(world.a.admin_login):
        return WebhookSource.objects.get(name=name)


def secrets_of(source: WebhookSource) -> list[str]:
    """Give what the source may sign with, as the web process is told; nothing where it is refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM webhook.open_source(%s)", [source.pk])
        return sorted(open_source(source.pk).secrets) if cursor.rowcount else []


def statuses(world: World, *events: Any) -> list[str]:
    with acting_as(world.a.admin_login):
        found = {row.pk: row.status for row in WebhookEvent.objects.all()}
    return [found[event.pk] for event in events]


def act(client: Client, action: str, *events: Any) -> Any:
    return client.post(
        EVENTS, {"action": action, "_selected_action": [event.pk for event in events]}, follow=True
    )


@pytest.mark.parametrize(
    ("scheme", "form"),
    [("standard_webhooks", r"whsec_[A-Za-z0-9+/]{43}="), ("daily", r"[A-Za-z0-9+/]{43}=")],
)
def test_a_secret_that_is_made_is_shown_once(
    admin: Client, world: World, scheme: str, form: str
) -> None:
    answer = add(admin, "labs", scheme)
    (secret,) = re.findall(f"<code>({form})</code>", answer.content.decode())
    source = source_of(world, "labs")
    assert secrets_of(source) == [secret]
    assert f"http://testserver/webhooks/{source.pk}/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for page in (
        reverse("admin:webhooks_webhooksource_change", args=[source.pk]),
        reverse("admin:webhooks_webhooksource_changelist"),
        reverse("admin:webhooks_webhooksecret_changelist"),
        reverse("admin:audit_auditlog_changelist"),
    ):
        assert secret not in admin.get(page, follow=True).content.decode()
    assert secret not in "".join(morsel.value for morsel in admin.cookies.values())


def test_a_secret_that_is_given_is_not_shown(admin: Client, world: World) -> None:
    answer = add(admin, "stripe", "stripe", STRIPES)
    assert answer.status_code == 302
    assert secrets_of(source_of(world, "stripe")) == [STRIPES]


def test_a_source_whose_sender_gives_the_secret_waits_for_it(admin: Client, world: World) -> None:
    assert add(admin, "stripe", "stripe").status_code == 302
    source = source_of(world, "stripe")
    assert secrets_of(source) == []
    answer = add_secret(admin, source, "", "0")
    assert "new_secret" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("scheme", "secret"),
    [
        ("stripe", "sk_live_1"),
        ("stripe", "whsec_"),
        ("standard_webhooks", "whsec_not base64"),
        ("standard_webhooks", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("twilio", "two words"),
        ("daily", "whsec_=="),
    ],
)
def test_what_is_no_secret_of_its_scheme_is_refused(
    admin: Client, world: World, scheme: str, secret: str
) -> None:
    answer = add(admin, "sender", scheme, secret)
    assert "new_secret" in answer.context["adminform"].form.errors
    assert f'"{secret}"' not in answer.content.decode()


def test_a_secret_may_be_so_long(admin: Client, world: World) -> None:
    longest = "whsec_" + "a" * 144
    add(admin, "stripe", "stripe", longest)
    assert secrets_of(source_of(world, "stripe")) == [longest]


def test_a_secret_that_is_too_long_is_told_at_its_field(admin: Client, world: World) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    answer = add_secret(admin, source_of(world, "stripe"), "whsec_" + "a" * 145, "0")
    assert list(answer.context["adminform"].form.errors) == ["new_secret"]


@pytest.mark.parametrize(("hours", "accepted"), [("1", [ANOTHER, STRIPES]), ("0", [ANOTHER])])
def test_a_source_goes_over_to_another_secret(
    admin: Client, world: World, hours: str, accepted: list[str]
) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    source = source_of(world, "stripe")
    assert add_secret(admin, source, ANOTHER, hours).status_code == 302
    assert secrets_of(source) == accepted
    with acting_as(world.a.admin_login):
        newest, oldest = WebhookSecret.objects.filter(source=source).order_by("expires_at")[::-1]
        assert (newest.expires_at, newest.is_accepted) == (None, True)
        assert oldest.is_accepted is (hours == "1")


def test_a_secret_is_accepted_no_longer_than_was_said_before(admin: Client, world: World) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    source = source_of(world, "stripe")
    add_secret(admin, source, ANOTHER, "0")
    add_secret(admin, source, "whsec_third", "24")
    assert secrets_of(source) == [ANOTHER, "whsec_third"]


def test_a_secret_that_others_know_is_taken_back_by_itself(admin: Client, world: World) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    source = source_of(world, "stripe")
    with acting_as(world.a.admin_login):
        secret = WebhookSecret.objects.get(source=source)
    page = reverse("admin:webhooks_webhooksecret_change", args=[secret.pk])
    form = admin.get(page).context["adminform"].form
    assert list(form.fields) == ["expires_at"]
    answer = admin.post(page, {"expires_at_0": "2026-01-01", "expires_at_1": "00:00"})
    assert answer.status_code == 302
    assert secrets_of(source) == []


def test_name_and_scheme_stay(admin: Client, world: World) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    source = source_of(world, "stripe")
    page = reverse("admin:webhooks_webhooksource_change", args=[source.pk])
    form = admin.get(page).context["adminform"].form
    assert list(form.fields) == ["is_active"]
    assert admin.post(page, {"initial-is_active": "on"}).status_code == 302
    assert secrets_of(source) == []


def test_a_superadmin_sets_up_the_platforms_and_sees_no_clinics(
    client: Client, world: World, events: Events
) -> None:
    client.force_login(world.superadmin)
    assert add(client, "labs", "standard_webhooks").status_code == 200
    with acting_as(world.superadmin):
        (source,) = WebhookSource.objects.all()
        assert (source.name, source.clinic_id) == ("labs", None)
        assert [event.pk for event in WebhookEvent.objects.all()] == [events.platforms.pk]
    with acting_as(world.superadmin, clinic_id=world.a.clinic.pk):
        assert not WebhookSource.objects.exists()
    shown = client.get(EVENTS).context["cl"].result_list
    assert [event.pk for event in shown] == [events.platforms.pk]
    assert "1 event replayed." in act(client, "replay", events.platforms).content.decode()


def test_selected_dead_letters_are_replayed(admin: Client, world: World, events: Events) -> None:
    answer = act(admin, "replay", events.dead, events.failed, events.foreign)
    assert "1 event replayed." in answer.content.decode()
    assert statuses(world, events.dead, events.failed) == ["pending", "failed"]


def test_dead_letters_are_replayed_by_source(admin: Client, world: World, events: Events) -> None:
    make_source(admin, "twilio")
    answer = admin.post(REPLAY, {"source": "twilio"}, follow=True)
    assert "1 event replayed." in answer.content.decode()
    assert statuses(world, events.dead, events.dead_twilio) == ["dead_letter", "pending"]


def make_source(client: Client, name: str) -> None:
    assert add(client, name, name).status_code == 302


def test_dead_letters_are_replayed_by_time(admin: Client, world: World, events: Events) -> None:
    """The clinic's own time, as it is typed."""
    clock = "%Y-%m-%dT%H:%M"
    now = timezone.now().astimezone(timezone.get_default_timezone())
    early, late = (now + timedelta(hours=hours) for hours in (-1, 1))
    window = {"received_from": f"{late:{clock}}", "received_until": ""}
    assert "None was replayed." in admin.post(REPLAY, window, follow=True).content.decode()
    window = {"received_from": f"{early:{clock}}", "received_until": f"{late:{clock}}"}
    assert "2 events replayed." in admin.post(REPLAY, window, follow=True).content.decode()


def test_nothing_chosen_replays_nothing(admin: Client, world: World, events: Events) -> None:
    assert admin.post(REPLAY, {"source": ""}).context["form"].non_field_errors()
    assert statuses(world, events.dead) == ["dead_letter"]


def test_what_nobody_works_on_is_set_aside(admin: Client, world: World, events: Events) -> None:
    chosen = (
        *(events.failed, events.followed, events.left),
        *(events.done, events.leased, events.dead, events.foreign),
    )
    assert "3 events set aside." in act(admin, "set_aside", *chosen).content.decode()
    assert statuses(world, *chosen[:-1]) == [
        *(["dead_letter"] * 3),
        *("success", "processing", "dead_letter"),
    ]
    with acting_as(world.a.admin_login):
        failed = WebhookEvent.objects.get(pk=events.failed.pk)
        follower = WebhookEvent.objects.get(pk=events.follower.pk)
        entries = AuditLog.objects.filter(record_id__in=[str(event.pk) for event in chosen])
        recorded = {(entry.record_id, entry.old_values["status"]) for entry in entries}
    assert recorded == {
        (str(events.failed.pk), "failed"),
        (str(events.followed.pk), "pending"),
        (str(events.left.pk), "processing"),
    }
    (said,) = failed.history
    assert (said["by"], said["role"]) == (str(world.a.admin_login.pk), "clinic_admin")
    assert failed.next_attempt_at is None
    assert follower.place is not None
    assert follower.place >= 0


def test_who_has_waited_for_it_has_no_place_before(world: World, events: Events) -> None:
    with acting_as(world.a.admin_login):
        assert (WebhookEvent.objects.get(pk=events.follower.pk).place or 0) < 0


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff"])
def test_others_set_nothing_aside(world: World, role: str) -> None:
    with acting_as(world.a.logins[role]), refused(), connection.cursor() as cursor:
        cursor.execute("SELECT webhook.set_aside('{}')")


POISON = "UPDATE clinic.webhook_events SET payload = '{}' WHERE id = '{}'"


@pytest.mark.parametrize(
    "payload", ["[" * 3000 + "]" * 3000, '{"n": 1e5000}'], ids=["deep", "long"]
)
def test_what_python_cannot_read_is_shown_as_it_is_written(
    admin: Client, events: Events, as_owner: Callable[..., None], payload: str
) -> None:
    as_owner(POISON.format(payload, events.done.pk), POISON.format("{}", events.done.pk))
    assert admin.get(EVENTS).status_code == 200
    page = admin.get(reverse("admin:webhooks_webhookevent_change", args=[events.done.pk]))
    assert page.status_code == 200
    assert ("[" * 3000 if payload.startswith("[") else "1" + "0" * 5000) in page.content.decode()


def test_of_a_long_payload_the_page_shows_the_beginning_and_the_list_nothing(
    admin: Client, events: Events, as_owner: Callable[..., None]
) -> None:
    payload = json.dumps(["x" * 60] * 10_000)
    as_owner(POISON.format(payload, events.done.pk), POISON.format("{}", events.done.pk))
    page = admin.get(reverse("admin:webhooks_webhookevent_change", args=[events.done.pk]))
    assert 100_000 < len(page.content) < 200_000
    assert f"column payload, id {events.done.pk}" in page.content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert admin.get(EVENTS).status_code == 200
    assert not any('"payload"' in query["sql"] for query in asked)


def test_nobody_sets_anything_aside(world: World) -> None:
    with refused(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE clinic_admin; SELECT webhook.set_aside('{}')")


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff", "admin", "superadmin"])
@pytest.mark.parametrize(
    "call",
    [
        "webhook.open_source(gen_random_uuid())",
        "webhook.receive_delivery(gen_random_uuid(), 'evt_1', '{}')",
    ],
)
def test_what_comes_in_is_of_no_person(world: World, role: str, call: str) -> None:
    person = world.superadmin if role == "superadmin" else world.a.logins[role]
    with acting_as(person), refused(errors.InsufficientPrivilege), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}")


def test_an_event_shows_what_was_sent(admin: Client, events: Events) -> None:
    page = admin.get(reverse("admin:webhooks_webhookevent_change", args=[events.dead.pk]))
    assert "&quot;amount&quot;: 12.5" in page.content.decode()
    assert not page.context["adminform"].form.fields


@pytest.mark.parametrize("role", ["doctor", "nurse", "staff"])
def test_others_find_none_of_it(client: Client, world: World, role: str) -> None:
    client.force_login(world.a.logins[role])
    for page in (ADD, ADD_SECRET, EVENTS, REPLAY):
        assert client.get(page).status_code == 403


def test_a_secret_is_stored_as_a_ciphertext_that_its_row_alone_opens(
    admin: Client, world: World
) -> None:
    add(admin, "stripe", "stripe", STRIPES)
    source = source_of(world, "stripe")
    add_secret(admin, source, ANOTHER, "1")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT secret_id, secret, clinic_id FROM webhook.open_source(%s)", [source.pk]
        )
        stored = cursor.fetchall()
    assert not {STRIPES, ANOTHER} & {secret for _, secret, _ in stored}
    field: Any = WebhookSecret._meta.get_field("secret")
    (one, sealed, clinic_id), (other, *_) = stored
    assert field.open(sealed, one, clinic_id) in {STRIPES, ANOTHER}
    for place in ((other, clinic_id), (one, world.b.clinic.pk), (one, None)):
        with pytest.raises(UnreadableError):
            field.open(sealed, *place)


def page_of(event: Any) -> str:
    return reverse("admin:webhooks_webhookevent_change", args=[event.pk])


def act_on(event: Any, name: str) -> str:
    return reverse("admin:webhooks_webhookevent_act", args=[event.pk, name])


@pytest.mark.parametrize(
    ("which", "offered"),
    [
        ("dead", ["replay"]),
        ("failed", ["set_aside"]),
        ("followed", ["set_aside"]),
        ("left", ["set_aside"]),
        ("leased", []),
        ("done", []),
    ],
)
def test_an_events_page_offers_what_can_be_done(
    admin: Client, events: Events, which: str, offered: list[str]
) -> None:
    event = getattr(events, which)
    page = admin.get(page_of(event)).content.decode()
    shown = [name for name in ("replay", "set_aside") if act_on(event, name) in page]
    assert shown == offered


@pytest.mark.parametrize(
    ("which", "name", "said", "status"),
    [
        ("dead", "replay", "1 event replayed.", "pending"),
        ("failed", "set_aside", "1 event set aside.", "dead_letter"),
        ("failed", "replay", "None was replayed.", "failed"),
        ("leased", "set_aside", "None was set aside.", "processing"),
    ],
)
def test_an_event_is_replayed_and_set_aside_on_its_own_page(
    admin: Client, world: World, events: Events, which: str, name: str, said: str, status: str
) -> None:
    event = getattr(events, which)
    answer = admin.post(act_on(event, name), follow=True)
    assert answer.redirect_chain == [(page_of(event), 302)]
    assert said in answer.content.decode()
    assert statuses(world, event) == [status]


def test_nothing_is_done_by_looking_nor_with_others_events(
    admin: Client, world: World, events: Events
) -> None:
    assert admin.get(act_on(events.dead, "replay")).status_code == 405
    assert admin.post(act_on(events.dead, "delete_selected")).status_code == 403
    admin.post(act_on(events.foreign, "replay"))
    with acting_as(world.b.admin_login):
        assert WebhookEvent.objects.get(pk=events.foreign.pk).status == "dead_letter"


def test_what_is_done_on_a_page_takes_its_token(world: World, events: Events) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.a.admin_login)
    assert client.post(act_on(events.dead, "replay")).status_code == 403
    assert statuses(world, events.dead) == ["dead_letter"]


WORKERS = reverse("admin:webhooks_webhookworker_changelist")
WORK = """
INSERT INTO webhook.workers
    (name, last_seen, ended_at, sources, concurrency, batch_size, running, succeeded, failed)
SELECT %s, {seen}, {ended}, '{{}}', 4, 10, 3, 0, 0
"""


@pytest.fixture
def workers(as_owner: Callable[..., None]) -> None:
    """Let one work, one have ended, and one be gone without a word."""
    long_ago, late, lately = (f"now() - interval '{ago}'" for ago in ("2 h", "70 s", "50 s"))
    for name, seen, ended in (
        ("at-work", lately, "NULL"),
        ("at-rest", long_ago, long_ago),
        ("gone", late, "NULL"),
    ):
        work = WORK.format(seen=seen, ended=ended)
        as_owner(work, "DELETE FROM webhook.workers WHERE name = %s", name)


def test_a_superadmin_sees_which_worker_is_dead(
    client: Client, world: World, workers: None
) -> None:
    client.force_login(world.superadmin)
    page = client.get(WORKERS)
    # Others may have worked before.
    shown = {worker.name: worker.is_dead for worker in page.context["cl"].result_list}
    assert shown | {"at-work": False, "at-rest": False, "gone": True} == shown
    states = re.findall(r'class="badge badge-[a-z]+">([A-Za-z]+)<', page.content.decode())
    assert {"Dead", "Ended", "Working"} <= set(states)
    one = client.get(reverse("admin:webhooks_webhookworker_change", args=["gone"]))
    assert not one.context["adminform"].form.fields
    assert client.get(reverse("admin:webhooks_webhookworker_add")).status_code == 403
    assert (
        client.get(reverse("admin:webhooks_webhookworker_history", args=["gone"])).status_code
        == 302
    )
    assert WORKERS in client.get(reverse("admin:index")).content.decode()


def test_others_see_no_worker(admin: Client, workers: None) -> None:
    assert admin.get(WORKERS).status_code == 403
