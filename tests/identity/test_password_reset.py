"""A forgotten password: a link by e-mail, for whoever has the address, and a page that tells nothing."""

import re

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client

from identity.forms import postman
from tests.identity.account import Account
from tests.world import PASSWORD, World

PAGE = "/admin/password_reset/"
NEW = "quite another password 7"


def ask(client: Client, email: str) -> str:
    answer = client.post(PAGE, {"email": email})
    postman.submit(int).result()  # It sends one after the other: what came before is sent.
    assert answer.status_code == 302
    return answer.headers["Location"]


def links() -> list[str]:
    return [re.findall(r"/admin/password_reset/\S+", str(sent.body))[0] for sent in mail.outbox]


def follow(client: Client, link: str) -> str | None:
    """Give the page on which the link lets one choose a password."""
    page = client.get(link, follow=True)
    assert page.status_code == 200
    return page.request["PATH_INFO"] if page.context["validlink"] else None


def choose(client: Client, page: str | None) -> int:
    assert page is not None
    return client.post(page, {"new_password1": NEW, "new_password2": NEW}).status_code


def test_the_sign_in_page_leads_there(account: Account, client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/admin/login/").content.decode()
    assert client.get(PAGE).status_code == 200


def test_the_link_takes_a_new_password_once(account: Account, client: Client) -> None:
    ask(client, account.email.upper())
    (link,) = links()
    assert [sent.to for sent in mail.outbox] == [[account.email]]
    assert choose(client, follow(client, link)) == 302
    assert authenticate(username=account.email, password=PASSWORD) is None
    assert authenticate(username=account.email, password=NEW) is not None
    assert follow(Client(), link) is None


def test_the_link_ends_with_the_next_sign_in(account: Account, client: Client) -> None:
    ask(client, account.email)
    assert follow(Client(), links()[0]) is not None
    assert authenticate(username=account.email, password=PASSWORD) is not None
    assert follow(Client(), links()[0]) is None


def test_a_new_password_by_link_ends_the_sessions(account: Account, client: Client) -> None:
    client.post("/admin/login/", {"username": account.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    elsewhere = Client()
    ask(elsewhere, account.email)
    assert choose(elsewhere, follow(elsewhere, links()[0])) == 302
    assert client.get("/admin/").status_code == 302


def test_the_link_does_not_stand_in_for_a_one_time_code(account: Account, client: Client) -> None:
    account.switch_on("GEZDGNBVGY3TQOJQ")
    ask(client, account.email)
    assert choose(client, follow(client, links()[0])) == 302
    assert "_auth_user_id" not in client.session
    assert authenticate(username=account.email, password=NEW) is None


@pytest.mark.parametrize(
    "state", ["is_active = false", "deleted_at = now()", "password_hash = NULL"]
)
def test_who_may_not_sign_in_gets_no_link_and_the_same_answer(
    account: Account, client: Client, state: str
) -> None:
    known = ask(client, account.email)
    mail.outbox.clear()
    account.write(state)
    assert ask(client, account.email) == ask(client, "nobody@x.example") == known
    assert mail.outbox == []


def test_a_link_is_dead_once_the_person_may_not_sign_in(account: Account, client: Client) -> None:
    ask(client, account.email)
    account.close_clinic()
    assert follow(client, links()[0]) is None


def test_every_login_of_an_address_gets_its_own_link(
    account: Account, world: World, client: Client
) -> None:
    account.add_namesake(world.a.clinic.pk)
    ask(client, account.email)
    assert choose(client, follow(client, links()[0])) == 302
    assert len(set(links())) == 2
    assert [
        authenticate(username=account.email, password=PASSWORD, clinic_code=code) is None
        for code in ("gamma", "alpha")
    ].count(True) == 1


@pytest.mark.parametrize("uid", ["x", "MQ", "____", "JycnJw"])
def test_a_link_that_nobody_sent_is_dead(account: Account, client: Client, uid: str) -> None:
    assert follow(client, f"{PAGE}{uid}/abc-def/") is None
