"""Threads that make one request after another, each as somebody else, and hold answers to the plan."""

import json
import logging
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from unittest import mock

from django.conf import settings
from django.db import DataError, close_old_connections, connection
from django.db.transaction import TransactionManagementError
from django.test import Client
from psycopg import sql

from identity.authentication import ClinicBackend
from postgres.errors import DatabaseUnusableError
from tenancy import acting_as
from tenancy.acting import Context
from tenancy.middleware import ACTING_CLINIC
from tenancy.roles import ROLE_OF
from tests.poolers import questions
from tests.poolers.plan import Ids, Person, read_plan
from tests.poolers.questions import NOBODY, Prepared, Standing
from tests.poolers.tally import Glimpse, Tally

SEED = 2026
UNDONE = "written in a transaction that was rolled back"
TIMES = 7
"""How often a statement is run: from the sixth time on PostgreSQL may keep one plan for all."""


class BreakOffError(Exception):
    """A request that ends half-way."""


class Visitor:
    """One thread, and the people as whom it comes; a session is that of a signed-in browser."""

    def __init__(self, number: int, people: list[Person], sessions: dict[str, str]) -> None:
        self.number = number
        self.people = people
        self.sessions = sessions
        self.tables = list(people[0].readable)
        self.tally = Tally()
        self.chance = random.Random(f"{SEED} {number}")  # noqa: S311 (it keeps no secret)

    def visit(self, requests: int) -> Tally:
        """Make so many requests, and give the connection back after each, as Django does."""
        for request in self.chance.choices(list(REQUESTS), list(REQUESTS.values()), k=requests):
            self.tally.requests[request.__name__] += 1
            try:
                request(self, self.anybody())
            except DatabaseUnusableError as refusal:
                self.tally.failed.append(str(refusal))
            finally:
                close_old_connections()
        return self.tally

    def read(self, person: Person) -> None:
        with self.acting(person):
            self.ask(person, questions.read)

    def stream(self, person: Person) -> None:
        with self.acting(person):
            self.ask(person, questions.stream)

    def write(self, person: Person) -> None:
        with self.acting(person):
            self.compare(person, "written", questions.write(str(person.acts_in)), person.writable)
        self.read_what_was_written(person)

    def write_and_break_off(self, person: Person) -> None:
        with suppress(BreakOffError), self.acting(person):
            self.compare(person, "undone", questions.write(UNDONE), person.writable)
            raise BreakOffError
        self.read_what_was_written(person)

    def write_and_disappear(self, person: Person) -> None:
        with self.acting(person):
            questions.write(UNDONE)
            connection.close()

    def fail(self, person: Person) -> None:
        with suppress(DataError), self.acting(person):
            questions.write(UNDONE)
            questions.fail()
        self.read_what_was_written(person)

    def swallow(self, person: Person) -> None:
        with suppress(TransactionManagementError):
            with self.acting(person):
                questions.write(UNDONE)
                with suppress(DataError):
                    questions.fail()
            self.tally.failed.append(f"{person} was not told of a lost error")

    def nest(self, person: Person) -> None:
        other = self.anybody()
        with self.acting(person):
            with self.acting(other):
                self.ask(other, questions.read)
            self.see(person)
            self.ask(person, questions.read)
            with suppress(DataError), self.acting(other):
                questions.fail()
            self.see(person)
            self.ask(person, questions.read)

    def prepare(self, person: Person) -> None:
        other = self.anybody()
        with self.acting(person):
            prepared = Prepared()
            for _ in range(TIMES):
                self.compare_prepared(person, prepared)
            with self.acting(other):
                self.compare_prepared(other, prepared)
            self.compare_prepared(person, prepared)
            plans = questions.generic_plans(prepared.name)
            prepared.forget()
        if not plans.pop(prepared.name):
            self.tally.failed.append(f"{person} got a plan made for each parameter")
        self.tally.kept_plans = max([self.tally.kept_plans, *plans.values()])

    def nobody(self, person: Person) -> None:
        self.look(None, *questions.standing())
        table = self.chance.choice(self.tables)
        self.compare(None, table, questions.read(table), None)

    def page(self, person: Person) -> None:
        table = self.chance.choice(self.tables)
        self.get(person, f"/read/{table}", person.readable[table])

    def page_that_writes(self, person: Person) -> None:
        self.get(person, f"/write/{person.acts_in}", person.writable)

    def page_that_fails(self, person: Person) -> None:
        how = self.chance.choice(["fail", "give-up", "swallow"])
        response = self.browser(person).get(f"/write-and-{how}/{UNDONE}")
        if response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR:
            self.tally.failed.append(f"{person} got {response.status_code} for an error")
        self.read_what_was_written(person)

    def page_for_nobody(self, person: Person) -> None:
        self.get(None, f"/read/{self.chance.choice(self.tables)}", None)

    def anybody(self) -> Person:
        return self.chance.choice(self.people)

    @contextmanager
    def acting(self, person: Person) -> Iterator[None]:
        with acting_as(person, clinic_id=person.acts_in):
            self.see(person)
            yield

    def get(self, person: Person | None, page: str, expected: Ids) -> None:
        response = self.browser(person).get(page)
        if response.status_code != HTTPStatus.OK:
            self.tally.failed.append(f"{person} got {response.status_code} of {page}")
            return
        told = response.json()
        self.look(person, told["process"], Standing(*told["standing"]))
        self.compare(person, page, None if told["rows"] is None else set(told["rows"]), expected)

    def browser(self, person: Person | None) -> Client:
        client = Client(raise_request_exception=False)
        if person:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[str(person)]
        return client

    def read_what_was_written(self, person: Person) -> None:
        """Hold that in the person's clinic nobody of another has written, and what was undone is."""
        with self.acting(person):
            if strange := questions.reasons() - {str(person.acts_in)}:
                self.tally.crossed.append(f"{person} read {strange}")

    def ask(self, person: Person, question: Callable[[str], Ids]) -> None:
        table = self.chance.choice(self.tables)
        self.compare(person, table, question(table), person.readable[table])

    def see(self, person: Person) -> None:
        self.look(person, *questions.standing())

    def look(self, person: Person | None, process: int, who: Standing) -> None:
        """Hold that the connection answers as the person, or as nobody."""
        clinic = str(person.acts_in) if person else ""
        meant = Standing(ROLE_OF[person.role], clinic, str(person.pk)) if person else NOBODY
        self.tally.glimpses.append(Glimpse(process, monotonic(), self.number, clinic))
        if who != meant:
            self.tally.mistaken.append(f"{person} was answered as {who}")

    def compare_prepared(self, person: Person, prepared: Prepared) -> None:
        self.compare(person, "prepared", prepared.ask(), person.readable[Prepared.TABLE])

    def compare(self, person: Person | None, what: str, seen: Ids, expected: Ids) -> None:
        """Hold that the rows are just those that are the person's."""
        if others := (seen or set()) - (expected or set()):
            self.tally.crossed.append(f"{person}, {what}: {len(others)} rows of others")
        elif seen != expected:
            self.tally.failed.append(f"{person}, {what}: {seen} and not {expected}")


