"""What can be wrong with a database server, in words for the person who set it up."""

from django.db import OperationalError


class DatabaseUnusableError(OperationalError):
    """The server can't be reached, is too old, or refuses the login: one sentence says what to do."""
