-- Move events that have succeeded before a time from the queue into the archive, at most so many, and give how
-- many there were. Whoever sends one of them again after that is believed: leave them for longer than
-- senders try again. Dead letters stay, for a person to look at.
-- Concurrency: skips what others have locked.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION webhook.archive_events(p_processed_before timestamptz, p_most integer DEFAULT 10000)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
AS $$
DECLARE
    v_moved integer;
BEGIN
    WITH
    moved AS (
        DELETE FROM clinic.webhook_events AS event
        WHERE event.ctid = ANY (
            ARRAY(
                SELECT finished.ctid
                FROM clinic.webhook_events AS finished
                WHERE finished.status = 'success' AND finished.processed_at < p_processed_before
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
