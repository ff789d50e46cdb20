"""`rotate_keys`: new keys for what is encrypted, while everybody goes on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.db import connections
from django.utils.formats import localize
from django.utils.timezone import localtime, now
from tqdm import tqdm

from postgres.management.owner import OWNER, OwnerCommand
from privacy import rotation
from privacy.envelope import key_name
from privacy.errors import KeyMissingError
from privacy.keyring import keyring
from privacy.models import Purpose
from privacy.rotation import KeyState

CLINICS = "SELECT id FROM clinic.clinics WHERE code = ANY (%s)"


class Command(OwnerCommand):
    help = (
        "Gives every clinic and the platform a new data key, and seals anew what older ones have sealed."
        " Interrupted, it goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--clinic",
            action="append",
            metavar="CODE",
            help="this clinic's key alone; again for more",
        )
        parser.add_argument(
            "--master",
            action="store_true",
            help="wrap the data keys anew, by the first key of ENCRYPTION_KEYS; no value is touched",
        )
        parser.add_argument(
            "--finish", action="store_true", help="begin nothing: only go on with what was begun"
        )
        parser.add_argument(
            "--retire", action="store_true", help="delete the keys that seal nothing any more"
        )
        parser.add_argument(
            "--status", action="store_true", help="change nothing: tell how it stands"
        )

    def handle(
        self,
        *args: Any,
        clinic: list[str] | None,
        master: bool,
        finish: bool,
        retire: bool,
        status: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Do what is asked, and say what may be retired.

        Raises CommandError for an unknown clinic, a missing master key, and values that nobody can read.
        """
        unreadable: list[str] = []
        try:
            if master:
                self.stdout.write(f"Wrapped anew: {rotation.rewrap()} data keys.")
            elif retire:
                for number in rotation.retire():
                    self.stdout.write(f"Retired: data key {number}.")
            elif not status:
                unreadable = self._rotate(clinic, finish, quiet=verbosity == 0)
            self._tell()
        except KeyMissingError as fault:
            raise CommandError(str(fault)) from fault
        if unreadable:
            raise CommandError("Not sealed anew, since it can't be read:\n" + "\n".join(unreadable))

    def _rotate(self, codes: list[str] | None, finish: bool, quiet: bool) -> list[str]:
        clinics = self._clinics(codes)
        if old := self._in_use_yet():
            self.stdout.write(f"Going on with what was begun: {len(old)} older keys are in use.")
        elif not finish:
            self.stdout.write(f"New data keys: {rotation.replace_keys(clinics)}.")
            old = self._in_use_yet()
        unreadable: list[str] = []
        for column in rotation.columns() if old else ():
            names = [str(key.id) for key in old]
            total = sum(values for _, values in column.run("uses", names))
            with tqdm(total=total, desc=str(column), disable=quiet or not total) as progress:
                for report in rotation.seal_anew(column, old):
                    done = report.sealed_anew + report.changed_meanwhile
                    progress.update(done + len(report.unreadable))
                    unreadable += report.unreadable
        return unreadable

    def _clinics(self, codes: list[str] | None) -> list[UUID] | None:
        if codes is None:
            return None
        with connections[OWNER].cursor() as cursor:
            cursor.execute(CLINICS, [codes])
            found = [clinic_id for (clinic_id,) in cursor.fetchall()]
        if len(found) != len(set(codes)):
            raise CommandError("There is no clinic with each of these codes.")
        return found

    def _in_use_yet(self) -> list[KeyState]:
        replaced = [key for key in rotation.data_keys() if key.replaced_at]
        used = rotation.uses(replaced)
        return [key for key in replaced if used[key.id]]

    def _tell(self) -> None:
        found = rotation.data_keys()
        used = rotation.uses(found)
        retirable = now() - timedelta(seconds=rotation.GRACE)
        for key in found:
            if key.purpose == Purpose.INDEX:
                state = "for blind indexes"
            elif key.replaced_at is None:
                state = f"in use, seals {used[key.id]} values"
            elif used[key.id]:
                state = f"replaced, still seals {used[key.id]} values: run rotate_keys again"
            elif key.replaced_at < retirable:
                state = "replaced, seals nothing: it may be retired (--retire)"
            else:
                when = localize(localtime(key.replaced_at + timedelta(seconds=rotation.GRACE)))
                state = f"replaced, seals nothing: it may be retired from {when} on"
            self.stdout.write(f"Data key {key.id} of {key.whose}: {state}.")
        wrapped = [key_name(key.wrapped_key) for key in found]
        for name in keyring(OWNER).masters:
            self.stdout.write(f"Master key {name} {self._said_of(name, wrapped.count(name))}")

    def _said_of(self, name: str, wraps: int) -> str:
        if name == keyring(OWNER).master.name:
            return f"is in use, and wraps {wraps} data keys."
        if wraps:
            return f"still wraps {wraps} data keys: run rotate_keys --master."
        return (
            "wraps nothing: once every process has the new one first, it may leave ENCRYPTION_KEYS."
        )
