-- Every change, and every look at a patient: one entry each, in a partition for each month (UTC).
-- Who acts, and from where, are defaults: of a context that is not there, or makes no sense, nothing is written
-- but the login. The columns of fixed length stand first, and no index is wider than its question: at tens of millions of
-- entries each byte counts.
CREATE TABLE IF NOT EXISTS audit.audit_logs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL DEFAULT now(),
    transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    record_bucket smallint GENERATED ALWAYS AS (audit.record_bucket(record_id)) STORED,
    clinic_id uuid,
    user_id uuid DEFAULT audit.uuid_or_null(current_setting('app.current_user_id', true)),
    salt bytea DEFAULT substr(uuid_send(gen_random_uuid()), 9),
    table_schema varchar(100) NOT NULL,
    table_name varchar(100) NOT NULL,
    record_id text,
    action varchar(20) NOT NULL
        CONSTRAINT audit_logs_action_known CHECK (action IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'SELECT')),
    actor_role varchar(63) NOT NULL
        DEFAULT CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role') END,
    changed_fields jsonb,
    old_values jsonb,
    new_values jsonb,
    ip_address inet DEFAULT audit.inet_or_null(current_setting('app.client_address', true)),
    request_id varchar(100) DEFAULT left(NULLIF(current_setting('app.current_request_id', true), ''), 100),
    session_id varchar(100) DEFAULT left(NULLIF(current_setting('app.session_id', true), ''), 100),
    user_agent text DEFAULT left(NULLIF(current_setting('app.user_agent', true), ''), 255),
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id, created_at) WITH (fillfactor = 100)
)
PARTITION BY RANGE (created_at);

-- The newest of a clinic, by 4,096 ids at a time, so that PostgreSQL writes a clinic down once for many
-- entries; of these the looks, and changes of what is seldom changed; what a person did; the history of a
-- record, by its bucket; what a seal takes in.
CREATE INDEX IF NOT EXISTS audit_logs_clinic_idx ON audit.audit_logs (clinic_id, (id >> 12));
CREATE INDEX IF NOT EXISTS audit_logs_looks_idx ON audit.audit_logs (clinic_id, (id >> 12)) WHERE action = 'SELECT';
CREATE INDEX IF NOT EXISTS audit_logs_seldom_idx ON audit.audit_logs (clinic_id, table_name, (id >> 12))
WHERE table_name IN (
    'clinics', 'users', 'doctors', 'staff', 'system_settings', 'feature_flags', 'integration_webhooks'
);
CREATE INDEX IF NOT EXISTS audit_logs_user_idx ON audit.audit_logs (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_logs_bucket_idx ON audit.audit_logs (record_bucket) WHERE record_bucket IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_logs_transaction_idx ON audit.audit_logs USING brin (transaction_id);

-- It stays empty: audit_partitions makes months ahead. Without it a missing month would stop every write.
CREATE TABLE IF NOT EXISTS audit.audit_logs_default PARTITION OF audit.audit_logs DEFAULT;

-- What the planner knows of a column it has from every clinic, and EXPLAIN tells its estimates.
ALTER TABLE audit.audit_logs
    ALTER COLUMN old_values SET STATISTICS 0,
    ALTER COLUMN new_values SET STATISTICS 0;

COMMENT ON TABLE audit.audit_logs IS 'Every change of an audited table, and every look at a patient.';
COMMENT ON TABLE audit.audit_logs_default IS 'Entries of a month that has no partition: there should be none.';
COMMENT ON COLUMN audit.audit_logs.created_at IS 'When the transaction of the change began.';
COMMENT ON COLUMN audit.audit_logs.transaction_id IS 'The transaction of the change; seals go by it, since ids are not committed in their order.';
COMMENT ON COLUMN audit.audit_logs.record_bucket IS 'Whoever looks for a record looks for its bucket too: record_bucket = audit.record_bucket(record_id).';
COMMENT ON COLUMN audit.audit_logs.salt IS 'What the digests of the values are salted with; NULL once the values were erased.';
COMMENT ON COLUMN audit.audit_logs.actor_role IS 'The role in which somebody acted; the login itself where nobody did.';
COMMENT ON COLUMN audit.audit_logs.changed_fields IS 'Names of the fields that an update changed, and of those whose values are not stored.';
COMMENT ON COLUMN audit.audit_logs.old_values IS 'Of an update what was changed, of a DELETE what the row had, without secrets.';
COMMENT ON COLUMN audit.audit_logs.new_values IS 'Of an update what was changed, of an INSERT what the row has, without secrets.';
