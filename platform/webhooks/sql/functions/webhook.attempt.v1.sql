-- Give what the history keeps of an event's attempt that failed.
-- Concurrency: computes alone.
-- Raises: nothing.
-- Security: runs with the rights of the caller.
CREATE OR REPLACE FUNCTION webhook.attempt(p_event clinic.webhook_events, p_error text)
RETURNS jsonb
LANGUAGE sql
STABLE
RETURN jsonb_build_object(
    'attempt', p_event.attempts,
    'began_at', p_event.last_attempt_at,
    'worker', p_event.lease_owner,
    'error', p_error
);

REVOKE ALL ON FUNCTION webhook.attempt(clinic.webhook_events, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.attempt(clinic.webhook_events, text) TO clinic_worker;

COMMENT ON FUNCTION webhook.attempt(clinic.webhook_events, text) IS 'What the history keeps of an attempt that failed.';
