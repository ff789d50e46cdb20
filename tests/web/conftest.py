"""A browser, and the seeded clinics to open in it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from system.development.people import PASSWORD
from tests.scratch import Database, database
from tests.web.people import Person
from tests.web.rows import Rows, clinic_id, read_rows
from tests.web.server import served
from tests.web.tab import Tab

AT_THE_CLINIC: dict[str, Any] = {"timezone_id": "Asia/Singapore"}
"""How people's browsers are set up."""


class SignedIn(Protocol):
    """Open a tab of a person who has signed in; `how` goes to the browser: its size, its colours."""

    def __call__(self, role: str, clinic: str | None, **how: Any) -> Tab: ...


@pytest.fixture(scope="package")
def clinics() -> Iterator[Database]:
    """Give two clinics in the midst of today."""
    with database() as made:
        made.manage("migrate", "-v0")
        made.manage("seed_dev", "--quiet")
        yield made


@pytest.fixture(scope="package")
def seeded(clinics: Database) -> Rows:
    """Give the rows as the seed made them."""
    return read_rows(clinics)


@pytest.fixture(scope="package")
def site(clinics: Database) -> Iterator[str]:
    """Serve the clinics; give the address."""
    with served(clinics) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium, which needs its sandbox off to run as root.

    No longer than this package: while it runs, Django's ORM refuses the thread.
    """
    program = shutil.which("chromium")
    assert program, "Chromium is not here: apt-get install chromium"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=arguments)
        yield started
        started.close()


@pytest.fixture
def anybody(browser: Browser, site: str) -> Iterator[Tab]:
    """Give a tab of nobody yet."""
    with browser.new_context(base_url=site, **AT_THE_CLINIC) as context:
        yield Tab(context.new_page())


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Give who has signed in already, with their cookies and whatever their browser has kept."""
    opened: dict[str, BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def signed_in(
    browser: Browser, site: str, seeded: Rows, contexts: dict[str, BrowserContext]
) -> Iterator[SignedIn]:
    """Open tabs of people; they are closed with the test."""

    def open_tab(role: str, clinic: str | None, **how: Any) -> Tab:
        person = Person(role, clinic)
        name = f"{person} {how}"
        known = name in contexts
        if not known:
            contexts[name] = browser.new_context(base_url=site, **AT_THE_CLINIC | how)
        tab = Tab(contexts[name].new_page())
        if not known:
            assert tab.sign_in(person.email, PASSWORD).path == "/admin/"
            if role == "superadmin" and (here := clinic_id(seeded, clinic)):
                tab.act_in(here)
        return tab

    yield open_tab
    for context in contexts.values():
        for page in context.pages:
            page.close()
