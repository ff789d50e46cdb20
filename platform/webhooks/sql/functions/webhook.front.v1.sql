-- Give the lowest place in the line that may be given out, until this transaction ends.
-- Concurrency: holds a shared lock by that number until then, so that nobody takes it for given out and
-- lets claims begin behind it. The number is read again under the lock: it may have moved in between.
-- Raises: nothing.
-- Security: runs with the rights of the caller.
CREATE OR REPLACE FUNCTION webhook.front()
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_front bigint;
BEGIN
    LOOP
        v_front := pg_catalog.pg_sequence_last_value('webhook.line_front');
        PERFORM pg_catalog.pg_advisory_xact_lock_shared(
            'webhook.line_front'::regclass::oid::integer, (v_front & 2147483647)::integer
        );
        EXIT WHEN v_front = pg_catalog.pg_sequence_last_value('webhook.line_front');
    END LOOP;
    RETURN v_front;
END
$$;

REVOKE ALL ON FUNCTION webhook.front() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.front() TO clinic_worker, clinic_definer;

COMMENT ON FUNCTION webhook.front() IS 'The lowest place that may be given out, until the transaction ends.';
