-- Put dead letters back into the line, by their ids, their source, or when they were received: all that is
-- given must fit. They keep their event id, attempts and history, where the replay is written down, and get as
-- many attempts again as an event has at first. Give how many there were.
-- A replayed event waits for none of its ordering key, and none for it: those went on when it died. It has left
-- their order.
-- Each has an entry in the audit log.
-- Concurrency: locks the events.
-- Raises: 22023 where nothing is given to choose by; 42501 where nobody acts.
-- Security: runs as clinic_definer, whose policy keeps it in the clinic acted in, for a worker too; the platform's events
-- are for a worker, or a superadmin, who acts in none.
CREATE OR REPLACE FUNCTION webhook.replay(
    p_event_ids uuid[] DEFAULT NULL,
    p_source text DEFAULT NULL,
    p_received_from timestamptz DEFAULT NULL,
    p_received_until timestamptz DEFAULT NULL
)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    c_attempts CONSTANT integer := 10;
    c_dead CONSTANT jsonb := '{"status": "dead_letter"}';
    c_replayed CONSTANT jsonb := '{"status": "pending"}';
    v_front bigint := webhook.front();
    v_replayed integer := 0;
    v_event record;
BEGIN
    IF tenancy.current_user_id() IS NULL AND current_setting('role') <> 'clinic_worker' THEN
        RAISE EXCEPTION 'nobody acts'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF num_nonnulls(p_event_ids, p_source, p_received_from, p_received_until) = 0 THEN
        RAISE EXCEPTION 'name events, a source or a time'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR v_event IN
        WITH
        dead AS (
            SELECT event.id, row_number() OVER (PARTITION BY event.clinic_id ORDER BY event.id) AS number
            FROM clinic.webhook_events AS event
            WHERE event.status = 'dead_letter'
                AND (p_event_ids IS NULL OR event.id = ANY (p_event_ids))
                AND (p_source IS NULL OR event.source = p_source)
                AND (p_received_from IS NULL OR event.received_at >= p_received_from)
                AND (p_received_until IS NULL OR event.received_at < p_received_until)
        )
        UPDATE clinic.webhook_events AS event
        SET
            status = 'pending',
            max_attempts = event.attempts + c_attempts,
            place = v_front + dead.number,
            ordering_hash = NULL,
            ordering_number = NULL,
            history = event.history || jsonb_build_object(
                'replayed_at', clock_timestamp(),
                'by', tenancy.current_user_id(),
                'role', current_setting('role')
            )
        FROM dead
        WHERE event.id = dead.id AND event.status = 'dead_letter'
        RETURNING event.id, event.clinic_id
    LOOP
        PERFORM audit.record_change(
            'clinic.webhook_events', v_event.id, v_event.clinic_id, c_dead, c_replayed
        );
        v_replayed := v_replayed + 1;
    END LOOP;
    IF v_replayed > 0 THEN
        NOTIFY webhook_events;
    END IF;
    RETURN v_replayed;
END
$$;

ALTER FUNCTION webhook.replay(uuid[], text, timestamptz, timestamptz) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION webhook.replay(uuid[], text, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.replay(uuid[], text, timestamptz, timestamptz) TO
    clinic_admin, clinic_superadmin, clinic_worker;

COMMENT ON FUNCTION webhook.replay(uuid[], text, timestamptz, timestamptz) IS
    'Puts dead letters back into the line, by ids, source or time; counts them.';
