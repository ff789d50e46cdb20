"""`changepassword`, as the owner: for who is locked out, and nobody in the clinic can let in."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from identity.management.prompts import password_for
from identity.models import User
from postgres.management.owner import OWNER, OwnerCommand


class Command(OwnerCommand):
    help = "Gives a user a new password. Asks for it, unless NEW_PASSWORD holds it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--clinic-code", help="where one address signs in at several clinics")

    def handle(self, *args: Any, **options: Any) -> None:
        """Give it; raise CommandError unless the address is one user's."""
        users = User.objects.using(OWNER).filter(email=options["email"], deleted_at=None)
        if options["clinic_code"]:
            users = users.filter(clinic__code=options["clinic_code"].upper())
        try:
            user = users.get()
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {options['email']}.") from error
        except User.MultipleObjectsReturned as error:
            codes = ", ".join(users.values_list("clinic__code", flat=True))
            raise CommandError(
                f"{options['email']} signs in at several clinics: give --clinic-code ({codes})."
            ) from error
        user.set_password(password_for(user, "NEW_PASSWORD"))
        user.save(using=OWNER)
        if options["verbosity"]:
            self.stdout.write(f"{user} has a new password.")
