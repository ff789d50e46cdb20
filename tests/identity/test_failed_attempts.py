"""Failed attempts lock an account, and neither words nor work tell who is there."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity.models import User
from identity.passwords import give_password_hash
from tenancy import acting_as
from tests.identity.account import Account
from tests.scratch import wait_for
from tests.world import PASSWORD, World

LOGIN, ADMIN = "/admin/login/", "/admin/"
LOCKED = "locked_until BETWEEN now() + interval '14 minutes' AND now() + interval '15 minutes'"


def attempt(account: Account, password: str = PASSWORD, code: str = "") -> User | None:
    user = authenticate(username=account.email, password=password, clinic_code=code)
    assert user is None or isinstance(user, User)
    return user


def fail(account: Account, times: int) -> None:
    for _ in range(times):
        assert attempt(account, "wrong") is None


def sign_in(client: Client, account: Account, **more: str) -> bool:
    client.post(LOGIN, {"username": account.email, "password": PASSWORD} | more)
    return "_auth_user_id" in client.session


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(account: Account) -> None:
    fail(account, 4)
    assert account.read("failed_login_attempts, locked_until") == (4, None)
    fail(account, 1)
    assert account.read(f"failed_login_attempts, {LOCKED}") == (5, True)


def test_a_locked_account_is_not_opened_by_the_right_password(account: Account) -> None:
    fail(account, 5)
    (until,) = account.read("locked_until")
    assert attempt(account) is None
    assert account.read("failed_login_attempts, locked_until, last_login_at") == (6, until, None)


def test_a_success_ends_the_count(account: Account) -> None:
    fail(account, 4)
    assert attempt(account) is not None
    assert account.read("failed_login_attempts") == (0,)
    fail(account, 4)
    assert attempt(account) is not None


def test_the_count_starts_again_when_the_lock_has_run_out(account: Account) -> None:
    fail(account, 5)
    account.write("locked_until = now() - interval '1 second'")
    fail(account, 1)
    assert account.read("failed_login_attempts, locked_until") == (1, None)
    account.write("failed_login_attempts = 5, locked_until = now() - interval '1 second'")
    assert attempt(account) is not None
    assert account.read("failed_login_attempts, locked_until") == (0, None)


def test_a_success_says_when_and_from_where(account: Account, client: Client) -> None:
    client.post(
        LOGIN,
        {"username": account.email, "password": PASSWORD},
        REMOTE_ADDR="203.0.113.7",
    )
    assert account.read(
        "host(last_login_ip), last_login_at > now() - interval '1 minute', last_login_at <= now()"
    ) == ("203.0.113.7", True, True)


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0"])
def test_an_address_that_is_none_keeps_nobody_out(
    account: Account, client: Client, address: str
) -> None:
    client.post(LOGIN, {"username": account.email, "password": PASSWORD}, REMOTE_ADDR=address)
    assert "_auth_user_id" in client.session


def test_of_sixteen_wrong_passwords_at_once_none_is_lost(account: Account) -> None:
    def guess() -> None:
        try:
            fail(account, 1)
        finally:
            connections["default"].close()

    def all_wait() -> bool:
        (waiting,) = account.read(
            "(SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_locks AS here USING (pid)"
            " JOIN pg_database ON pg_database.oid = here.database"
            " WHERE datname = current_database() AND NOT pg_locks.granted"
            " AND cardinality(pg_blocking_pids(pid)) > 0)"
        )
        return bool(waiting == 16)

    with ThreadPoolExecutor(16) as people:
        with account.owner.transaction():
            account.write("failed_login_attempts = 0")
            guesses = [people.submit(guess) for _ in range(16)]
            wait_for(all_wait)
        for each in guesses:
            each.result()
    assert account.read(f"failed_login_attempts, {LOCKED}") == (16, True)


@pytest.mark.urls("tests.identity.urls")
@pytest.mark.parametrize("status", [200, 403, 404, 500, 503])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_guess_counts_whatever_becomes_of_the_request(
    account: Account, world: World, client: Client, status: int, signed_in: bool
) -> None:
    client.raise_request_exception = False
    if signed_in:
        client.force_login(world.b.admin_login)
    assert client.get(f"/guess/{status}").status_code == status
    assert account.read("failed_login_attempts") == (1,)


def test_a_form_that_is_refused_counts_once(account: Account, client: Client) -> None:
    assert not sign_in(client, account, password="wrong")
    assert account.read("failed_login_attempts") == (1,)


def test_a_lock_ends_no_session(account: Account, client: Client) -> None:
    assert sign_in(client, account)
    fail(account, 5)
    assert client.get(ADMIN).status_code == 200
    assert not sign_in(Client(), account)


def test_a_password_from_the_admin_unlocks(account: Account) -> None:
    fail(account, 5)
    (password_hash,) = account.read("password_hash")
    with acting_as(User(pk=uuid4(), clinic_id=account.clinic_id, role="admin")):
        give_password_hash(account.id, password_hash)
    assert attempt(account) is not None


def counts(account: Account) -> dict[UUID, int]:
    """Give the failed attempts of every login of the address."""
    return dict(
        account.owner.execute(
            "SELECT id, failed_login_attempts FROM clinic.users WHERE email = %s", [account.email]
        ).fetchall()
    )


def test_another_clinics_namesake_hinders_nobody_who_knows_their_password(
    account: Account, world: World
) -> None:
    namesake = account.add_namesake(world.b.clinic.pk)
    account.owner.execute(
        "UPDATE clinic.users SET password_hash = %s WHERE id = %s",
        [make_password("another"), namesake],
    )
    for password, expected in ((PASSWORD, account.id), ("another", namesake)):
        user = attempt(account, password)
        assert user is not None
        assert user.pk == expected
    assert counts(account) == {account.id: 0, namesake: 0}


def test_a_password_that_fits_two_clinics_needs_the_code_and_counts_for_nobody(
    account: Account, world: World
) -> None:
    namesake = account.add_namesake(world.b.clinic.pk)
    assert attempt(account) is None
    assert counts(account) == {account.id: 0, namesake: 0}
    assert attempt(account, code="beta") is not None


def test_a_wrong_password_counts_for_whoever_was_tried(account: Account, world: World) -> None:
    namesake = account.add_namesake(world.b.clinic.pk)
    assert attempt(account, "wrong") is None
    assert counts(account) == {account.id: 1, namesake: 1}
    assert attempt(account, "wrong", code="beta") is None
    assert counts(account) == {account.id: 1, namesake: 2}


def test_an_address_of_three_clinics_is_tried_with_a_code_alone(
    account: Account, world: World
) -> None:
    for at in (world.a, world.b):
        account.add_namesake(at.clinic.pk)
    assert attempt(account) is None
    assert set(counts(account).values()) == {0}
    assert attempt(account, code="gamma") is not None


def test_a_clinic_cannot_keep_a_superadmin_out_by_the_same_address(account: Account) -> None:
    superadmin = account.add_namesake(None, "superadmin")
    for code, expected in (("", superadmin), ("gamma", account.id)):
        user = attempt(account, code=code)
        assert user is not None
        assert user.pk == expected


REFUSED = {
    "wrong password": "password_hash = 'md5$a$b'",
    "unknown address": "email = 'other@gamma.example'",
    "locked": "locked_until = now() + interval '1 minute'",
    "inactive": "is_active = false",
    "deleted": "deleted_at = now()",
    "no password": "password_hash = NULL",
    "unusable password": "password_hash = '!'",
}


@pytest.mark.parametrize("state", [*REFUSED, "two-factor", "closed clinic", "several clinics"])
def test_whatever_is_wrong_words_and_work_are_the_same(
    account: Account,
    world: World,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
) -> None:
    hashes: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, *args: str) -> str:
        hashes.append(password)
        return encode(self, password, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    if state == "several clinics":
        account.add_namesake(world.a.clinic.pk)
    elif state == "closed clinic":
        account.close_clinic()
    elif state == "two-factor":
        account.switch_on("GEZDGNBVGY3TQOJQ")
    else:
        account.write(REFUSED[state])
    with CaptureQueriesContext(connection) as queries:
        assert attempt(account) is None
    assert (len(hashes), len(queries)) == (2, 3)
    page = client.post(LOGIN, {"username": account.email, "password": PASSWORD})
    unknown = Client().post(LOGIN, {"username": "nobody@x.example", "password": PASSWORD})
    assert page.status_code == unknown.status_code == 200
    assert page.context["form"].errors == unknown.context["form"].errors != {}


@pytest.mark.parametrize("page", ["/admin/password_change/", "/admin/two-factor/"])
def test_an_open_session_is_no_place_to_guess_the_password(
    page: str, account: Account, client: Client
) -> None:
    def complaints(password: str) -> str:
        new = "staple battery horse correct"
        guess = {"password": password, "old_password": password}
        form = guess | {"new_password1": new, "new_password2": new, "one_time_code": "000000"}
        errors = client.post(page, form).context["form"].errors
        return str(errors.get("password") or errors.get("old_password") or "")

    assert sign_in(client, account)
    assert len({complaints("wrong") for _ in range(5)}) == 1
    assert account.read(f"failed_login_attempts, {LOCKED}") == (5, True)
    assert complaints(PASSWORD) != ""
    assert account.read("failed_login_attempts") == (5,)
    assert attempt(account) is None
    assert client.get(ADMIN).status_code == 200


def test_signing_in_changes_the_session_s_key(account: Account, client: Client) -> None:
    session = client.session
    session["chosen"] = "before"
    session.save()
    assert sign_in(client, account)
    assert client.session.session_key != session.session_key


def test_a_new_password_ends_the_other_sessions(account: Account, client: Client) -> None:
    new, elsewhere = "staple battery horse correct", Client()
    assert sign_in(client, account)
    assert sign_in(elsewhere, account)
    changed = client.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert changed.status_code == 302
    assert client.get(ADMIN).status_code == 200
    assert elsewhere.get(ADMIN).status_code == 302
