-- Say that a worker is there, and what it does; with p_ends, that it ends. Who was last seen a week ago is
-- forgotten when another begins.
-- Concurrency: locks the worker's own row.
-- Raises: nothing.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.beat(
    p_name text,
    p_sources text[],
    p_concurrency integer,
    p_batch_size integer,
    p_running integer,
    p_succeeded bigint,
    p_failed bigint,
    p_ends boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    c_remembered CONSTANT interval := '7 days';
    v_now timestamptz := clock_timestamp();
BEGIN
    UPDATE webhook.workers AS worker
    SET
        last_seen = v_now,
        ended_at = CASE WHEN p_ends THEN v_now END,
        running = p_running,
        succeeded = p_succeeded,
        failed = p_failed
    WHERE worker.name = p_name;
    IF NOT FOUND THEN
        DELETE FROM webhook.workers AS worker
        WHERE worker.last_seen < v_now - c_remembered;
        INSERT INTO webhook.workers (
            name, sources, concurrency, batch_size, running, succeeded, failed, ended_at
        )
        VALUES (
            p_name, p_sources, p_concurrency, p_batch_size, p_running, p_succeeded, p_failed,
            CASE WHEN p_ends THEN v_now END
        );
    END IF;
END
$$;

REVOKE ALL ON FUNCTION webhook.beat(text, text[], integer, integer, integer, bigint, bigint, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.beat(text, text[], integer, integer, integer, bigint, bigint, boolean) TO
    clinic_worker;

COMMENT ON FUNCTION webhook.beat(text, text[], integer, integer, integer, bigint, bigint, boolean) IS
    'Says that a worker is there, and what it does.';
