"""Questions to PostgreSQL's own catalogue, asked by the tests of what must hold of all of it."""

from typing import Any, NamedTuple

from django.db import connections

from tests.world import OWNER

SCHEMAS = ("clinic", "booking")
PLATFORM = {"clinics", "feature_flags"}
"""Tables of the platform, not of one clinic."""

LOG = "audit_logs"
"""Of all tables, for whom keys and time stamps are others: its partitions stand in the schema audit too."""


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run a query as the owner."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def tables() -> set[str]:
    """Give our tables, by name."""
    return {
        name
        for (name,) in rows(
            "SELECT relname::text FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = ANY (%s::regnamespace[])",
            list(SCHEMAS),
        )
    }


def tenant_tables() -> set[str]:
    """Give the tables whose rows belong to a clinic."""
    return tables() - PLATFORM


class ForeignKey(NamedTuple):
    """A foreign key, by the names of its tables and columns; its action in pg_constraint's letter."""

    name: str
    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    on_delete: str
    set_null: tuple[str, ...]

    @property
    def is_clinic(self) -> bool:
        """Say whether this is a row's key to its clinic alone."""
        return self.columns == ("clinic_id",) and self.to_table == "clinics"

    @property
    def is_timezone(self) -> bool:
        """Say whether this is the key that keeps a row's time zone equal to its clinic's."""
        return self.columns == ("clinic_id", "timezone")

    @property
    def keeps_copies(self) -> bool:
        """Say whether this is a key that holds copied columns equal to their parent's."""
        return len(self.columns) > 2


FOREIGN_KEYS = """
    SELECT
        c.conname::text,
        child.relname::text,
        array(
            SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (num, place)
            JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.place
        ),
        parent.relname::text,
        array(
            SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k (num, place)
            JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.place
        ),
        c.confdeltype::text,
        array(
            SELECT a.attname::text FROM pg_attribute AS a
            WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.confdelsetcols)
        )
    FROM pg_constraint AS c
    JOIN pg_class AS child ON child.oid = c.conrelid
    JOIN pg_class AS parent ON parent.oid = c.confrelid
    WHERE c.contype = 'f' AND child.relnamespace = ANY (%s::regnamespace[])
    ORDER BY 2, 1
"""


def foreign_keys() -> list[ForeignKey]:
    """Give every foreign key of our tables."""
    return [
        ForeignKey(name, table, tuple(columns), parent, tuple(to), action, tuple(empties))
        for name, table, columns, parent, to, action, empties in rows(FOREIGN_KEYS, list(SCHEMAS))
    ]


class Index(NamedTuple):
    """An index: its plain columns in order (None for an expression), what kind, and where it holds."""

    name: str
    table: str
    columns: tuple[str | None, ...]
    method: str
    is_unique: bool
    is_primary: bool
    is_exclusion: bool
    condition: str | None
    definition: str


INDEXES = """
    SELECT
        ic.relname::text,
        tc.relname::text,
        array(
            SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (num, place)
            LEFT JOIN pg_attribute AS a
                ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num > 0
            ORDER BY k.place
        ),
        am.amname::text,
        i.indisunique,
        i.indisprimary,
        i.indisexclusion,
        pg_get_expr(i.indpred, i.indrelid),
        pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i
    JOIN pg_class AS ic ON ic.oid = i.indexrelid
    JOIN pg_class AS tc ON tc.oid = i.indrelid
    JOIN pg_am AS am ON am.oid = ic.relam
    WHERE tc.relnamespace = ANY (%s::regnamespace[])
    ORDER BY 2, 1
"""


def indexes() -> list[Index]:
    """Give every index of our tables."""
    return [
        Index(name, table, tuple(columns), *others)
        for name, table, columns, *others in rows(INDEXES, list(SCHEMAS))
    ]
