"""`manage.py seed_dev`: two clinics that a receptionist would believe, and never in production."""

from datetime import UTC, datetime, timedelta

import pytest

from system.development.bookings import Diary
from system.development.clinics import Timeline, moment
from system.development.rows import Values
from system.development.story import tell
from tests.scratch import postgres_15, refuse
from tests.seeds.conftest import NOON
from tests.seeds.consistency import faults
from tests.seeds.seeded import NOT_SEEDED, SEALED, Seeded, copy_of

LATER_THAT_DAY, NEXT_DAY = "2026-03-11T21:05+08:00", "2026-03-12T09:40+08:00"
ROLES = {"admin", "doctor", "nurse", "staff", "patient"}


def test_every_table_has_rows_in_both_clinics(seeded: Seeded) -> None:
    of_clinics = {
        table
        for (table,) in seeded.run(
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'clinic_id'"
        )
    }
    clinics = {str(key) for (key,) in seeded.run("SELECT id FROM clinic.clinics")}
    dumped = seeded.dump()

    assert len(dumped) >= 28
    assert len(clinics) == 2
    assert dumped.keys() > NOT_SEEDED
    for table, rows in dumped.items():
        if table in NOT_SEEDED:
            continue
        assert rows, table
        if table in of_clinics:
            for clinic in clinics:
                assert any(f'"clinic_id": "{clinic}"' in row for row in rows), table


def test_everybody_can_sign_in(seeded: Seeded) -> None:
    logins = seeded.run(
        "SELECT c.code, u.role, u.email, u.password_hash"
        " FROM clinic.users AS u LEFT JOIN clinic.clinics AS c ON c.id = u.clinic_id"
    )
    by_clinic: dict[str | None, set[str]] = {}
    for code, role, email, digest in logins:
        by_clinic.setdefault(code, set()).add(role)
        assert email.endswith(".example")
        assert digest.startswith("pbkdf2_sha256$")

    assert by_clinic == {"DEMO": ROLES, "HARBOUR": ROLES, None: {"superadmin"}}
    assert len({digest for *_, digest in logins}) == len(logins) == 11


def test_another_run_on_the_day_changes_nothing_and_says_how_to_sign_in(copy: Seeded) -> None:
    before = copy.dump()

    said = copy.seed(LATER_THAT_DAY)

    assert copy.dump() == before
    assert "clinic-demo-2026" in said
    for name in ("superadmin@platform.example", "admin@demo.example", "patient@harbour.example"):
        assert name in said
    assert copy.manage("seed_dev", "--quiet", "--at", NOON) == ""


def test_two_databases_get_the_same(seeded: Seeded, migrated: Seeded) -> None:
    ours = ("created_at", "updated_at", "password_hash", *SEALED)
    # What migrations and triggers made has keys of its own, and the mark tells when it was written.
    theirs = {"system_settings", "feature_flags", "metric_entries"}
    with copy_of(migrated) as twin:
        twin.seed(NOON)
        one, other = seeded.dump(*ours), twin.dump(*ours)

    assert {t: r for t, r in one.items() if t.split(".")[-1] not in theirs} == {
        t: r for t, r in other.items() if t.split(".")[-1] not in theirs
    }


def test_a_later_day_lets_time_go_on(copy: Seeded) -> None:
    copy.seed(NEXT_DAY)

    assert faults(copy) == []
    assert copy.run(
        "SELECT count(*) FROM clinic.appointments WHERE appointment_date < '2026-03-12'"
        " AND status IN ('scheduled', 'confirmed', 'in_progress')"
    ) == [(0,)]
    running = dict(
        copy.run(
            "SELECT status::text, count(*) FROM clinic.appointments"
            " WHERE appointment_date = '2026-03-12' GROUP BY status"
        )
    )
    assert {"completed", "in_progress", "confirmed"} <= running.keys()
    assert copy.run("SELECT max(slot_date)::text FROM clinic.appointment_slots") == [
        ("2026-03-26",)
    ]


def test_rows_of_others_stay_as_they_are(copy: Seeded) -> None:
    """Edited, added: neither a run on the same day nor one on the next touches them."""
    copy.run("UPDATE clinic.patients SET notes = 'Calls in the evening'")
    copy.run(
        "UPDATE clinic.appointments SET status = 'cancelled', cancellation_reason = 'Moved house'"
        " WHERE status = 'confirmed'"
    )
    # Taken by hand: the first free slots of tomorrow morning, where the seed has plans of its own.
    copy.run(
        "INSERT INTO clinic.appointments"
        " (clinic_id, doctor_id, patient_id, appointment_number, appointment_type, starts_at)"
        " SELECT s.clinic_id, s.doctor_id, p.id, 'BY-HAND-' || s.id, 'consultation', s.starts_at"
        " FROM clinic.appointment_slots AS s"
        " JOIN LATERAL (SELECT id FROM clinic.patients WHERE clinic_id = s.clinic_id LIMIT 1) AS p"
        " ON true WHERE s.is_available AND s.slot_date = '2026-03-12'"
        " AND s.slot_time BETWEEN '08:00' AND '10:30'"
    )
    copy.run(
        "INSERT INTO clinic.clinics"
        " (code, name, registration_number, address, postal_code, phone, email)"
        " VALUES ('MINE', 'Mine', 'R1', 'Here', '000001', '+65 6000 0000', 'me@mine.example')"
    )
    theirs = (
        "SELECT to_jsonb(r)::text FROM clinic.patients AS r",
        "SELECT to_jsonb(r)::text FROM clinic.clinics AS r",
        "SELECT to_jsonb(r)::text FROM clinic.appointments AS r"
        " WHERE cancellation_reason = 'Moved house' OR appointment_number LIKE 'BY-HAND-%'",
    )
    before = [sorted(copy.run(query)) for query in theirs]
    assert all(before)

    copy.seed(LATER_THAT_DAY)
    copy.seed(NEXT_DAY)

    assert [sorted(copy.run(query)) for query in theirs] == before


