"""Make a clinic and its first admin, who can make everything else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.db.models import Model

from identity.management.prompts import password_for
from identity.models import Clinic, User, UserRole
from postgres.management.owner import OWNER, OwnerCommand

CLINIC_FIELDS = {
    "code": "short code, as DEMO: it starts every appointment number",
    "name": "name of the clinic",
    "registration_number": "licence number of the Ministry of Health",
    "address": "street and number",
    "postal_code": "postal code",
    "phone": "telephone number",
    "email": "e-mail address of the clinic",
}
ADMIN_FIELDS = {
    "admin_email": "e-mail address with which the first admin signs in",
    "admin_name": "full name of the first admin",
}


class Command(OwnerCommand):
    help = (
        "Makes a clinic and its first admin. Asks for what no option gives, and for the password,"
        " unless CREATE_CLINIC_ADMIN_PASSWORD holds it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for field, meaning in (CLINIC_FIELDS | ADMIN_FIELDS).items():
            parser.add_argument(f"--{field.replace('_', '-')}", help=meaning)
        parser.add_argument("--timezone", default="Asia/Singapore", help="as Asia/Singapore")
        parser.add_argument(
            "--noinput", action="store_false", dest="interactive", help="ask for nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both, or neither; raise CommandError, naming each field that is wrong."""
        given = {
            field: options[field] or self._ask(field, meaning, options["interactive"])
            for field, meaning in (CLINIC_FIELDS | ADMIN_FIELDS).items()
        }
        clinic = Clinic(
            timezone=options["timezone"], **{field: given[field] for field in CLINIC_FIELDS}
        )
        admin = User(
            email=User.objects.normalize_email(given["admin_email"]),
            full_name=given["admin_name"],
            role=UserRole.ADMIN,
        )
        admin.set_password(
            password_for(admin, "CREATE_CLINIC_ADMIN_PASSWORD", options["interactive"])
        )
        try:
            with transaction.atomic(using=OWNER):
                _save_valid(clinic)
                admin.clinic = clinic
                _save_valid(admin)
        except ValidationError as error:
            raise CommandError("Nothing was made. " + _in_words(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{clinic.name} is there; {admin.email} signs in as its admin.")

    def _ask(self, field: str, meaning: str, interactive: bool) -> str:
        answer = (
            input(f"{field.replace('_', ' ').capitalize()} ({meaning}): ") if interactive else ""
        )
        if not answer.strip():
            raise CommandError(f"Nothing was made. Give --{field.replace('_', '-')}: {meaning}.")
        return answer.strip()


def _save_valid(row: Model) -> None:
    # Not full_clean: Django looks for a row's double on the default connection, which sees nothing.
    row._state.db = OWNER
    row.clean_fields()
    row.validate_constraints()
    row.save(using=OWNER)


def _in_words(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return " ".join(
            f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()
        )
    return " ".join(error.messages)
