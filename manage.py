#!/usr/bin/env python
"""Run a management command: `./manage.py help` lists them."""

import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent / "platform"))


def main() -> None:
    """Run the command line; settings or a server that cannot be used are one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from postgres.errors import DatabaseUnusableError
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Run `make run` or `make test` once: they install what is needed.")
    try:
        execute_from_command_line(sys.argv)
    except (DatabaseUnusableError, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
