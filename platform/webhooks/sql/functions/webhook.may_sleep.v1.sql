-- Say whether a worker that listens to webhook_events, and claims once more after this, may sleep for so long:
-- whoever receives an event from now on notifies. It may not while somebody is about to commit one, who may
-- not know yet that anybody sleeps. Longer than ten minutes is taken for ten: for so long whoever receives pays for it, though
-- the worker be gone.
-- Concurrency: waits for nobody.
-- Raises: nothing.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.may_sleep(p_for interval)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    c_lock CONSTANT integer := 'webhook.line_front'::regclass::oid::integer;
    c_longest CONSTANT interval := '10 minutes';
    v_for interval := greatest(least(p_for, c_longest), '0');
    v_until bigint := (extract(epoch FROM clock_timestamp() + v_for) * 1000000)::bigint;
    v_place bigint;
BEGIN
    IF v_until > pg_catalog.pg_sequence_last_value('webhook.asleep_until') THEN
        PERFORM pg_catalog.setval('webhook.asleep_until', v_until);
    END IF;
    FOREACH v_place IN ARRAY ARRAY[
        pg_catalog.pg_sequence_last_value('webhook.line_front'),
        pg_catalog.pg_sequence_last_value('webhook.line_former')
    ] LOOP
        IF NOT pg_catalog.pg_try_advisory_lock(c_lock, (v_place & 2147483647)::integer) THEN
            RETURN false;
        END IF;
        PERFORM pg_catalog.pg_advisory_unlock(c_lock, (v_place & 2147483647)::integer);
    END LOOP;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION webhook.may_sleep(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.may_sleep(interval) TO clinic_worker;

COMMENT ON FUNCTION webhook.may_sleep(interval) IS
    'Says whether a worker that listens may sleep: whoever receives an event then notifies.';
