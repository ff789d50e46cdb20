-- Say in which of 16,384 buckets the entries of a record are found. An index of them takes a fifth of what an index of
-- the records would: PostgreSQL writes a bucket down once for many entries.
-- Concurrency: none.
-- Raises: nothing.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION audit.record_bucket(p_record_id text)
RETURNS smallint
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
RETURN (hashtext(p_record_id) >> 18)::smallint;

REVOKE ALL ON FUNCTION audit.record_bucket(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record_bucket(text) TO clinic_audit, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION audit.record_bucket(text) IS 'The bucket in which the entries of a record are found.';
