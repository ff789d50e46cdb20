-- The chain of each clinic, and of the platform (no clinic): a seal takes in the entries of a period, and the
-- seal before it. A period is a span of transactions that were all over when it was sealed, so that no late
-- commit can fall into it. Each server counts its own transactions: where the database was restored elsewhere,
-- after_id is the last entry of the old count.
CREATE TABLE IF NOT EXISTS audit.seals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    clinic_id uuid,
    number integer NOT NULL,
    server bigint NOT NULL,
    after_id bigint NOT NULL,
    from_transaction bigint NOT NULL,
    to_transaction bigint NOT NULL,
    entry_ids bigint[] NOT NULL,
    entry_digests uuid[] NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT seals_number_key UNIQUE NULLS NOT DISTINCT (clinic_id, number),
    CONSTRAINT seals_entries_have_digests CHECK (cardinality(entry_ids) = cardinality(entry_digests))
);

COMMENT ON TABLE audit.seals IS 'The hash chain over the audit log, for each clinic one.';
COMMENT ON COLUMN audit.seals.server IS 'Whose transactions are counted: PostgreSQL''s own number of the server.';
COMMENT ON COLUMN audit.seals.after_id IS 'Entries up to this one belong to the count of an earlier server.';
COMMENT ON COLUMN audit.seals.entry_ids IS 'The entries of the period, in the order of their ids.';
COMMENT ON COLUMN audit.seals.entry_digests IS 'Of each of them the digest: 16 bytes, which PostgreSQL keeps closest as a uuid.';
COMMENT ON COLUMN audit.seals.previous IS 'The digest of the seal before it; empty for the first.';
