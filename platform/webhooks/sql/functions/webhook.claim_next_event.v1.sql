-- Claim events that wait, for as long as a lease: whole rows, in no order, each with its attempt counted.
-- Of one source where it is named. A lease that has run out is claimed again, by whoever comes.
-- Concurrency, Raises, Security: as webhook.finish_and_claim.
CREATE OR REPLACE FUNCTION webhook.claim_next_event(
    p_worker_id text,
    p_batch_size integer DEFAULT 1,
    p_source text DEFAULT NULL,
    p_lease interval DEFAULT '1 minute'
)
RETURNS SETOF clinic.webhook_events
LANGUAGE sql
VOLATILE
BEGIN ATOMIC
    SELECT * FROM webhook.finish_and_claim(p_worker_id, '{}', '{}', p_batch_size, p_source, p_lease);
END;

REVOKE ALL ON FUNCTION webhook.claim_next_event(text, integer, text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.claim_next_event(text, integer, text, interval) TO clinic_worker;

COMMENT ON FUNCTION webhook.claim_next_event(text, integer, text, interval) IS
    'Claims events that wait, for as long as a lease.';
