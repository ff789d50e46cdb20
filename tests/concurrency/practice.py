"""A clinic where many people do things at once, each on a connection of their own, in their role."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from tests.isolation.attempts import Acting, Connection
from tests.scratch import APP, Database, wait_for

FAULTS = (Path(__file__).parent / "faults.sql").read_bytes()
"""What must never be found in a clinic, whatever its people do at once."""

CLINIC = """
INSERT INTO clinic.clinics (code, name, registration_number, address, postal_code, phone, email, timezone)
VALUES (%(code)s, %(code)s, %(code)s, '1 Example Street', '018956', '+65 6123 4567', 'a@b.example', %(zone)s)
RETURNING id
"""
LOGIN = """
INSERT INTO clinic.users (clinic_id, role, email, full_name)
SELECT CASE WHEN role <> 'superadmin' THEN %s END, role, gen_random_uuid() || '@b.example', 'Somebody'
FROM (SELECT %s::clinic.user_role AS role) AS given
RETURNING id
"""
DOCTOR = """
INSERT INTO clinic.doctors (
    clinic_id, user_id, employee_id, full_name, medical_registration_number, license_expiry, max_daily_appointments,
    working_hours
)
VALUES (%s, %s, gen_random_uuid(), 'A doctor', gen_random_uuid(), '2099-01-01', %s, %s)
RETURNING id
"""
PATIENT = """
INSERT INTO clinic.patients (clinic_id, user_id, patient_number, full_name, date_of_birth, gender)
VALUES (%s, %s, gen_random_uuid(), 'A patient', '1980-02-29', 'female')
RETURNING id
"""
SLOT = """
INSERT INTO clinic.appointment_slots (clinic_id, doctor_id, starts_at, duration_minutes)
VALUES (%s, %s, %s, 15)
RETURNING id
"""
EVERY_DAY = """
{"mon": [["09:00", "12:00"]], "tue": [["09:00", "12:00"]], "wed": [["09:00", "12:00"]],
 "thu": [["09:00", "12:00"]], "fri": [["09:00", "12:00"]], "sat": [["09:00", "12:00"]], "sun": [["09:00", "12:00"]]}
"""
"""Twelve slots of 15 minutes a day."""

LOCK = "SELECT FROM {} WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE"
LOCKABLE = (
    "appointments",
    "appointment_slots",
    "patients",
    "doctors",
    "queue_management",
)
WAITING = """
SELECT count(*) FROM unnest(%s::integer[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0
"""
BEHIND = "SELECT %s = ANY (pg_blocking_pids(%s))"
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
OTHERS = """
SELECT count(*)
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""

_serial = count(1)


@dataclass(frozen=True)
class Answer:
    """How a call ended: "success", "again" (it had been done), a refusal's code, or the SQLSTATE raised."""

    outcome: str
    result: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: dict[str, Any]) -> "Answer":
        """Read what a booking function answers."""
        if answer["status"] != "success":
            return cls(answer["code"])
        return cls("again" if answer.get("idempotent") else "success", answer["result"])


@dataclass(frozen=True)
class Desk:
    """A person at a connection of the run-time login."""

    connection: Connection
    who: Acting

    @contextmanager
    def acting(self) -> Iterator[Connection]:
        """Give the connection in a transaction in which the person acts; it is committed."""
        with self.connection.transaction():
            self.enter()
            yield self.connection

    def enter(self) -> None:
        """Let the person act until the transaction ends."""
        self.connection.execute(
            sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(f"clinic_{self.who.role}"))
        )
        self.connection.execute(
            "SELECT set_config('app.current_user_id', %s, true), set_config('app.current_clinic_id', %s, true)",
            [str(self.who.user_id), str(self.who.clinic_id)],
        )

    def calls(self, function: str, *arguments: Any) -> "Call":
        """Give a call of a booking function, not made yet."""
        statement = sql.SQL("SELECT booking.{}({})").format(
            sql.Identifier(function), sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
        )
        return Call(self, statement, arguments)

    def books(self, key: str, slot: UUID, patient: UUID) -> "Call":
        """Give a call of create_booking, not made yet."""
        who = self.who
        return self.calls("create_booking", key, who.user_id, who.clinic_id, slot, patient)

    def runs(self, statement: str, *arguments: Any) -> "Call":
        """Give a plain statement, not run yet."""
        return Call(self, sql.SQL(statement), arguments)


@dataclass(frozen=True)
class Call:
    """What somebody is about to do: a transaction of one statement."""

    desk: Desk
    statement: sql.SQL | sql.Composed
    arguments: tuple[Any, ...]

    def __call__(self) -> Answer:
        try:
            with self.desk.acting() as connection:
                cursor = connection.execute(self.statement, self.arguments)
                found = cursor.fetchone() if cursor.description else None
        except psycopg.Error as error:
            if error.sqlstate is None:
                raise
            return Answer(error.sqlstate)
        return Answer.of(found[0]) if found and isinstance(found[0], dict) else Answer("success")


