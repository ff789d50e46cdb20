-- Take a month out of the live log, into the schema archive. Only what is sealed is retired.
-- Concurrency: detaches at once, under a lock on the log for which it waits a tenth of a second at most, and
-- writers behind it.
-- Raises: 55000 when something in the month is not sealed, or the month is not over; 42P01 when there is no
-- such month; 55P03 when the lock is not to be had in time: try again.
-- Security: for the owner alone. In the archive nobody else has any right.
CREATE OR REPLACE FUNCTION audit.retire_partition(p_month date)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
SET lock_timeout = '100ms'
SET timezone = 'UTC'
AS $$
DECLARE
    v_name text := 'audit_logs_' || to_char(p_month, 'YYYY_MM');
    v_until record := audit.sealed_until();
    v_is_unsealed boolean;
BEGIN
    IF date_trunc('month', p_month) >= date_trunc('month', now()) THEN
        RAISE EXCEPTION 'the month of % is not over', p_month
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    -- Then the index of transactions tells, under the lock, how few entries there are to look at.
    EXECUTE format('ANALYZE audit.%I (transaction_id)', v_name);
    PERFORM brin_summarize_new_values(relation.oid)
    FROM pg_catalog.pg_index AS index
    JOIN pg_catalog.pg_class AS relation ON relation.oid = index.indexrelid
    JOIN pg_catalog.pg_am AS method ON method.oid = relation.relam AND method.amname = 'brin'
    WHERE index.indrelid = format('audit.%I', v_name)::regclass;
    EXECUTE format('ALTER TABLE audit.audit_logs DETACH PARTITION audit.%I', v_name);
    -- Nobody can add to it any more: what is looked at now is all there is.
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM audit.%I WHERE id > coalesce($1, 0) AND transaction_id >= coalesce($2, 0))',
        v_name
    )
    INTO v_is_unsealed
    USING v_until.after_id, v_until.to_transaction;
    IF v_is_unsealed THEN
        RAISE EXCEPTION 'entries of % are not sealed: run audit_seal first', v_name
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF to_regclass('archive.' || v_name) IS NULL THEN
        EXECUTE format('ALTER TABLE audit.%I SET SCHEMA archive', v_name);
    ELSE
        -- Entries of the month came late: a clock was wrong, or a transaction was open all the time.
        PERFORM audit.move_entries('audit.' || v_name, 'archive.' || v_name, date_trunc('month', p_month)::date);
        EXECUTE format('DROP TABLE audit.%I', v_name);
    END IF;
END
$$;

REVOKE ALL ON FUNCTION audit.retire_partition(date) FROM PUBLIC;

COMMENT ON FUNCTION audit.retire_partition(date) IS 'Takes a sealed month out of the live audit log.';