def test_rows_agree_with_each_other(seeded: Seeded) -> None:
    assert faults(seeded) == []


def test_the_calendar_reaches_from_last_month_to_the_next_fortnight(seeded: Seeded) -> None:
    reaches = seeded.run(
        "SELECT min(appointment_date)::text, max(appointment_date)::text"
        " FROM clinic.appointments GROUP BY clinic_id"
    )
    for first, last in reaches:
        assert first <= "2026-02-12"
        assert last >= "2026-03-20"
    free = seeded.run(
        "SELECT clinic_id, doctor_id, slot_date, count(*) FROM clinic.appointment_slots"
        " WHERE is_available AND NOT is_blocked AND slot_date > '2026-03-11' GROUP BY 1, 2, 3"
    )
    assert len(free) == 7 * 14
    statuses = seeded.run("SELECT DISTINCT clinic_id, status FROM clinic.appointments")
    assert len(statuses) == 2 * 7
    kinds = seeded.run("SELECT DISTINCT clinic_id, status FROM clinic.payments")
    assert {status for _, status in kinds} >= {"completed", "partial", "pending", "refunded"}


@pytest.mark.parametrize("clock", ["00:05", "03:20", "08:50", "13:00", "19:35", "23:55"])
def test_the_waiting_room_is_full_at_any_hour(clock: str) -> None:
    """Some are done, some inside, some wait with a number, others come later: by the clock."""
    now = datetime.fromisoformat(f"2026-03-11T{clock}+08:00")
    shown = moment(now)
    assert abs(shown - now) <= timedelta(hours=1)

    rows, wanted = tell(Timeline((shown,)), Diary({}, since=datetime.max.replace(tzinfo=UTC)))

    assert not wanted

    for clinic in rows.of["identity.Clinic"]:
        today = [
            visit
            for visit in rows.of["scheduling.Appointment"]
            if visit["clinic_id"] == clinic["id"] and visit["starts_at"].date() == shown.date()
        ]
        inside = [visit for visit in today if visit["status"] == "in_progress"]
        waiting = [visit for visit in today if visit["queue_status"] == "waiting"]
        doctor = rows.of["clinical.Doctor"][0 if clinic["code"] == "DEMO" else 4]
        assert any(visit["doctor_id"] == doctor["id"] for visit in inside)
        assert len([v for v in today if v["status"] == "completed"]) >= 2
        assert waiting
        assert all(visit["queue_number"] for visit in inside + waiting)
        assert [v for v in today if v["status"] == "confirmed" and v["starts_at"] > shown]
        assert not any(_future(visit, shown) for visit in today)


def test_events_have_keys_in_the_order_of_time() -> None:
    """As those have that come in: what comes next stands behind the one with the highest."""
    shown = moment(datetime.fromisoformat("2026-03-11T12:00+08:00"))
    rows, _ = tell(Timeline((shown,)), Diary({}, since=datetime.max.replace(tzinfo=UTC)))
    events = rows.of["webhooks.WebhookEvent"]
    assert {event["id"].version for event in events} == {7}
    assert [event["received_at"] for event in sorted(events, key=lambda event: event["id"])] == (
        sorted(event["received_at"] for event in events)
    )
    assert len({event["id"] for event in events}) == len(events) > 20


def _future(visit: Values, shown: datetime) -> bool:
    happened = ("checked_in_at", "called_at", "consultation_start_at", "consultation_end_at")
    return any(visit[name] and visit[name] > shown for name in happened)


@pytest.mark.parametrize("environment", ["production", ""], ids=["named", "forgotten"])
def test_refuses_in_production(migrated: Seeded, environment: str) -> None:
    before = migrated.dump()

    complaint = refuse(migrated.start("seed_dev", DJANGO_ENV=environment, SECRET_KEY="of a test"))

    assert "production" in complaint
    assert migrated.dump() == before


def test_refuses_a_database_with_clinics_of_others(migrated: Seeded) -> None:
    with copy_of(migrated) as lived_in:
        lived_in.run(
            "INSERT INTO clinic.clinics"
            " (code, name, registration_number, address, postal_code, phone, email)"
            " VALUES ('REAL', 'Real', 'R1', 'Here', '000001', '+65 6000 0000', 'me@real.example')"
        )
        before = lived_in.dump()

        refuse(lived_in.start("seed_dev"))

        assert lived_in.dump() == before


def test_interrupted_it_leaves_nothing(copy: Seeded) -> None:
    """A table that takes no rows, the last of all, undoes what came before it."""
    copy.run("ALTER TABLE clinic.webhook_events ADD CONSTRAINT broken CHECK (false) NOT VALID")
    before = copy.dump()

    process = copy.start("seed_dev", "--at", NEXT_DAY)
    process.communicate()

    assert process.returncode != 0
    assert copy.dump() == before


@pytest.mark.system
def test_seeds_postgresql_15_as_well() -> None:
    with postgres_15() as server:
        database = Seeded("clinic", server.address, "clinic_owner")
        database.manage("migrate", "-v0")
        database.seed(NOON)
        database.seed(NEXT_DAY)

        assert faults(database) == []
