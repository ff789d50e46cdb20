"""`createsuperuser`, as the owner: nobody can be signed in who might make the first one."""

from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as CreateSuperuser
from django.core.management.base import CommandError
from django.db import IntegrityError

from postgres.management.owner import OwnerCommand


class Command(OwnerCommand, CreateSuperuser):
    help = "Makes a superadmin: a user of the platform, of no clinic."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the superadmin; raise CommandError when the address is taken or refused."""
        try:
            super().handle(*args, **options)
        except IntegrityError as error:
            raise CommandError(f"No superadmin was made: {error}") from error
