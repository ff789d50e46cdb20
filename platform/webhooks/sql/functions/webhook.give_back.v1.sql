-- Put events back into the line that were claimed and not begun, as if they had not been: the attempt is not
-- counted. What the worker has no more is left as it is. Give how many went back.
-- Concurrency: locks the events; wakes who sleeps.
-- Raises: nothing.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.give_back(p_worker_id text, p_event_ids uuid[], p_attempts integer[])
RETURNS integer
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_front bigint := webhook.front();
    v_given integer;
BEGIN
    -- What was in work for long gets back into the line, and not before its front. No join, as in webhook.finish_and_claim.
    UPDATE clinic.webhook_events AS event
    SET
        status = 'pending',
        attempts = event.attempts - 1,
        lease_owner = NULL,
        lease_expires_at = NULL,
        next_attempt_at = NULL,
        place = CASE WHEN event.place >= 0 THEN event.place ELSE greatest(v_front, ~event.place) END
    WHERE event.id = ANY (p_event_ids)
        AND event.status = 'processing'
        AND event.lease_owner = p_worker_id
        AND event.attempts = p_attempts[array_position(p_event_ids, event.id)];
    GET DIAGNOSTICS v_given = ROW_COUNT;
    IF v_given > 0 THEN
        NOTIFY webhook_events;
    END IF;
    RETURN v_given;
END
$$;

REVOKE ALL ON FUNCTION webhook.give_back(text, uuid[], integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.give_back(text, uuid[], integer[]) TO clinic_worker;

COMMENT ON FUNCTION webhook.give_back(text, uuid[], integer[]) IS
    'Puts events back into the line that a worker has claimed and not begun; counts them.';
