# MUST NOT RUN IN PRODUCTION: makes clinics of people who do not exist, whose password is public.
"""Make clinics to look at and to try things on, in the midst of a working day.

Two clinics always: the first run marks the database, in system_settings, and lays down the month
before and today, and books the coming days by booking.create_booking; it is all of one transaction. A
run on a later day lets time go on: it adds the days that are new, and brings up to date what it wrote
itself and nobody has changed since, so that yesterday's patients are not still waiting. The time is
noted once a day: another run on the same day finds everything there, and changes nothing. A row that
somebody else made or changed is never touched; one that somebody deleted comes back.

With --clinics, --patients, --days or --seed a chain of further clinics, as large as is wanted. Each is of
one transaction: interrupted, a run leaves whole clinics, and the same command goes on with the others.
They stay as of the time at which they were first asked for.
"""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.functions import TransactionNow
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from identity.models import Clinic
from postgres.management.owner import OWNER, OwnerCommand
from system.development.bookings import book, diary
from system.development.chain import Chain
from system.development.clinics import TIMEZONE, Timeline, moment
from system.development.people import PASSWORD, sign_ins
from system.development.rows import Rows
from system.development.scale import BYTES_OF_A_ROW, Scale, Site
from system.development.story import teams, tell
from system.development.writing import Writer
from system.models import SystemSetting

MARK = {"clinic": None, "category": "seed", "key": "development"}
SCALE = {
    "clinics": "how many, of different size",
    "patients": "how many in all of them together",
    "days": "how many days before the one that is shown",
    "seed": "another number makes other people and events",
}
MOST_JOBS = 64
INTERRUPTED = 130
"""What a shell takes for a program that was interrupted."""


