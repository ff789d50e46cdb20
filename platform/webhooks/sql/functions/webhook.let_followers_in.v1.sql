-- Give each event that has waited for one of these, of its ordering key, its place in the line.
-- Concurrency: waits for whoever puts in an event of the same key, until the end of that transaction, and
-- sees it then; keys are locked in the order of their hash, so that two of these do not block each other.
-- Raises: nothing.
-- Security: runs with the rights of the caller.
CREATE OR REPLACE FUNCTION webhook.let_followers_in(p_event_ids uuid[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_hash bigint;
BEGIN
    FOR v_hash IN
        SELECT DISTINCT event.ordering_hash
        FROM clinic.webhook_events AS event
        WHERE event.id = ANY (p_event_ids) AND event.ordering_hash IS NOT NULL
        ORDER BY event.ordering_hash
    LOOP
        PERFORM pg_catalog.pg_advisory_xact_lock(v_hash);
    END LOOP;
    UPDATE clinic.webhook_events AS follower
    SET place = webhook.front()
    FROM clinic.webhook_events AS event
    WHERE event.id = ANY (p_event_ids)
        AND follower.ordering_hash = event.ordering_hash
        AND follower.ordering_number = event.ordering_number + 1
        AND follower.status = 'pending'
        AND follower.place IS NULL
        AND follower.next_attempt_at IS NULL;
END
$$;

REVOKE ALL ON FUNCTION webhook.let_followers_in(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.let_followers_in(uuid[]) TO clinic_worker, clinic_definer;

COMMENT ON FUNCTION webhook.let_followers_in(uuid[]) IS
    'Gives the events that have waited for these, of their ordering keys, a place in the line.';
