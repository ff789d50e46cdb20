-- Tell of each month of the log, live or retired, what it holds, how much of that is not sealed yet, and of how
-- much the values were erased.
-- Concurrency: reads the whole log.
-- Raises: nothing.
-- Security: for the owner alone. Names come from audit.months(), quoted.
CREATE OR REPLACE FUNCTION audit.partitions()
RETURNS TABLE (name text, month date, is_live boolean, entries bigint, unsealed bigint, erased bigint, bytes bigint)
LANGUAGE plpgsql
STABLE
SET search_path = ''
AS $$
DECLARE
    v_until record := audit.sealed_until();
BEGIN
    FOR name, month, is_live IN SELECT * FROM audit.months() LOOP
        EXECUTE format(
            'SELECT count(*), count(*) FILTER (WHERE (id <= $1 OR transaction_id < $2) IS NOT TRUE),'
            ' count(*) FILTER (WHERE salt IS NULL) FROM %s',
            name
        )
        INTO entries, unsealed, erased
        USING v_until.after_id, v_until.to_transaction;
        bytes := pg_total_relation_size(name);
        RETURN NEXT;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.partitions() FROM PUBLIC;

COMMENT ON FUNCTION audit.partitions() IS 'What each month of the audit log holds.';
