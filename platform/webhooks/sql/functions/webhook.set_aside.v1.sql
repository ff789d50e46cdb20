-- Make dead letters of events that nobody works on: they wait, are to be tried again, or their lease has run
-- out. The others are left as they are. Give how many there were; who did it stands in their history and in the
-- audit log.
-- What has waited for one of them, of its ordering key, is let in; one that itself waited leaves the order of its
-- key, in which the others go on waiting for the one before.
-- Concurrency: locks the events. A worker that claims one at the same time has it.
-- Raises: 42501 where nobody acts; 0A000 as webhook.let_followers_in.
-- Security: runs as clinic_definer, whose policy keeps it in the clinic acted in, or to the platform's events.
CREATE OR REPLACE FUNCTION webhook.set_aside(p_event_ids uuid[])
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_event record;
    v_had_turn uuid[] := '{}';
    v_count integer := 0;
BEGIN
    IF tenancy.current_user_id() IS NULL THEN
        RAISE EXCEPTION 'nobody acts'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR v_event IN
        WITH
        idle AS (
            SELECT
                event.id,
                event.status,
                event.status <> 'processing' AND event.next_attempt_at IS NULL AND coalesce(event.place < 0, false)
                    AS waits
            FROM clinic.webhook_events AS event
            WHERE event.id = ANY (p_event_ids)
                AND (
                    event.status IN ('pending', 'failed')
                    OR (event.status = 'processing' AND event.lease_expires_at <= clock_timestamp())
                )
            FOR NO KEY UPDATE
        )
        UPDATE clinic.webhook_events AS event
        SET
            status = 'dead_letter',
            lease_owner = NULL,
            lease_expires_at = NULL,
            next_attempt_at = NULL,
            ordering_hash = CASE WHEN NOT idle.waits THEN event.ordering_hash END,
            ordering_number = CASE WHEN NOT idle.waits THEN event.ordering_number END,
            history = event.history || jsonb_build_object(
                'set_aside_at', clock_timestamp(),
                'by', tenancy.current_user_id(),
                'role', current_setting('role')
            )
        FROM idle
        WHERE event.id = idle.id
        RETURNING event.id, event.clinic_id, idle.status, idle.waits
    LOOP
        PERFORM audit.record_change(
            'clinic.webhook_events',
            v_event.id,
            v_event.clinic_id,
            jsonb_build_object('status', v_event.status),
            jsonb_build_object('status', 'dead_letter')
        );
        v_count := v_count + 1;
        IF NOT v_event.waits THEN
            v_had_turn := v_had_turn || v_event.id;
        END IF;
    END LOOP;
    IF v_had_turn <> '{}' THEN
        PERFORM webhook.let_followers_in(v_had_turn);
        NOTIFY webhook_events;
    END IF;
    RETURN v_count;
END
$$;

ALTER FUNCTION webhook.set_aside(uuid[]) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION webhook.set_aside(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.set_aside(uuid[]) TO clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION webhook.set_aside(uuid[]) IS 'Makes dead letters of events that nobody works on; counts them.';