@dataclass(frozen=True)
class Practice:
    """A clinic in a database of its own kind: it is noon there."""

    made: Database
    owner: Connection
    clinic: UUID
    code: str
    noon: datetime
    open: ExitStack

    @classmethod
    @contextmanager
    def opened(cls, made: Database) -> Iterator["Practice"]:
        """Open a clinic; in the end its people go home."""
        with made.connect() as owner, ExitStack() as connections:
            now = datetime.now(UTC)
            noon = now.replace(minute=0, second=0, microsecond=0)
            # POSIX counts zones westward.
            given = {"code": f"R{next(_serial)}", "zone": f"Etc/GMT{now.hour - 12:+}"}
            (clinic,) = one(owner, CLINIC, given)
            yield cls(made, owner, clinic, given["code"], noon, connections)

    def at(self, quarters: int) -> datetime:
        """Give so many quarters of an hour after two o'clock today."""
        return self.noon + timedelta(hours=2, minutes=15 * quarters)

    def login(self, role: str) -> UUID:
        """Make a login."""
        return self._make(LOGIN, role)

    def doctor(self, login: UUID | None = None, daily: int = 500) -> UUID:
        """Make a doctor who sees so many a day."""
        return self._make(DOCTOR, login, daily, EVERY_DAY)

    def doctors(self, number: int) -> list[UUID]:
        """Make some doctors."""
        return [self.doctor() for _ in range(number)]

    def patient(self, login: UUID | None = None) -> UUID:
        """Make a patient."""
        return self._make(PATIENT, login)

    def patients(self, number: int) -> list[UUID]:
        """Make some patients."""
        return [self.patient() for _ in range(number)]

    def slot(self, doctor: UUID, quarters: int = 0) -> UUID:
        """Make a slot of a doctor, so many quarters of an hour after two o'clock today."""
        return self._make(SLOT, doctor, self.at(quarters))

    def slots(self, doctor: UUID, number: int) -> list[UUID]:
        """Make a doctor's first slots."""
        return [self.slot(doctor, quarters) for quarters in range(number)]

    def desk(self, role: str = "staff", login: UUID | None = None) -> Desk:
        """Sit somebody down, a new person of the role unless one is named."""
        connection = self.open.enter_context(psycopg.connect(self.made.url(APP), autocommit=True))
        return Desk(connection, Acting(role, login or self.login(role), self.clinic))

    def desks(self, number: int) -> list[Desk]:
        """Sit so many down."""
        return [self.desk() for _ in range(number)]

    @cached_property
    def reception(self) -> Desk:
        """Give the desk of somebody who does what comes before a race."""
        return self.desk()

    def booked(self, slot: UUID, patient: UUID | None = None) -> UUID:
        """Book a slot; give the appointment."""
        answer = self.reception.books(str(uuid4()), slot, patient or self.patient())()
        assert answer.outcome == "success", answer
        return UUID(answer.result["appointment_id"])

    def cancel(self, appointment: UUID) -> None:
        """Cancel an appointment."""
        answer = self.reception.calls("cancel_booking", appointment)()
        assert answer.outcome == "success", answer

    def status(self, appointment: UUID) -> str:
        """Give an appointment's status."""
        (status,) = one(
            self.owner, "SELECT status::text FROM clinic.appointments WHERE id = %s", [appointment]
        )
        return str(status)

    def count(self, what: str, *values: Any) -> int:
        """Count rows of the clinic: `count("appointments WHERE doctor_id = %s", doctor)`."""
        table, _, condition = what.partition(" WHERE ")
        query = f"SELECT count(*) FROM {table} WHERE clinic_id = %s AND {condition or 'true'}"
        (number,) = one(self.owner, query, [self.clinic, *values])
        return int(number)

    def faults(self) -> list[tuple[str, str]]:
        """Give what is wrong in the clinic: what, and where."""
        return faults(self.owner, self.clinic)

    @contextmanager
    def gate(self, *ids: UUID) -> Iterator[None]:
        """Keep rows from whoever wants to change them, until the block ends."""
        statements = [sql.SQL(LOCK).format(sql.Identifier("clinic", table)) for table in LOCKABLE]
        with self.made.connect() as keeper, keeper.transaction():
            locked = sum(keeper.execute(lock, [list(ids)]).rowcount for lock in statements)
            assert locked == len(ids)
            yield

    def begin(self, pool: ThreadPoolExecutor, *calls: Call) -> list[Future[Answer]]:
        """Begin calls, all of which come as far as where they wait."""
        begun = [pool.submit(call) for call in calls]
        pids = [call.desk.connection.info.backend_pid for call in calls]

        def all_wait() -> bool:
            for future in begun:
                assert not future.done(), future.result()
            return one(self.owner, WAITING, [pids]) == (len(calls),)

        wait_for(all_wait)
        return begun

    def race(self, calls: Sequence[Call], *ids: UUID, in_order: bool = False) -> list[Answer]:
        """Let calls come as far as a gate at these rows, and then all go on at once.

        Where they come to it in order, they go on in order as far as they wait for the same.
        """
        with ThreadPoolExecutor(len(calls)) as pool:
            with self.gate(*ids):
                groups = [[call] for call in calls] if in_order else [calls]
                begun = [future for group in groups for future in self.begin(pool, *group)]
            return [future.result() for future in begun]

    def behind(self, waiting: Desk, other: Desk) -> bool:
        """Say whether somebody waits for another."""
        pids = [other.connection.info.backend_pid, waiting.connection.info.backend_pid]
        return one(self.owner, BEHIND, pids) == (True,)

    def _make(self, statement: str, *values: Any) -> UUID:
        (made,) = one(self.owner, statement, [self.clinic, *values])
        assert isinstance(made, UUID)
        return made


def outcomes(answers: Iterable[Answer]) -> dict[str, int]:
    """Count how calls ended."""
    return dict(Counter(answer.outcome for answer in answers))


def faults(owner: Connection, clinic: UUID) -> list[tuple[str, str]]:
    """Give what is wrong in a clinic: what, and where."""
    return owner.execute(FAULTS, {"clinic": clinic}).fetchall()


def deadlocks(owner: Connection) -> int:
    """Give how many deadlocks there were, when all others have left the database."""
    wait_for(lambda: one(owner, OTHERS) == (0,))
    (number,) = one(owner, DEADLOCKS)
    return int(number)


def one(connection: Connection, query: str, values: Any = ()) -> tuple[Any, ...]:
    """Give the one row that a query has."""
    found: Any = connection.execute(query.encode(), values).fetchone()
    return tuple(found)
