"""What set-up commands ask of the person at the keyboard."""

import os
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from identity.models import User


def password_for(user: User, variable: str, interactive: bool = True) -> str:
    """Give a password from an environment variable, or else from the keyboard, typed twice.

    Raises CommandError when there is none, the two differ, or it is too easy to guess.
    """
    password = os.environ.get(variable)
    if password is None:
        if not interactive:
            raise CommandError(f"Nothing was changed. Set {variable} to the password.")
        password = getpass(f"Password of {user.email}: ")
        if password != getpass("The same again: "):
            raise CommandError("Nothing was changed. The two passwords differ.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError("Nothing was changed. " + " ".join(error.messages)) from error
    return password
