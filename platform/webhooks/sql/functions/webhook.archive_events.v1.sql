-- Move events that have succeeded before a time from the queue into the archive, at most so many, and give how
-- many there were. Whoever sends one of them again after that is believed: leave them for longer than
-- senders try again. Dead letters stay, for a person to look at.
-- They are looked for by their ids, which are in the order of time: what came in after that time has not succeeded
-- before it. So nothing newer is read, and what a part before has moved, hardly.
-- Concurrency: skips what others have locked.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION webhook.archive_events(p_processed_before timestamptz, p_most integer DEFAULT 10000)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
DECLARE
    -- The least version 7 of that time: milliseconds since 1970, and zeros.
    v_end uuid := rpad(
        lpad(to_hex(floor(extract(epoch FROM p_processed_before) * 1000)::bigint), 12, '0'), 32, '0'
    );
    v_moved integer;
BEGIN
    WITH
    moved AS (
        DELETE FROM clinic.webhook_events AS event
        WHERE event.ctid = ANY (
            ARRAY(
                SELECT finished.ctid
                FROM clinic.webhook_events AS finished
                WHERE finished.id < v_end
                    AND finished.status = 'success'
                    AND finished.processed_at < p_processed_before
                ORDER BY finished.id
                LIMIT p_most
                FOR UPDATE SKIP LOCKED
            )
        )
        RETURNING event.*
    )
    INSERT INTO archive.webhook_events (id, clinic_id, processed_at, event)
    SELECT moved.id, moved.clinic_id, moved.processed_at, to_jsonb(moved)
    FROM moved;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    RETURN v_moved;
END
$$;

REVOKE ALL ON FUNCTION webhook.archive_events(timestamptz, integer) FROM PUBLIC;

COMMENT ON FUNCTION webhook.archive_events(timestamptz, integer) IS
    'Moves events that have succeeded out of the queue, into the archive; counts them.';
