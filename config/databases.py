"""Which PostgreSQL the project talks to, and as whom.

Three connections lead to one database. `owner` owns everything and runs migrations; `default` is the
run-time login `clinic_app`, which owns nothing and acts only in a person's role; `worker` is the login
`clinic_worker_app`, for what no person does.
"""

from typing import Any

import environ

RUNTIME_LOGIN, WORKER_LOGIN = "clinic_app", "clinic_worker_app"

POOL = "pool_"
"""How options of a URL begin that are for psycopg's pool: `?pool_min_size=2&pool_max_size=8`."""

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
    - `WORKER_DATABASE_URL` is the worker's, likewise as `clinic_worker_app`, with
      `WORKER_DATABASE_PASSWORD`. Set alone, it is `default` too: such a process is a worker.
    - None of them: a private server that the project starts by itself (`postgres.embedded`).
    """
    owner, default, worker = (
        _from_url(env, name) if env.str(name, "") else {}
        for name in ("DATABASE_URL", "APP_DATABASE_URL", "WORKER_DATABASE_URL")
    )
    if owner:
        default = default or _beside(owner, RUNTIME_LOGIN, env.str("APP_DATABASE_PASSWORD", ""))
        worker = worker or _beside(owner, WORKER_LOGIN, env.str("WORKER_DATABASE_PASSWORD", ""))
    elif not default and not worker:
        owner, default, worker = (
            CONNECTION | {"ENGINE": "postgres.embedded", "NAME": "clinic", "USER": login}
            for login in ("clinic_owner", RUNTIME_LOGIN, WORKER_LOGIN)
        )
    # A view that fails with 404 or 403 leaves nothing half done: it has a savepoint of its own.
    default = (default or worker) | {"ATOMIC_REQUESTS": True}
    # Tests build one database as its owner, and use it as the run-time logins.
    mirror = {"TEST": {"MIRROR": "owner"}} if owner else {}
    found = {"owner": owner, "default": default | mirror, "worker": worker and worker | mirror}
    return {alias: settings for alias, settings in found.items() if settings}


def _beside(owner: dict[str, Any], login: str, password: str) -> dict[str, Any]:
    """Give another login's connection to the owner's database."""
    return owner | {"USER": login, "PASSWORD": password}


def _from_url(env: environ.Env, name: str) -> dict[str, Any]:
    url: dict[str, Any] = env.db_url(name)
    if url.get("ENGINE") != "django.db.backends.postgresql":
        raise environ.ImproperlyConfigured(
            f"{name} must start with postgres://: this project needs PostgreSQL."
        )
    options: dict[str, Any] = CONNECTION["OPTIONS"] | url.get("OPTIONS", {})
    of_pool = [option for option in options if option.startswith(POOL)]
    if of_pool:
        options["pool"] = {option.removeprefix(POOL): options.pop(option) for option in of_pool}
    return url | CONNECTION | {"OPTIONS": options}
