"""Daily.co's events: who was in a video consultation, and when; its status follows from that."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from scheduling.models import TelemedicineSession
from tests.rows import NOON, make
from tests.webhooks.conftest import Queue
from tests.webhooks.providers import Handle, event, orders
from tests.webhooks.working import burst
from tests.world import OWNER, World
from webhooks.models import WebhookEvent
from webhooks.registry import HandlerError, PermanentError, autodiscover, registry

pytestmark = pytest.mark.usefixtures("swept")

ROOM = "clinic-alpha-7f3a"
MINUTE = timedelta(minutes=1)


def at(minute: float) -> float:
    return (NOON + minute * MINUTE).timestamp()


def sent(event_type: str, **payload: Any) -> WebhookEvent:
    whole = {
        "version": "1.0.0",
        "type": event_type,
        "id": "ptcpt-left-16168c97-f973-4eae-9642-020fe3fda5db-1708972302986",
        "payload": {"room": ROOM} | payload,
        "event_ts": at(99),
    }
    return event("daily", event_type, whole)


def started(minute: float = 0) -> WebhookEvent:
    return sent("meeting.started", start_ts=at(minute), meeting_id="m-1")


def ended(minute: float, began: float = 0) -> WebhookEvent:
    return sent("meeting.ended", start_ts=at(began), end_ts=at(minute), meeting_id="m-1")


def joined(who: Any, minute: float) -> WebhookEvent:
    person = {"user_id": str(who), "user_name": "Somebody", "session_id": "s-1", "owner": False}
    return sent("participant.joined", joined_at=at(minute), **person)


def left(who: Any, joined: float, minute: float) -> WebhookEvent:
    person = {"user_id": str(who), "user_name": "Somebody", "session_id": "s-1", "owner": False}
    stayed = (minute - joined) * 60
    return sent("participant.left", joined_at=at(joined), duration=stayed, **person)


def consultation(world: World, **given: Any) -> TelemedicineSession:
    row: TelemedicineSession = make("telemedicine_sessions", world.a, **{"room_name": ROOM} | given)
    return row


def end(row: TelemedicineSession) -> tuple[Any, ...]:
    """Give the status, and in minutes after noon when it began and ended, and who came and went; forget it."""
    row.refresh_from_db()
    row.delete()
    times = (
        *(row.actual_start, row.actual_end, row.patient_joined_at, row.patient_left_at),
        *(row.doctor_joined_at, row.doctor_left_at),
    )
    return (
        row.status,
        row.duration_minutes,
        *(None if time is None else (time - NOON) / MINUTE for time in times),
    )


def test_a_consultation_is_completed_in_whatever_order_it_is_told(
    handle: Handle, world: World
) -> None:
    patient, doctor = world.a.patient.pk, world.a.doctor.pk
    events = [started(), joined(patient, 0), left(doctor, 3, 14.5), ended(15)]
    for order in orders(*events):
        row = consultation(world)
        handle(world.a.clinic.pk, *order)
        assert end(row) == ("completed", 15, 0, 15, 0, None, 3, 14.5)


def test_who_comes_back_has_come_first_and_gone_last(handle: Handle, world: World) -> None:
    """The patient waits, is cut off, and comes back when the doctor is there: two meetings of one room."""
    patient, doctor = world.a.patient.pk, world.a.doctor.pk
    events = [left(patient, 0, 2), ended(2), joined(doctor, 5), left(patient, 6, 20)]
    for order in orders(*events):
        row = consultation(world)
        handle(world.a.clinic.pk, *order)
        row.refresh_from_db()
        assert row.status == "in_progress"
        handle(world.a.clinic.pk, ended(21, 5))
        assert end(row) == ("completed", 21, 0, 21, 0, 20, 5, None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ([], "waiting"),
        (["patient"], "waiting"),
        (["doctor"], "waiting"),
        (["patient", "doctor"], "in_progress"),
    ],
)
def test_a_consultation_runs_when_both_are_there(
    who: list[str], status: str, handle: Handle, world: World
) -> None:
    people = {"patient": world.a.patient.pk, "doctor": world.a.doctor.pk}
    row = consultation(world)
    handle(world.a.clinic.pk, started(), *(joined(people[name], 1) for name in who))
    assert end(row)[0] == status


def test_a_patient_who_waited_in_vain_had_no_consultation(handle: Handle, world: World) -> None:
    row = consultation(world)
    handle(world.a.clinic.pk, started(), left(world.a.patient.pk, 0, 9), ended(9))
    assert end(row)[0] == "waiting"


@pytest.mark.parametrize("status", ["cancelled", "failed", "completed"])
def test_what_was_decided_by_hand_stays(status: str, handle: Handle, world: World) -> None:
    row = consultation(world, status=status)
    handle(world.a.clinic.pk, started(), joined(world.a.patient.pk, 0))
    assert end(row)[0] == status


@pytest.mark.parametrize("who", ["", "guest", "the other clinic's doctor"])
def test_of_a_guest_nothing_is_kept(who: str, handle: Handle, world: World) -> None:
    guest = world.b.doctor.pk if "other" in who else who
    row = consultation(world)
    assert handle(world.a.clinic.pk, joined(guest, 0), left(guest, 0, 5)) == ["a guest"] * 2
    assert end(row) == ("scheduled", *[None] * 7)


def test_of_a_rooms_sessions_it_is_the_closest_that_takes_place(
    handle: Handle, world: World
) -> None:
    hour = timedelta(hours=1)
    rows = [
        consultation(
            world, scheduled_start=NOON + start, scheduled_end=NOON + start + hour / 4, **given
        )
        for start, given in [
            (0 * hour, {"status": "cancelled"}),
            (-hour, {}),
            (hour / 2, {}),
            (24 * hour, {}),
        ]
    ]
    handle(world.a.clinic.pk, started())
    assert [end(row)[0] for row in rows] == ["cancelled", "scheduled", "waiting", "scheduled"]


@pytest.mark.parametrize("given", [{"deleted_at": NOON}, {"room_name": "another"}])
def test_a_session_that_is_not_there_is_tried_again(
    given: dict[str, Any], handle: Handle, world: World
) -> None:
    consultation(world, **given)
    with pytest.raises(HandlerError):
        handle(world.a.clinic.pk, started())


def test_a_session_is_found_in_the_events_clinic_alone(handle: Handle, world: World) -> None:
    row = consultation(world)
    with pytest.raises(HandlerError):
        handle(world.b.clinic.pk, started())
    assert end(row)[0] == "scheduled"


@pytest.mark.parametrize("start", [None, "soon", 1e300, [], True])
def test_what_is_no_event_is_a_dead_letter(start: Any, handle: Handle, world: World) -> None:
    consultation(world)
    with pytest.raises(PermanentError):
        handle(world.a.clinic.pk, sent("meeting.started", start_ts=start))


def test_an_event_that_waits_is_processed(queue: Queue, world: World) -> None:
    row = consultation(world)
    autodiscover()
    queue.put(
        world.a.clinic.pk,
        "evt_1",
        source="daily",
        event_type="meeting.started",
        payload=Jsonb(started().payload),
    )
    burst(registry)
    assert end(row)[0] == "waiting"
    assert not TelemedicineSession.objects.using(OWNER).filter(pk=row.pk).exists()
