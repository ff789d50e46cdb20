-- Audit a table no longer: take its triggers and functions away, and the decision.
-- Concurrency: locks the table against writes for a moment.
-- Raises: 42P01 for a table that is not there. One that is not audited stays as it is.
-- Security: for the owner alone. The name is resolved, and quoted.
CREATE OR REPLACE FUNCTION audit.unwatch(p_table text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
AS $$
BEGIN
    EXECUTE format(
        'DROP TRIGGER IF EXISTS audit_row ON %1$s;'
        'DROP TRIGGER IF EXISTS audit_truncate ON %1$s;'
        'DROP FUNCTION IF EXISTS audit.changes(%1$s, %1$s);'
        'DROP FUNCTION IF EXISTS audit.image(%1$s);',
        p_table::regclass
    );
    DELETE FROM audit.decisions
    WHERE to_regclass(format('%I.%I', table_schema, table_name)) = p_table::regclass;
END
$$;

REVOKE ALL ON FUNCTION audit.unwatch(text) FROM PUBLIC;

COMMENT ON FUNCTION audit.unwatch(text) IS 'Audits a table no longer.';
