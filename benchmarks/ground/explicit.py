"""The policies' rules as conditions that anybody could write into WHERE.

They are written by hand, beside the policies and not from them: a query gives the same rows either way,
or one of the two is wrong.
"""

import re
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from psycopg import sql

from identity.models import User


def having(column: str) -> set[str]:
    """Give the tables that have a column."""
    models = [model._meta for model in apps.get_models()]
    return {meta.db_table for meta in models if column in {field.column for field in meta.fields}}


ROLES = {"admin", "doctor", "nurse", "staff"}

OWN_CLINIC = "{row}.clinic_id = {clinic}"
OWN = "{row}.user_id = {user}"
PUBLIC = (
    "({row}.is_public AND NOT {row}.is_encrypted"
    " AND ({row}.clinic_id = {clinic} OR {row}.clinic_id IS NULL))"
)
UNRESTRICTED = "NOT {row}.access_restricted"
ON_OWN_RECORD = """EXISTS (
    SELECT FROM clinic.medical_records AS r
    WHERE r.clinic_id = {clinic} AND r.id = {row}.medical_record_id AND r.doctor_id = {doctor}
        AND r.deleted_at IS NULL
)"""
ON_OWN_PRESCRIPTION = """EXISTS (
    SELECT FROM clinic.prescriptions AS p
    JOIN clinic.medical_records AS r ON r.clinic_id = {clinic} AND r.id = p.medical_record_id
    WHERE p.clinic_id = {clinic} AND p.id = {row}.prescription_id AND p.deleted_at IS NULL
        AND r.doctor_id = {doctor} AND r.deleted_at IS NULL
)"""

RULES = (
    (having("clinic_id") - {"system_settings"}, ROLES, OWN_CLINIC),
    ({"clinics"}, ROLES, "{row}.id = {clinic}"),
    ({"system_settings"}, {"admin"}, f"({OWN_CLINIC} OR {PUBLIC})"),
    ({"system_settings"}, ROLES - {"admin"}, PUBLIC),
    (having("deleted_at"), ROLES - {"admin"}, "{row}.deleted_at IS NULL"),
    (having("access_restricted"), ROLES - {"doctor"}, UNRESTRICTED),
    ({"medical_records"}, {"doctor"}, f"({UNRESTRICTED} OR {{row}}.doctor_id = {{doctor}})"),
    (
        {"prescriptions", "lab_results", "imaging_results"},
        {"doctor"},
        f"({UNRESTRICTED} OR {ON_OWN_RECORD})",
    ),
    ({"prescription_items"}, {"doctor"}, f"({UNRESTRICTED} OR {ON_OWN_PRESCRIPTION})"),
    ({"staff"}, {"nurse", "staff"}, OWN),
    ({"notifications"}, {"doctor", "nurse"}, OWN),
    ({"booking_requests"}, {"doctor"}, OWN),
    ({"telemedicine_sessions"}, {"doctor"}, "{row}.doctor_id = {doctor}"),
)
"""In which tables, for which roles, what holds of each row that is seen."""

FROM = re.compile(r'FROM "(\w+)"(?!\.)')
JOIN = re.compile(r'JOIN "(\w+)" (?:(T\d+) )?ON \(')
AFTER_WHERE = re.compile(r" (?:GROUP BY|ORDER BY|LIMIT) |$")


class Reader(NamedTuple):
    """Who asks, and which doctor they are."""

    user: User
    doctor_id: UUID | None = None

    def rules(self, table: str, row: str) -> str:
        """Give what holds of a table's rows that the reader sees, by the table's name in a query."""
        holding = [
            rule for tables, roles, rule in RULES if table in tables and self.user.role in roles
        ]
        return (
            sql.SQL(" AND ".join(holding) or "true")
            .format(
                row=sql.Identifier(row),
                clinic=sql.Literal(self.user.clinic_id),
                user=sql.Literal(self.user.pk),
                doctor=sql.Literal(self.doctor_id),
            )
            .as_string()
        )

    def write_out(self, query: str) -> str:
        """Write the rules into a query of Django's: into ON for what is joined, else into WHERE.

        Raises ValueError for a query of another shape than the admin's.
        """
        first, *others = FROM.findall(query)
        if (
            others
            or query.count(" WHERE ") > 1
            or query.count(" JOIN ") != len(JOIN.findall(query))
        ):
            raise ValueError(f"where would the rules go? {query}")
        rules = f" WHERE {self.rules(first, first)}"
        if " WHERE " in query:
            query = query.replace(" WHERE ", f"{rules} AND ")
        else:
            query = AFTER_WHERE.sub(lambda end: rules + end[0], query, count=1)
        return JOIN.sub(lambda on: f"{on[0]}{self.rules(on[1], on[2] or on[1])} AND ", query)

    def fill_in(self, template: str, *, bare: bool = False) -> str:
        """Write the rules, or none, into a query that has a place for each table's.

        A place is the table's name in braces, and the row's name in the query the table's, less its s.
        """
        tables = {meta.db_table for meta in (model._meta for model in apps.get_models())}
        rules = {table: "true" if bare else self.rules(table, table[:-1]) for table in tables}
        return template.format(**rules)
