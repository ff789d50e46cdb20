-- Take in the columns that audited tables have got, lost or renamed; forget the tables that are gone.
-- Concurrency: locks a table whose columns are others against writes for a moment.
-- Raises: 42703 where a column that is never stored has another name now: decide anew.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.watch_again()
RETURNS void
LANGUAGE sql
VOLATILE
SET search_path = ''
AS $$
DELETE FROM audit.decisions WHERE to_regclass(format('%I.%I', table_schema, table_name)) IS NULL;

SELECT audit.watch(format('%I.%I', table_schema, table_name), never_stored, reason)
FROM audit.decisions
WHERE is_audited
$$;

REVOKE ALL ON FUNCTION audit.watch_again() FROM PUBLIC;

COMMENT ON FUNCTION audit.watch_again() IS 'Takes in the columns that audited tables have got, lost or renamed.';
