-- Say whether a table has the audit's triggers, which know its columns up to the one that is next.
-- Concurrency: reads the catalogue.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.is_watched(p_table oid, p_next_column integer)
RETURNS boolean
LANGUAGE sql
STABLE
RETURN (
    SELECT count(*) = 2 AND bool_or(tgargs = convert_to(p_next_column::text, 'UTF8') || '\x00')
    FROM pg_catalog.pg_trigger
    WHERE tgrelid = p_table
        AND tgenabled = 'O'
        AND tgname IN ('audit_row', 'audit_truncate')
        AND tgfoid = 'audit.audit_trigger_function()'::regprocedure
);

REVOKE ALL ON FUNCTION audit.is_watched(oid, integer) FROM PUBLIC;

COMMENT ON FUNCTION audit.is_watched(oid, integer) IS 'Whether a table has the audit''s triggers.';
