-- Keep the line short, and give how many events came back from waiting. Claims call this now and then, and
-- whenever they find too little; whoever claims inside long transactions calls it in between.
-- 1. Let claims begin at the first event that is unfinished, and give places from there on. Only what is
--    committed counts, since a sequence is not set back: where this transaction has written, or sees old
--    rows, this is left to others. The start follows one step behind the front: see webhook.line.
-- 2. Take what is in work for longer than c_patience out of the line, so that the start passes it. Its place
--    is given anew when its lease runs out. Of one source where it is named: who claims of that alone has nobody to
--    take what stands before, and looks at the first of its own.
-- 3. Put back into the line what is due: failures after their backoff, and events whose lease ran out. Of
--    the latter, those that have no attempt left are dead letters. An attempt that was lost with others is not
--    counted: which of them the worker had begun, nobody knows. From then on each is claimed by itself.
--    Where this transaction sees old rows, leases of events with an ordering key are left to others: of one that died
--    it could not let in who comes after it.
-- Concurrency: of callers at the same moment one does 1, and the others go on. Rows that somebody has locked
-- are left for the next time.
-- Raises: nothing.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.tend_line(p_source text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql
VOLATILE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    c_lock CONSTANT integer := 'webhook.line_front'::regclass::oid::integer;
    c_nobodys_place CONSTANT integer := -1;
    c_patience CONSTANT interval := '250 milliseconds';
    c_most_at_once CONSTANT integer := 500;
    c_most_attempts CONSTANT integer := 1000000;
    v_now timestamptz := clock_timestamp();
    v_sees_all boolean := current_setting('transaction_isolation') IN ('read committed', 'read uncommitted');
    v_start bigint := pg_catalog.pg_sequence_last_value('webhook.line_start');
    v_first record;
    v_is_fresh boolean := false;
    v_front bigint;
    v_former bigint;
    v_next bigint;
    v_died uuid[];
    v_moved integer;
BEGIN
    IF pg_catalog.pg_current_xact_id_if_assigned() IS NULL
        AND v_sees_all
        AND pg_catalog.pg_try_advisory_lock(c_lock, c_nobodys_place)
    THEN
        BEGIN
            v_start := pg_catalog.pg_sequence_last_value('webhook.line_start');
            v_front := pg_catalog.pg_sequence_last_value('webhook.line_front');
            v_former := pg_catalog.pg_sequence_last_value('webhook.line_former');
            IF pg_catalog.pg_try_advisory_lock(c_lock, (v_former & 2147483647)::integer) THEN
                PERFORM pg_catalog.pg_advisory_unlock(c_lock, (v_former & 2147483647)::integer);
                SELECT event.place, event.status, event.last_attempt_at INTO v_first
                FROM clinic.webhook_events AS event
                WHERE event.place >= v_start AND event.status NOT IN ('success', 'dead_letter')
                ORDER BY event.place
                LIMIT 1;
                IF FOUND THEN
                    v_is_fresh := v_first.status = 'processing' AND v_first.last_attempt_at >= v_now - c_patience;
                    v_next := v_first.place;
                ELSE
                    SELECT event.place + 1 INTO v_next
                    FROM clinic.webhook_events AS event
                    WHERE event.place >= v_start
                    ORDER BY event.place DESC
                    LIMIT 1;
                END IF;
                IF least(v_front, v_next) > v_start THEN
                    v_start := least(v_front, v_next);
                    PERFORM pg_catalog.setval('webhook.line_start', v_start);
                END IF;
                IF v_next > v_front THEN
                    PERFORM pg_catalog.setval('webhook.line_former', v_front);
                    PERFORM pg_catalog.setval('webhook.line_front', v_next);
                END IF;
            END IF;
        EXCEPTION WHEN OTHERS OR query_canceled THEN
            PERFORM pg_catalog.pg_advisory_unlock(c_lock, c_nobodys_place);
            RAISE;
        END;
        PERFORM pg_catalog.pg_advisory_unlock(c_lock, c_nobodys_place);
    END IF;

    IF NOT v_is_fresh OR p_source IS NOT NULL THEN
        UPDATE clinic.webhook_events AS event
        SET place = ~event.place, next_attempt_at = event.lease_expires_at
        WHERE event.ctid = ANY (
            ARRAY(
                SELECT slow.ctid
                FROM clinic.webhook_events AS slow
                WHERE slow.ctid = ANY (
                        ARRAY(
                            SELECT early.ctid
                            FROM clinic.webhook_events AS early
                            WHERE early.place >= v_start
                                AND early.status NOT IN ('success', 'dead_letter')
                                AND (p_source IS NULL OR early.source = p_source)
                            ORDER BY early.place
                            LIMIT 100
                        )
                    )
                    AND slow.status = 'processing'
                    AND slow.last_attempt_at < v_now - c_patience
                FOR UPDATE SKIP LOCKED
            )
        );
    END IF;

    IF NOT EXISTS (SELECT FROM clinic.webhook_events AS event WHERE event.next_attempt_at <= v_now) THEN
        RETURN 0;
    END IF;
    WITH
    due AS (
        SELECT event.ctid AS at, event.id, event.clinic_id
        FROM clinic.webhook_events AS event
        WHERE event.next_attempt_at <= v_now
            AND (v_sees_all OR event.ordering_hash IS NULL OR event.status = 'failed')
        ORDER BY event.next_attempt_at
        LIMIT c_most_at_once
        FOR UPDATE SKIP LOCKED
    ),
    turn AS (
        SELECT due.at, row_number() OVER (PARTITION BY due.clinic_id) AS number
        FROM due
    ),
    put_back AS (
        UPDATE clinic.webhook_events AS event
        SET
            place = webhook.front() + turn.number,
            next_attempt_at = NULL,
            lease_owner = NULL,
            lease_expires_at = NULL,
            status = CASE
                WHEN event.status = 'failed' THEN 'failed'
                WHEN event.attempts < event.max_attempts OR NOT event.alone THEN 'failed'
                ELSE 'dead_letter'
            END::clinic.webhook_event_status,
            max_attempts = CASE
                WHEN event.status = 'failed' OR event.alone THEN event.max_attempts
                ELSE least(event.max_attempts + 1, c_most_attempts)
            END,
            alone = event.alone OR event.status <> 'failed',
            error = CASE WHEN event.status = 'failed' THEN event.error ELSE 'The lease ran out.' END,
            history = CASE
                WHEN event.status = 'failed' THEN event.history
                ELSE event.history || webhook.attempt(event, 'The lease ran out.')
            END
        FROM turn
        WHERE event.ctid = turn.at
        RETURNING event.id, event.status
    )
    SELECT count(*), array_agg(id) FILTER (WHERE status = 'dead_letter')
    INTO v_moved, v_died
    FROM put_back;
    IF v_died IS NOT NULL THEN
        PERFORM webhook.let_followers_in(v_died);
    END IF;
    RETURN v_moved;
END
$$;

REVOKE ALL ON FUNCTION webhook.tend_line(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.tend_line(text) TO clinic_worker;

COMMENT ON FUNCTION webhook.tend_line(text) IS
    'Lets claims begin behind what is finished; sees to what has waited long enough, and counts it.';
