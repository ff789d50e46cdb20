"""A browser's tab: it opens pages as people do, and gives what is on them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page

READ = Path(__file__).with_name("read_page.js").read_text()
REDIRECT = 0
"""What the browser says of an answer that leads elsewhere, where it was asked not to follow."""


class Asked(NamedTuple):
    """A request without a page of its own: a GET or, with a form, a POST."""

    address: str
    form: Sequence[tuple[str, str]] | None = None


@dataclass(frozen=True)
class Sheet:
    """What is on a page: its source as the browser has it, and the texts by what they are for."""

    address: str
    status: int
    source: str
    headings: list[str]
    headers: list[str]
    controls: list[tuple[str, str]]
    buttons: list[str]
    options: list[tuple[str, str]]
    values: list[tuple[str, str]]
    links: list[tuple[str, str]]
    choices: list[str]
    form: list[tuple[str, str]]
    complaints: tuple[str, ...] = ()

    @property
    def can_be_saved(self) -> bool:
        return "Save" in self.buttons

    @cached_property
    def path(self) -> str:
        return urlsplit(self.address).path


class Tab:
    """A person's tab, what its console complains of, and another aside, for requests alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", self._catch)

    def open(self, address: str) -> Sheet:
        """Go to a page, and read it when it is complete."""
        self._complaints.clear()
        answer = self.page.goto(address)
        assert answer is not None
        return self.read(answer.status)

    def read(self, status: int = 200) -> Sheet:
        """Read the page on show."""
        return Sheet(**self.page.evaluate(READ), status=status, complaints=tuple(self._complaints))

    def begin(self, asked: Iterable[Asked]) -> Callable[[], list[Sheet]]:
        """Send requests, several at a time, and follow no redirect; give how to get the answers."""
        wanted = [each._asdict() for each in asked]
        self._aside.evaluate(f"asked => {{ window.answers = ({READ})(asked) }}", wanted)
        return lambda: [Sheet(**each) for each in self._aside.evaluate("() => window.answers")]

    def ask(self, asked: Iterable[Asked]) -> list[Sheet]:
        """Send requests, and give the answers."""
        return self.begin(asked)()

    def press(self, button: Locator) -> Sheet:
        """Press a button that sends its form; give the page that this leads to."""
        self._complaints.clear()
        with self.page.expect_navigation() as navigation:
            button.click()
        answer = navigation.value
        return self.read(answer.status if answer else 0)

    def save(self) -> Sheet:
        """Save the form on show."""
        return self.press(self.page.get_by_role("button", name="Save", exact=True))

    def sign_in(self, email: str, password: str) -> Sheet:
        """Sign in on the admin's own page; give the page that this leads to."""
        self.open("/admin/login/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        return self.press(self.page.get_by_role("button", name="Sign in"))

    def act_in(self, clinic_id: str) -> None:
        """Choose the clinic that a superadmin acts in."""
        self.page.get_by_label("Act in").select_option(value=clinic_id)
        self.press(self.page.locator(".act-in").get_by_role("button"))

    @cached_property
    def _aside(self) -> Page:
        aside = self.page.context.new_page()
        aside.goto("/admin/")
        return aside

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _catch(self, error: Error) -> None:
        self._complaints.append(str(error))