REQUESTS: dict[Callable[[Visitor, Person], None], int] = {
    Visitor.read: 40,
    Visitor.stream: 6,
    Visitor.write: 6,
    Visitor.write_and_break_off: 5,
    Visitor.write_and_disappear: 1,
    Visitor.fail: 6,
    Visitor.swallow: 5,
    Visitor.nest: 6,
    Visitor.prepare: 4,
    Visitor.nobody: 8,
    Visitor.page: 6,
    Visitor.page_that_writes: 2,
    Visitor.page_that_fails: 2,
    Visitor.page_for_nobody: 3,
}
"""How many of each there are among a hundred."""


def serve(plan: str, threads: range, requests: int, for_the_session: bool) -> None:
    """Make so many requests in each thread, and print the tally."""
    settings.ROOT_URLCONF = "tests.poolers.urls"
    logging.disable()
    people = read_plan(Path(plan))
    sessions = {str(person): sign_in(person) for person in people}
    close_old_connections()
    visitors = [Visitor(number, people, sessions) for number in threads]
    with (
        context_for_the_session() if for_the_session else nullcontext(),
        ThreadPoolExecutor(len(threads)) as pool,
    ):
        tallies = list(pool.map(lambda visitor: visitor.visit(requests), visitors))
    sys.stdout.write(json.dumps(vars(sum(tallies, Tally()))))


def sign_in(person: Person) -> str:
    """Sign a person in, and give the key of their session."""
    client = Client()
    user = ClinicBackend().get_user(person.pk)
    assert user
    client.force_login(user)
    session = client.session
    if person.clinic_id is None:
        session[ACTING_CLINIC] = str(person.acts_in)
        session.save()
    assert session.session_key
    return session.session_key


@contextmanager
def context_for_the_session() -> Iterator[None]:
    """Set role and context by SET, so that they outlive the transaction."""
    local = Context.statement

    def statement(context: Context) -> sql.Composed:
        text = local(context).as_string().replace("SET LOCAL", "SET")
        return sql.Composed([sql.SQL(text)])

    with mock.patch.object(Context, "statement", statement):
        yield
