-- Have an event for longer: its lease lasts from now on for as long as it is given here. Give its end.
-- Concurrency: locks the event.
-- Raises: 55000 when the lease is lost or has run out; 22023 for a lease of no length, or no end.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.extend_lease(
    p_event_id uuid,
    p_worker_id text,
    p_attempt integer,
    p_lease interval DEFAULT '1 minute'
)
RETURNS timestamptz
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_now timestamptz := clock_timestamp();
    v_ends_at timestamptz;
BEGIN
    IF p_lease IS NULL OR p_lease <= '0' OR NOT isfinite(p_lease) THEN
        RAISE EXCEPTION 'a lease lasts for a time'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE clinic.webhook_events AS event
    SET
        lease_expires_at = v_now + p_lease,
        next_attempt_at = CASE WHEN event.next_attempt_at IS NOT NULL THEN v_now + p_lease END
    WHERE event.id = p_event_id
        AND event.lease_owner = p_worker_id
        AND event.attempts = p_attempt
        AND event.lease_expires_at > v_now
    RETURNING event.lease_expires_at INTO v_ends_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% has no lease of event %', p_worker_id, p_event_id
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN v_ends_at;
END
$$;

REVOKE ALL ON FUNCTION webhook.extend_lease(uuid, text, integer, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.extend_lease(uuid, text, integer, interval) TO clinic_worker;

COMMENT ON FUNCTION webhook.extend_lease(uuid, text, integer, interval) IS
    'Lets a worker have an event for longer; gives the end of its lease.';
