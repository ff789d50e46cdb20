"""Which PostgreSQL the project talks to, and as whom.

Two connections lead to one database. `owner` owns everything and runs migrations; `default` is the
run-time login `clinic_app`, which owns nothing and acts only in a person's role.
"""

from typing import Any

import environ

RUNTIME_LOGIN = "clinic_app"

CONNECTION: dict[str, Any] = {
    "ENGINE": "postgres.backend",
    "CONN_HEALTH_CHECKS": True,
    # Values travel apart from the SQL, so that no name or key lands in a log or in pg_stat_activity.
    "OPTIONS": {"server_side_binding": True},
}


def databases(env: environ.Env) -> dict[str, dict[str, Any]]:
    """Read the connections from the environment.

    - `DATABASE_URL` is the owner's. Web and worker processes in production do without it: then the
      alias `owner` does not exist.
    - `APP_DATABASE_URL` is the run-time login's. Unset, it is the owner's server and database as
      `clinic_app`, with the password from `APP_DATABASE_PASSWORD` or .pgpass, never the owner's.
    - Neither: a private server that the project starts by itself (`postgres.embedded`).
    """
    owner_url, app_url = env.str("DATABASE_URL", ""), env.str("APP_DATABASE_URL", "")
    if not owner_url and not app_url:
        embedded = CONNECTION | {"ENGINE": "postgres.embedded", "NAME": "clinic"}
        owner = embedded | {"USER": "clinic_owner"}
        default = embedded | {"USER": RUNTIME_LOGIN}
    else:
        owner = _from_url(env, "DATABASE_URL") if owner_url else {}
        default = (
            _from_url(env, "APP_DATABASE_URL")
            if app_url
            else owner | {"USER": RUNTIME_LOGIN, "PASSWORD": env.str("APP_DATABASE_PASSWORD", "")}
        )
    # A view that fails with 404 or 403 leaves nothing half done: it has a savepoint of its own.
    default |= {"ATOMIC_REQUESTS": True}
    if not owner:
        return {"default": default}
    # Tests build one database as its owner, and use it as the run-time login.
    return {"owner": owner, "default": default | {"TEST": {"MIRROR": "owner"}}}


def _from_url(env: environ.Env, name: str) -> dict[str, Any]:
    url: dict[str, Any] = env.db_url(name)
    if url.get("ENGINE") != "django.db.backends.postgresql":
        raise environ.ImproperlyConfigured(
            f"{name} must start with postgres://: this project needs PostgreSQL."
        )
    return url | CONNECTION | {"OPTIONS": CONNECTION["OPTIONS"] | url.get("OPTIONS", {})}
