-- Move the entries of a month from one table of the log to another.
-- Concurrency: whoever calls has locked the table that they are taken from.
-- Raises: nothing.
-- Security: for the owner alone. Names are PostgreSQL's own spelling of them, columns are quoted.
CREATE OR REPLACE FUNCTION audit.move_entries(p_from regclass, p_to regclass, p_month date)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
-- Months are of UTC, whoever asks.
SET timezone = 'UTC'
AS $$
DECLARE
    -- A generated column takes no value.
    c_columns CONSTANT text := (
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        FROM pg_catalog.pg_attribute
        WHERE attrelid = 'audit.audit_logs'::regclass AND attnum > 0 AND attgenerated = ''
    );
BEGIN
    EXECUTE format(
        'WITH moved AS (DELETE FROM %1$s WHERE created_at >= $1 AND created_at < $2 RETURNING %3$s)'
        ' INSERT INTO %2$s (%3$s) SELECT %3$s FROM moved',
        p_from,
        p_to,
        c_columns
    )
    USING p_month::timestamptz, (p_month + interval '1 month')::timestamptz;
END
$$;

REVOKE ALL ON FUNCTION audit.move_entries(regclass, regclass, date) FROM PUBLIC;

COMMENT ON FUNCTION audit.move_entries(regclass, regclass, date) IS
    'Moves the entries of a month from one table of the log to another.';
