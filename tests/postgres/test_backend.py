"""Which connections the environment makes, and in which environment settings come to be."""

import json
from typing import Any

import environ
import pytest

from config.databases import databases
from tests.scratch import refuse, start_manage, start_python, succeed

OWNER_URL = "postgres://boss:secret@db.example.com:6543/wellness"
APP_URL = "postgres://clinic_app:other@pool.example.com:7654/wellness"

SHOW_SETTINGS = """
import json
from config import settings
print(json.dumps({name: getattr(settings, name) for name in
    ("DJANGO_ENV", "PRODUCTION", "DEBUG", "EMBEDDED", "SESSION_COOKIE_SECURE", "SECRET_KEY")}))
"""
SHOW_IMPORTS = """
import sys
sys.path.insert(1, "platform")
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.core.management import get_commands, load_command_class
from django.db import connections
load_command_class(get_commands()["migrate"], "migrate")
print(*[connection.vendor for connection in connections.all()])
print(*[name for name in sys.modules if name.startswith(("postgres.embedded", "pg0"))])
"""


def read(**variables: str) -> dict[str, dict[str, Any]]:
    """Read the connections from these variables alone."""
    env = environ.Env()
    env.ENVIRON = variables
    return databases(env)


def place(connection: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(connection[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME"))


def settings(**variables: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(succeed(start_python("-c", SHOW_SETTINGS, **variables)))
    return shown


def test_without_urls_there_is_the_embedded_server() -> None:
    made = read()
    assert {name: connection["ENGINE"] for name, connection in made.items()} == {
        "owner": "postgres.embedded",
        "default": "postgres.embedded",
        "worker": "postgres.embedded",
    }
    assert [connection["USER"] for connection in made.values()] == [
        "clinic_owner",
        "clinic_app",
        "clinic_worker_app",
    ]


def test_the_owners_url_alone_gives_all_but_never_its_password() -> None:
    made = read(DATABASE_URL=OWNER_URL)
    assert place(made["owner"]) == ("boss", "secret", "db.example.com", 6543, "wellness")
    assert place(made["default"]) == ("clinic_app", "", "db.example.com", 6543, "wellness")
    assert place(made["worker"]) == ("clinic_worker_app", "", "db.example.com", 6543, "wellness")


def test_the_run_time_logins_passwords_may_come_by_themselves() -> None:
    made = read(
        DATABASE_URL=OWNER_URL, APP_DATABASE_PASSWORD="other", WORKER_DATABASE_PASSWORD="third"
    )
    assert place(made["default"]) == ("clinic_app", "other", "db.example.com", 6543, "wellness")
    assert place(made["worker"])[:2] == ("clinic_worker_app", "third")


def test_a_process_with_the_workers_url_alone_is_a_worker() -> None:
    made = read(WORKER_DATABASE_URL=APP_URL)
    assert list(made) == ["default", "worker"]
    assert place(made["default"]) == place(made["worker"])
    assert place(made["worker"]) == ("clinic_app", "other", "pool.example.com", 7654, "wellness")


def test_both_urls_are_taken_as_they_are() -> None:
    made = read(DATABASE_URL=OWNER_URL, APP_DATABASE_URL=APP_URL, APP_DATABASE_PASSWORD="not this")
    assert place(made["owner"]) == ("boss", "secret", "db.example.com", 6543, "wellness")
    assert place(made["default"]) == ("clinic_app", "other", "pool.example.com", 7654, "wellness")
    assert made["default"]["TEST"] == {"MIRROR": "owner"}


def test_with_the_run_time_url_alone_there_is_no_owner() -> None:
    made = read(APP_DATABASE_URL=APP_URL)
    assert list(made) == ["default"]
    assert place(made["default"]) == ("clinic_app", "other", "pool.example.com", 7654, "wellness")


def test_options_of_a_url_survive_and_ours_stay() -> None:
    options = "?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3"
    made = read(DATABASE_URL=OWNER_URL + options, APP_DATABASE_URL=APP_URL + "?sslmode=require")
    assert made["owner"]["OPTIONS"] == {
        "server_side_binding": True,
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "connect_timeout": 3,
    }
    assert made["default"]["OPTIONS"] == {"server_side_binding": True, "sslmode": "require"}


def test_the_run_time_login_inherits_the_options_of_the_owners_url() -> None:
    made = read(DATABASE_URL=OWNER_URL + "?sslmode=require")
    assert made["default"]["OPTIONS"] == {"server_side_binding": True, "sslmode": "require"}


def test_characters_of_a_password_that_a_url_escapes() -> None:
    made = read(DATABASE_URL="postgres://boss:p%40ss%2Fw%25rd@db.example.com/wellness")
    assert made["owner"]["PASSWORD"] == "p@ss/w%rd"


@pytest.mark.parametrize(
    "url", ["mysql://me@example.com/clinic", "sqlite:///clinic.db", "postgis://me@example.com/x"]
)
@pytest.mark.parametrize("name", ["DATABASE_URL", "APP_DATABASE_URL", "WORKER_DATABASE_URL"])
def test_another_database_than_postgresql_is_refused(name: str, url: str) -> None:
    with pytest.raises(environ.ImproperlyConfigured, match=f"^{name} "):
        read(**{name: url})


def test_a_server_of_ones_own_is_for_development() -> None:
    shown = settings(DJANGO_ENV="development")
    assert shown["EMBEDDED"]
    assert shown["DEBUG"]
    assert not shown["PRODUCTION"]


def test_a_url_without_an_environment_means_production() -> None:
    shown = settings(DATABASE_URL=OWNER_URL, DJANGO_ENV="", SECRET_KEY="x" * 60, DEBUG="true")
    assert shown["DJANGO_ENV"] == "production"
    assert shown["PRODUCTION"]
    assert not shown["DEBUG"]
    assert shown["SESSION_COOKIE_SECURE"]
    assert shown["SECRET_KEY"] == "x" * 60


def test_production_needs_a_secret_key_of_its_own() -> None:
    complaint = refuse(start_manage("check", DATABASE_URL=OWNER_URL, DJANGO_ENV="production"))
    assert "SECRET_KEY" in complaint
    assert len(complaint.splitlines()) == 1


def test_the_server_of_ones_own_is_not_for_production() -> None:
    complaint = refuse(start_manage("check", DJANGO_ENV="production", SECRET_KEY="x" * 60))
    assert "APP_DATABASE_URL" in complaint
    assert len(complaint.splitlines()) == 1


def test_an_environment_nobody_knows_is_refused() -> None:
    complaint = refuse(start_manage("check", DJANGO_ENV="staging"))
    assert "DJANGO_ENV" in complaint
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("name", ["DATABASE_URL", "APP_DATABASE_URL", "WORKER_DATABASE_URL"])
def test_with_a_url_nothing_of_the_embedded_server_is_imported(name: str) -> None:
    vendors, imported = succeed(start_python("-c", SHOW_IMPORTS, **{name: OWNER_URL})).split("\n")[
        :2
    ]
    assert "postgresql" in vendors
    assert imported == ""


def test_without_a_url_it_is() -> None:
    """Show that the test above is able to fail."""
    _, imported, *_ = succeed(start_python("-c", SHOW_IMPORTS)).split("\n")
    assert "postgres.embedded.base" in imported.split()
