-- Let in whoever waits for one of these events that have ended, of its ordering key: it stands in the line where
-- it would have stood, and not before the front.
-- Each of them had its turn. What is ended while it waits leaves the order of its key, and so does what is
-- replayed: of those that are left one is in its turn, all before it have ended, and all behind it wait.
-- Concurrency: waits for whoever puts in an event of the same key, until the end of that transaction, and
-- sees it then; keys are locked in the order of their hash, so that two of these do not block each other. Waits for
-- whoever has locked the follower, and where that one has left goes on to the next.
-- Raises: 0A000 where one of these has a key and the transaction sees old rows (REPEATABLE READ and above): it would
-- not see who has come meanwhile, and nobody else would let that one in.
-- Security: runs with the rights of the caller.
CREATE OR REPLACE FUNCTION webhook.let_followers_in(p_event_ids uuid[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_hash bigint;
    v_ended record;
    v_next record;
BEGIN
    FOR v_hash IN
        SELECT DISTINCT event.ordering_hash
        FROM clinic.webhook_events AS event
        WHERE event.id = ANY (p_event_ids) AND event.ordering_hash IS NOT NULL
        ORDER BY event.ordering_hash
    LOOP
        IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
            RAISE EXCEPTION 'events with an ordering key are ended at READ COMMITTED'
                USING ERRCODE = 'feature_not_supported';
        END IF;
        PERFORM pg_catalog.pg_advisory_xact_lock(v_hash);
    END LOOP;
    FOR v_ended IN
        SELECT event.ordering_hash, event.ordering_number
        FROM clinic.webhook_events AS event
        WHERE event.id = ANY (p_event_ids)
            AND EXISTS (
                SELECT
                FROM clinic.webhook_events AS follower
                WHERE follower.ordering_hash = event.ordering_hash
                    AND follower.ordering_number > event.ordering_number
            )
    LOOP
        SELECT follower.id, follower.place
        INTO v_next
        FROM clinic.webhook_events AS follower
        WHERE follower.ordering_hash = v_ended.ordering_hash
            AND follower.ordering_number > v_ended.ordering_number
            AND follower.status IN ('pending', 'failed')
            AND follower.next_attempt_at IS NULL
            AND follower.place < 0
        ORDER BY follower.ordering_number
        LIMIT 1
        FOR NO KEY UPDATE;
        IF FOUND THEN
            UPDATE clinic.webhook_events AS follower
            SET place = greatest(webhook.front(), ~v_next.place)
            WHERE follower.id = v_next.id;
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION webhook.let_followers_in(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.let_followers_in(uuid[]) TO clinic_worker, clinic_definer;

COMMENT ON FUNCTION webhook.let_followers_in(uuid[]) IS
    'Lets in the events that have waited for these, of their ordering keys.';
