"""Clients of PostgreSQL's own pgbench."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any


def run(url: str, script: str | Path, clients: int, *options: str, settings: str = "") -> float:
    """Let clients run a script at a login's URL, and give the transactions a second.

    `settings` are those of their sessions, as PGOPTIONS takes them. Raises RuntimeError, with what
    pgbench says, where a transaction has failed.
    """
    done = subprocess.run(
        [
            *(_program(), "--no-vacuum", f"--client={clients}", f"--jobs={min(clients, 2)}"),
            *(f"--file={script}", *options, url),
        ],
        env=os.environ | {"PGOPTIONS": settings},
        capture_output=True,
        text=True,
        check=False,
    )
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not rate or "failed transactions: 0 " not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return float(rate[1])


def _program() -> str:
    """Find it beside psql, which Django finds."""
    from django.db import connections

    owner: Any = connections["owner"]
    (psql, *_), _ = owner.client.settings_to_cmd_args_env(owner.settings_dict, [])
    return str(Path(psql).with_name("pgbench"))
