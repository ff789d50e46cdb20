"""Two-factor sign-in: codes by RFC 6238, each good once; switched on and off by who may."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import Client
from django.urls import reverse

from identity.models import User
from identity.two_factor import matching_step, remove_two_factor, switch_off, switch_on
from tenancy import acting_as
from tests.identity.account import Account, one_time_code
from tests.refusals import refused
from tests.world import PASSWORD, World

PAGE = "/admin/two-factor/"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
STEP = 37037036
"""1111111109 seconds since 1970, by 30: a time of RFC 6238, appendix B."""


class Clock:
    """What time it is, in steps of 30 seconds."""

    step = STEP

    def __call__(self) -> float:
        return self.step * 30 + 29.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("identity.two_factor.time", made)
    return made


def attempt(account: Account, code: str = "", password: str = PASSWORD) -> bool:
    user = authenticate(username=account.email, password=password, one_time_code=code)
    return user is not None


def signed_in(account: Account) -> Client:
    client = Client()
    answer = client.post("/admin/login/", {"username": account.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(
    monkeypatch: pytest.MonkeyPatch, seconds: int, code: str
) -> None:
    monkeypatch.setattr("identity.two_factor.time", lambda: seconds)
    assert matching_step(SECRET, code) == seconds // 30
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ") == seconds // 30
    assert one_time_code(SECRET, seconds // 30) == code


@pytest.mark.parametrize(
    ("drift", "step"), [(-2, None), (-1, STEP), (0, STEP), (1, STEP), (2, None)]
)
def test_a_clock_may_be_one_step_ahead_or_behind(
    clock: Clock, drift: int, step: int | None
) -> None:
    clock.step = STEP + drift
    assert matching_step(SECRET, "081804") == step


@pytest.mark.parametrize("code", ["", None, "08180", "0818044", "81804", "٠٨١٨٠٤", "abcdef"])
def test_what_is_no_code_matches_none(clock: Clock, code: str | None) -> None:
    assert matching_step(SECRET, code) is None
    assert matching_step(None, code) is None


@pytest.mark.parametrize("code", ["", "000000"])
def test_without_its_code_the_right_password_is_a_failed_attempt(
    account: Account, clock: Clock, code: str
) -> None:
    account.switch_on(SECRET)
    assert not attempt(account, code)
    assert account.read("failed_login_attempts, last_login_at") == (1, None)


def test_with_its_code_but_a_wrong_password_nobody_signs_in(account: Account, clock: Clock) -> None:
    account.switch_on(SECRET)
    assert not attempt(account, "081804", password="wrong")
    assert account.read("failed_login_attempts, two_factor_last_step") == (1, None)


def test_a_code_signs_in_once(account: Account, clock: Clock) -> None:
    account.switch_on(SECRET)
    assert attempt(account, "081804")
    assert not attempt(account, "081804")
    clock.step += 1
    assert not attempt(account, "081804")
    assert not attempt(account, one_time_code(SECRET, STEP - 1))
    assert account.read("failed_login_attempts, two_factor_last_step") == (3, STEP)
    assert attempt(account, one_time_code(SECRET, STEP + 1))


def test_a_code_given_twice_at_once_signs_in_once(account: Account, clock: Clock) -> None:
    account.switch_on(SECRET)
    together = Barrier(8)

    def sign_in() -> bool:
        together.wait()
        try:
            return attempt(account, "081804")
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as people:
        answers = [people.submit(sign_in) for _ in range(8)]
    assert sorted(answer.result() for answer in answers) == [False] * 7 + [True]


def test_the_form_asks_for_the_code(account: Account, clock: Clock, client: Client) -> None:
    account.switch_on(SECRET)
    form = {"username": account.email, "password": PASSWORD}
    assert client.post("/admin/login/", form).status_code == 200
    assert client.post("/admin/login/", form | {"one_time_code": "081804"}).status_code == 302


def test_a_person_switches_it_on_with_password_and_code_and_off_with_the_password(
    account: Account, clock: Clock
) -> None:
    client = signed_in(account)
    secret = client.get(PAGE).context["secret"]
    page = client.get(PAGE)
    assert page.context["secret"] == secret
    assert f"secret={secret}" in page.context["uri"]
    form = {"password": PASSWORD, "one_time_code": "000000"}
    assert client.post(PAGE, form).context["form"].errors.keys() == {"one_time_code"}
    assert account.read("two_factor_enabled, two_factor_secret") == (False, None)

    code = one_time_code(secret, STEP)
    form = {"password": "wrong", "one_time_code": code}
    assert client.post(PAGE, form).context["form"].errors.keys() == {"password"}
    assert account.read("two_factor_enabled, two_factor_secret") == (False, None)
    form = {"password": PASSWORD, "one_time_code": code}
    assert client.post(PAGE, form).status_code == 302
    assert account.read("two_factor_enabled") == (True,)
    assert account.secret() == secret
    assert not attempt(account, code)
    assert secret not in client.get(PAGE).content.decode()
    clock.step += 1
    assert attempt(account, one_time_code(secret, STEP + 1))

    assert client.post(PAGE, {"password": "wrong"}).context["form"].errors
    assert account.read("two_factor_enabled") == (True,)
    assert client.post(PAGE, {"password": PASSWORD}).status_code == 302
    assert account.read("two_factor_enabled, two_factor_secret, two_factor_last_step") == (
        False,
        None,
        None,
    )
    assert attempt(account)


def test_the_page_is_linked_and_takes_nobody_unknown(account: Account, client: Client) -> None:
    assert f'href="{PAGE}"' in signed_in(account).get("/admin/").content.decode()
    assert client.get(PAGE).status_code == 302


def test_only_who_knows_the_password_hash_switches(account: Account) -> None:
    (known,) = account.read("password_hash")
    for unknown in ("", "another", None):
        with pytest.raises(PermissionError):
            switch_on(account.id, unknown, SECRET, STEP)
    switch_on(account.id, known, SECRET, STEP)
    with pytest.raises(PermissionError):
        switch_on(account.id, known, "another", STEP)
    with pytest.raises(PermissionError):
        switch_off(account.id, "another")
    assert account.secret() == SECRET


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "staff"])
def test_nobody_but_an_admin_switches_it_off_for_another(account: Account, role: str) -> None:
    account.switch_on(SECRET)
    person = User(pk=account.id, clinic_id=account.clinic_id, role=role)
    with acting_as(person), refused():
        remove_two_factor(account.id)
    assert account.read("two_factor_enabled") == (True,)


def test_an_admin_switches_it_off_in_their_own_clinic_alone(account: Account, world: World) -> None:
    account.switch_on(SECRET)
    with acting_as(world.a.admin_login), refused():
        remove_two_factor(account.id)
    assert account.read("two_factor_enabled") == (True,)
    themselves = User(pk=account.id, clinic_id=account.clinic_id, role="admin")
    with acting_as(themselves), refused():
        remove_two_factor(account.id)
    with acting_as(User(pk=uuid4(), clinic_id=account.clinic_id, role="admin")):
        remove_two_factor(account.id)
    assert account.read("two_factor_enabled, two_factor_secret") == (False, None)


def test_a_superadmin_switches_it_off_on_the_user_s_page(
    account: Account, world: World, client: Client
) -> None:
    client.force_login(world.superadmin)
    url = reverse("admin:identity_user_change", args=[account.id])
    assert "remove_two_factor" not in client.get(url).context["adminform"].form.fields
    account.switch_on(SECRET)
    form = client.get(url).context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given |= {"notification_preferences": "{}", "clinic": str(account.clinic_id)}
    assert client.post(url, given).status_code == 302
    assert account.read("two_factor_enabled") == (True,)
    assert client.post(url, given | {"remove_two_factor": "on"}).status_code == 302
    assert account.read("two_factor_enabled, two_factor_secret") == (False, None)
