"""Clinics with many patients, written set-wise by the owner, and people who act in them."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

SQL = {path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("*.sql")}


def add_clinic(owner: psycopg.Connection[Any], code: str) -> UUID:
    """Add a clinic without anybody in it, and give its id."""
    clinic_id = uuid4()
    owner.execute(SQL["clinic"], {"id": clinic_id, "code": code})
    return clinic_id


def add_patients(owner: psycopg.Connection[Any], clinic_id: UUID, first: int, last: int) -> None:
    """Add the patients of these numbers: a number has the same name in every clinic."""
    psycopg.ClientCursor(owner).execute(
        SQL["patients"], {"clinic_id": clinic_id, "first": first, "last": last}
    )


def act(login: psycopg.Connection[Any], role: str, clinic_id: UUID, user_id: UUID) -> None:
    """Act in a role and context from here on, whatever transactions there are."""
    login.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    for name, value in (("clinic", clinic_id), ("user", user_id)):
        login.execute("SELECT set_config(%s, %s, false)", [f"app.current_{name}_id", str(value)])
