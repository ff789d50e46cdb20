"""The project with the theme taken out."""

import sys

from config.settings import *  # noqa: F403

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("unfold.")]  # noqa: F405
sys.modules["unfold"] = None  # type: ignore[assignment] # as if it were not installed either
