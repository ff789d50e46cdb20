# MUST NOT RUN IN PRODUCTION: makes clinics of people who do not exist, whose password is public.
"""Make two clinics to look at and to try things on, in the midst of a working day.

The first run marks the database, in system_settings, and lays down the month before, today, and the
bookings of the coming days; it is all of one transaction. A run on a later day lets time go on: it
adds the days that are new, and brings up to date what it wrote itself and nobody has changed since,
so that yesterday's patients are not still waiting. The time is noted once a day: another run on the
same day finds everything there, and changes nothing. A row that somebody else made or changed is never
touched; one that somebody deleted comes back.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.functions import TransactionNow
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from identity.models import Clinic
from postgres.management.owner import OWNER, OwnerCommand
from system.development.clinics import TIMEZONE, Timeline, moment
from system.development.people import PASSWORD, sign_ins
from system.development.rows import Rows
from system.development.story import teams, tell
from system.development.writing import Writer
from system.models import SystemSetting

MARK = {"clinic": None, "category": "seed", "key": "development"}


class Command(OwnerCommand):
    help = (
        "Makes two clinics full of made-up people, for development and tests. Never in production."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            metavar="TIME",
            help="show the clinics as of this time, as 2026-01-31T10:30+08:00; default: now",
        )
        parser.add_argument(
            "--quiet", action="store_const", const=0, dest="verbosity", help="print nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed; raise CommandError where people could be at home already."""
        if settings.DJANGO_ENV not in {"development", "test"}:
            raise CommandError(
                "seed_dev MUST NOT run in production, and DJANGO_ENV says"
                f" {settings.DJANGO_ENV}. Nothing was changed."
            )
        shown = moment(_time(options["at"]))
        with transaction.atomic(using=OWNER):
            mark = _mark()
            runs = mark.value["runs"]
            timeline = Timeline(
                tuple(datetime.fromisoformat(run["shown"]).astimezone(TIMEZONE) for run in runs)
            )
            written: list[datetime] = []
            if not runs or timeline.today < shown.date():
                timeline = Timeline((*timeline.moments, shown))
                written = [datetime.fromisoformat(run["written"]) for run in runs]
                runs.append({"shown": shown.isoformat(), "written": _transaction_time()})
                mark.save(using=OWNER)
            writer = Writer(OWNER, written)
            rows = tell(timeline)
            _give_passwords(writer, rows)
            writer.write(rows)
        if options["verbosity"]:
            self._report(writer, timeline)

    def _report(self, writer: Writer, timeline: Timeline) -> None:
        self.stdout.write(
            f"Added {writer.added} rows, brought {writer.moved_on} up to date."
            f" The clinics stand at {timeline.now:%A %d %B %Y, %H:%M} of their clock.\n\n"
            "Sign in with one of these:"
        )
        for login in sign_ins(teams(timeline)):
            clinic = login.clinic.name if login.clinic else "the platform"
            self.stdout.write(f"  {login.email:<30} {login.role:<11} {clinic}")
        self.stdout.write(f"Password of them all: {PASSWORD}")


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


def _transaction_time() -> str:
    """Give the time that the database writes into every row of this transaction."""
    marks = SystemSetting.objects.using(OWNER).annotate(transaction=TransactionNow())
    time: datetime = marks.values_list("transaction", flat=True)[0]
    return time.isoformat()


def _give_passwords(writer: Writer, rows: Rows) -> None:
    """Hash the password for each login that is to be made: slowly, as it should be."""
    new = writer.missing("identity.User", rows)
    with ThreadPoolExecutor() as threads:
        hashes = threads.map(make_password, [PASSWORD] * len(new))
    for row, digest in zip(new, hashes, strict=True):
        row["password"] = digest
