-- Every table is audited, or there is a reason why not; and what of it is never stored.
CREATE TABLE IF NOT EXISTS audit.decisions (
    table_schema varchar(100) NOT NULL,
    table_name varchar(100) NOT NULL,
    is_audited boolean NOT NULL,
    never_stored text[] NOT NULL DEFAULT '{}',
    reason text NOT NULL,
    CONSTRAINT decisions_pkey PRIMARY KEY (table_schema, table_name),
    CONSTRAINT decisions_have_a_reason CHECK (reason <> '')
);

COMMENT ON TABLE audit.decisions IS 'Which tables are audited, and why.';
COMMENT ON COLUMN audit.decisions.never_stored IS 'Columns whose values are in no entry: secrets, and what is encrypted.';
