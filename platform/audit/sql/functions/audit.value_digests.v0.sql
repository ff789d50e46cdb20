DROP FUNCTION IF EXISTS audit.value_digests(bytea, jsonb);