class Command(OwnerCommand):
    help = "Makes clinics full of made-up people, for development and tests. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            metavar="TIME",
            help="show the clinics as of this time, as 2026-01-31T10:30+08:00; default: now",
        )
        parser.add_argument(
            "--quiet", action="store_const", const=0, dest="verbosity", help="print nothing"
        )
        chain = parser.add_argument_group("a chain of further clinics, where one of these is given")
        for field in fields(Scale):
            text = f"{SCALE[field.name]}; default: {field.default}"
            chain.add_argument(f"--{field.name}", metavar="N", type=int, help=text)
        chain.add_argument(
            "--jobs",
            metavar="N",
            type=int,
            default=min(os.cpu_count() or 1, MOST_JOBS),
            help="how many clinics to make at a time; default: one a processor",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed; raise CommandError where people could be at home already."""
        if settings.DJANGO_ENV not in {"development", "test"}:
            raise CommandError(
                "seed_dev MUST NOT run in production, and DJANGO_ENV says"
                f" {settings.DJANGO_ENV}. Nothing was changed."
            )
        shown = moment(_time(options["at"]))
        scale, jobs = _scale(options, shown), options["jobs"]
        if not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs {jobs}: give a number from 1 to {MOST_JOBS}.")
        try:
            with transaction.atomic(using=OWNER):
                mark = _mark()
                chain = _chain(mark, scale, shown) if scale else None
                timeline, written = _timeline(mark, shown)
                writer = Writer(OWNER, written)
                rows, wanted = tell(timeline, diary(OWNER, timeline.now))
                _give_passwords(writer, rows)
                writer.write(rows)
                if wanted:
                    book(OWNER, wanted)
                    writer.written.append(_transaction_time())
                    writer.write(tell(timeline, diary(OWNER, timeline.now))[0])
        except KeyboardInterrupt as stop:
            raise CommandError(
                "Interrupted. Nothing was changed; run it again.", returncode=INTERRUPTED
            ) from stop
        if options["verbosity"]:
            self._report(writer, timeline)
        if chain:
            self._make(chain, jobs, quiet=not options["verbosity"])

    def _report(self, writer: Writer, timeline: Timeline) -> None:
        self.stdout.write(
            f"Added {writer.added} rows, brought {writer.moved_on} up to date."
            f" The clinics stand at {_clock(timeline.now)}.\n\n"
            "Sign in with one of these:"
        )
        for login in sign_ins(teams(timeline)):
            clinic = login.clinic.name if login.clinic else "the platform"
            self.stdout.write(f"  {login.email:<30} {login.role:<11} {clinic}")
        self.stdout.write(f"Password of them all: {PASSWORD}")

    def _make(self, chain: Chain, jobs: int, *, quiet: bool) -> None:
        """Make the clinics that are not there; raise CommandError, with how to go on, if cut short."""
        said = self.stdout.write if not quiet else lambda _text: None
        added, started = 0, monotonic()
        try:
            with chain.alone():
                missing = chain.missing()
                said(f"\n{_announced(chain, missing)}")
                if not missing:
                    return
                with tqdm(
                    total=chain.scale.rows(missing),
                    unit=" rows",
                    unit_scale=True,
                    disable=True if quiet else None,
                ) as progress:
                    digest = make_password(PASSWORD)
                    for number, rows in enumerate(
                        chain.make(missing, digest, jobs, progress.update), 1
                    ):
                        added += rows
                        progress.set_postfix_str(f"{number} of {len(missing)} clinics")
        except (KeyboardInterrupt, DatabaseError) as stop:
            interrupted = isinstance(stop, KeyboardInterrupt)
            raise CommandError(
                f"{'Interrupted.' if interrupted else f'Stopped: {stop}'.strip()}\n"
                f"{_whole(chain)} To go on: manage.py seed_dev {chain.scale}",
                returncode=INTERRUPTED if interrupted else 1,
            ) from stop
        codes = sorted(site.code.lower() for site in chain.sites)
        said(
            f"Added {added:,} rows in {monotonic() - started:.0f} seconds:"
            f" {len(missing)} clinics, as of {_clock(chain.shown)}.\n"
            f"Sign in as admin, doctor, nurse, staff or patient @{codes[0]}.example"
            f" to @{codes[-1]}.example, with the same password."
        )


def _whole(chain: Chain) -> str:
    """Say what a run that was cut short has left."""
    try:
        whole = len(chain.sites) - len(chain.missing())
    except DatabaseError:
        return "Clinics that are there are whole."
    return f"{whole} of {len(chain.sites)} clinics are whole; of the others nothing is there."


def _announced(chain: Chain, missing: Sequence[Site]) -> str:
    scale, there, rows = chain.scale, len(chain.sites) - len(missing), chain.scale.rows(missing)
    if not missing:
        return f"The chain's {there} clinics are there already."
    before = f" There already: {there} clinics." if there else ""
    return (
        f"A chain of {scale.clinics} clinics, {scale.patients:,} patients and {scale.days} days:"
        f" about {scale.visits(chain.sites):,} appointments.{before}\n"
        f"To come: about {rows:,} rows, {filesizeformat(rows * BYTES_OF_A_ROW)}."
        " Whole clinics stay if this is interrupted (Ctrl-C); the same command goes on."
    )


def _clock(at: datetime) -> str:
    return f"{at:%A %d %B %Y, %H:%M} of their clock"


def _scale(options: Mapping[str, Any], shown: datetime) -> Scale | None:
    """Read how large a chain is wanted, if one is; raise CommandError where that can't be."""
    given = {name: options[name] for name in SCALE if options[name] is not None}
    if not given:
        return None
    try:
        scale = Scale(**given)
        scale.first_day(shown)
        return scale
    except ValueError as error:
        raise CommandError(str(error)) from error


def _time(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    given = parse_datetime(text)
    if given is None or timezone.is_naive(given):
        raise CommandError(f"--at {text}: give a time with its offset, as 2026-01-31T10:30+08:00.")
    return given


def _mark() -> SystemSetting:
    """Give the mark of the first run, locked; make it in a database that has no clinic yet."""
    marks = SystemSetting.objects.using(OWNER)
    if not marks.filter(**MARK).exists() and Clinic.objects.using(OWNER).exists():
        raise CommandError(
            "This database has clinics that seed_dev did not make. Nothing was changed."
        )
    mark, _made = marks.get_or_create(
        **MARK,
        defaults={
            "value": {"runs": []},
            "description": "Written by seed_dev: when it ran. This is no production database.",
        },
    )
    return marks.select_for_update().get(pk=mark.pk)


def _chain(mark: SystemSetting, scale: Scale, shown: datetime) -> Chain:
    """Give the chain that this database has or is to have; raise CommandError if it has another."""
    asked = asdict(scale)
    had = mark.value.get("chain")
    if had is None:
        had = mark.value["chain"] = asked | {"shown": shown.isoformat()}
        mark.save(using=OWNER)
    elif had | asked != had:
        known = Scale(**{name: had[name] for name in asked})
        raise CommandError(
            f"This database has a chain of {known}: go on with that, or take another database"
            " (make reset empties the embedded server). Nothing was changed."
        )
    return Chain(OWNER, scale, datetime.fromisoformat(had["shown"]).astimezone(TIMEZONE))


def _timeline(mark: SystemSetting, shown: datetime) -> tuple[Timeline, list[datetime]]:
    """Give the times that are shown, of which `shown` may be a new one, and when the seed wrote."""
    runs = mark.value["runs"]
    timeline = Timeline(
        tuple(datetime.fromisoformat(run["shown"]).astimezone(TIMEZONE) for run in runs)
    )
    if runs and shown.date() <= timeline.today:
        return timeline, []
    written = [datetime.fromisoformat(run["written"]) for run in runs]
    runs.append({"shown": shown.isoformat(), "written": _transaction_time().isoformat()})
    mark.save(using=OWNER)
    return Timeline((*timeline.moments, shown)), written


def _transaction_time() -> datetime:
    """Give the time that the database writes into every row of this transaction."""
    marks = SystemSetting.objects.using(OWNER).annotate(transaction=TransactionNow())
    time: datetime = marks.values_list("transaction", flat=True)[0]
    return time


def _give_passwords(writer: Writer, rows: Rows) -> None:
    """Hash the password for each login that is to be made: slowly, as it should be."""
    new = writer.missing("identity.User", rows)
    with ThreadPoolExecutor() as threads:
        hashes = threads.map(make_password, [PASSWORD] * len(new))
    for row, digest in zip(new, hashes, strict=True):
        row["password"] = digest
