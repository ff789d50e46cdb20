-- Write down how an attempt has ended, and give the status that the event has now.
-- success is final; what is said of it is kept as a note in the history. failed waits twice as long as the time
-- before (10 seconds to 6 hours, give or take a quarter, so that what failed together does not come back
-- together), and is a dead letter when no attempt is left. dead_letter, of an error that will stay, is one at
-- once.
-- Whoever has claimed the event names itself and the attempt. Without both of these, events are marked by
-- hand, while nobody has a lease. One that waits for another of its ordering key goes on waiting when it is said to
-- have failed, and else leaves the order of its key, in which nobody waits for it.
-- Concurrency: locks the event. What waits for it, of its ordering key, is let in.
-- Raises: 55000 when the lease is lost or run out, when somebody else has one, and where the event has ended;
-- 22023 for any other status; P0002 where there is no such event; 0A000 as webhook.let_followers_in.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.mark_event_result(
    p_event_id uuid,
    p_status clinic.webhook_event_status,
    p_error_message text DEFAULT NULL,
    p_worker_id text DEFAULT NULL,
    p_attempt integer DEFAULT NULL
)
RETURNS clinic.webhook_event_status
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    c_first_wait CONSTANT interval := '10 seconds';
    c_longest_wait CONSTANT interval := '6 hours';
    v_now timestamptz := clock_timestamp();
    v_event clinic.webhook_events;
    v_status clinic.webhook_event_status := p_status;
    v_is_leased boolean;
    v_is_callers boolean;
    v_waits boolean;
BEGIN
    IF p_status IS NULL OR p_status NOT IN ('success', 'failed', 'dead_letter') THEN
        RAISE EXCEPTION 'an attempt ends in success, failed or dead_letter'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT event.*
    INTO v_event
    FROM clinic.webhook_events AS event
    WHERE event.id = p_event_id
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no event %', p_event_id
            USING ERRCODE = 'no_data_found';
    END IF;
    v_is_leased := v_event.status = 'processing' AND v_event.lease_expires_at > v_now;
    -- Nobody named: by hand, while nobody has a lease.
    v_is_callers := CASE
        WHEN num_nonnulls(p_worker_id, p_attempt) = 0 THEN NOT v_is_leased
        ELSE v_is_leased AND v_event.lease_owner = p_worker_id AND v_event.attempts = p_attempt
    END;
    IF v_event.status IN ('success', 'dead_letter') OR v_is_callers IS NOT TRUE THEN
        RAISE EXCEPTION 'event % is %, and its lease is not the caller''s', p_event_id, v_event.status
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;

    v_waits := v_event.status <> 'processing' AND v_event.next_attempt_at IS NULL
        AND coalesce(v_event.place < 0, false);
    IF p_status = 'failed' AND v_event.attempts >= v_event.max_attempts THEN
        v_status := 'dead_letter';
    END IF;
    UPDATE clinic.webhook_events AS event
    SET
        status = v_status,
        processed_at = CASE WHEN v_status = 'success' THEN v_now END,
        error = CASE WHEN v_status <> 'success' THEN p_error_message END,
        history = CASE
            WHEN v_status <> 'success' THEN event.history || webhook.attempt(event, p_error_message)
            WHEN p_error_message IS NOT NULL
            THEN event.history || jsonb_build_object('attempt', event.attempts, 'note', p_error_message)
            ELSE event.history
        END,
        lease_owner = NULL,
        lease_expires_at = NULL,
        alone = false,
        place = CASE WHEN v_status = 'failed' THEN least(event.place, ~event.place) ELSE event.place END,
        ordering_hash = CASE WHEN v_waits AND v_status <> 'failed' THEN NULL ELSE event.ordering_hash END,
        ordering_number = CASE WHEN v_waits AND v_status <> 'failed' THEN NULL ELSE event.ordering_number END,
        next_attempt_at = CASE
            WHEN v_status = 'failed' AND NOT v_waits
            THEN v_now + (0.75 + random() / 2) * least(
                c_first_wait * 2 ^ least(greatest(event.attempts - 1, 0), 30), c_longest_wait
            )
        END
    WHERE event.id = p_event_id;
    IF v_status <> 'failed' AND v_event.ordering_hash IS NOT NULL AND NOT v_waits THEN
        PERFORM webhook.let_followers_in(ARRAY[p_event_id]);
    END IF;
    RETURN v_status;
END
$$;

REVOKE ALL ON FUNCTION webhook.mark_event_result(uuid, clinic.webhook_event_status, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.mark_event_result(uuid, clinic.webhook_event_status, text, text, integer) TO
    clinic_worker;

COMMENT ON FUNCTION webhook.mark_event_result(uuid, clinic.webhook_event_status, text, text, integer) IS
    'Writes down how an attempt has ended: success, failed (it is tried again) or dead_letter.';
