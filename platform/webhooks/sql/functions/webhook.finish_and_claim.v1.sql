-- Mark the events of a batch as processed and claim the next ones, in one statement: at small batches half of
-- the time goes into commits and round trips. Whole rows come back, in no order; claimed is what waits at the
-- front of the line, of one source where it is named. A batch size of 0 claims nothing.
-- An event whose lease ran out before is claimed by itself, so that nobody pays for it should it end its worker again.
-- The planner is told to go by the indexes: a plan that was made while the table was empty would read all of it.
-- Concurrency: skips what others have locked. Of two workers that claim at one moment each gets its own.
-- Raises: 55000 when the lease of any of the events is lost or run out: then none of them is marked, and
-- nothing that was done for them may be committed; 22023 for a batch size below 0 or a lease of no length, or no end;
-- 22004 for NULL in place of the events or their attempts; 0A000 as webhook.let_followers_in.
-- Security: runs with the rights of the worker.
CREATE OR REPLACE FUNCTION webhook.finish_and_claim(
    p_worker_id text,
    p_event_ids uuid[],
    p_attempts integer[],
    p_batch_size integer DEFAULT 1,
    p_source text DEFAULT NULL,
    p_lease interval DEFAULT '1 minute'
)
RETURNS SETOF clinic.webhook_events
LANGUAGE plpgsql
VOLATILE
SET enable_seqscan = off
SET enable_nestloop = off
SET enable_bitmapscan = off
SET enable_sort = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    -- Most claims go on where the last one ended. One in so many looks from the start of the line, where
    -- events of other clinics come in; it tends the line before.
    c_events_between_starts CONSTANT integer := 32;
    c_most_starts CONSTANT real := 0.25;
    v_now timestamptz := clock_timestamp();
    v_goes_on boolean := random() > least(p_batch_size::real / c_events_between_starts, c_most_starts);
    v_finished bigint;
    v_ordered bigint;
    v_start bigint;
    v_last bigint;
    v_rows tid[];
    v_alone integer;
BEGIN
    IF p_worker_id IS NULL OR p_batch_size IS NULL OR p_batch_size < 0
        OR p_lease IS NULL OR p_lease <= '0' OR NOT isfinite(p_lease)
    THEN
        RAISE EXCEPTION 'a worker claims by its name a batch of 0 or more for a time'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF p_event_ids IS NULL OR p_attempts IS NULL THEN
        RAISE EXCEPTION 'a worker that has finished nothing says so by empty arrays'
            USING ERRCODE = 'null_value_not_allowed';
    END IF;

    IF NOT v_goes_on THEN
        PERFORM webhook.tend_line(p_source);
    END IF;

    IF cardinality(p_event_ids) > 0 THEN
        -- Of the events alone, and compared afterwards: a row that another transaction has changed meanwhile, as
        -- webhook.tend_line does, is looked at again, and in a join with unnest PostgreSQL did not find it then.
        WITH
        finished AS (
            UPDATE clinic.webhook_events AS event
            SET
                status = 'success',
                processed_at = v_now,
                error = NULL,
                lease_owner = NULL,
                lease_expires_at = NULL,
                next_attempt_at = NULL
            WHERE event.id = ANY (p_event_ids)
                AND event.lease_owner = p_worker_id
                AND event.lease_expires_at > v_now
            RETURNING event.id, event.attempts, event.ordering_hash
        )
        SELECT count(*), count(finished.ordering_hash)
        INTO v_finished, v_ordered
        FROM finished
        JOIN unnest(p_event_ids, p_attempts) AS done (id, attempt)
            ON done.id = finished.id AND done.attempt = finished.attempts;
        IF v_finished <> cardinality(p_event_ids) THEN
            RAISE EXCEPTION '% has the lease of % of % events', p_worker_id, v_finished, cardinality(p_event_ids)
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        IF v_ordered > 0 THEN
            PERFORM webhook.let_followers_in(p_event_ids);
        END IF;
    END IF;

    WHILE p_batch_size > 0 LOOP
        v_start := pg_catalog.pg_sequence_last_value('webhook.line_start');
        IF p_source IS NULL THEN
            IF v_goes_on THEN
                v_start := greatest(v_start, pg_catalog.pg_sequence_last_value('webhook.line_claimed'));
            END IF;
            SELECT array_agg(waiting.at), max(waiting.place), array_position(array_agg(waiting.alone), true)
            INTO v_rows, v_last, v_alone
            FROM (
                SELECT event.ctid AS at, event.place, event.alone
                FROM clinic.webhook_events AS event
                WHERE event.place >= v_start AND event.status IN ('pending', 'failed')
                ORDER BY event.place
                LIMIT p_batch_size
                FOR NO KEY UPDATE SKIP LOCKED
            ) AS waiting;
            IF v_last IS NOT NULL AND v_alone IS NULL THEN
                PERFORM pg_catalog.setval('webhook.line_claimed', v_last);
            END IF;
        ELSE
            v_goes_on := false;
            SELECT array_agg(waiting.at), array_position(array_agg(waiting.alone), true)
            INTO v_rows, v_alone
            FROM (
                SELECT event.ctid AS at, event.alone
                FROM clinic.webhook_events AS event
                WHERE event.place >= v_start
                    AND event.status IN ('pending', 'failed')
                    AND event.source = p_source
                ORDER BY event.place
                LIMIT p_batch_size
                FOR NO KEY UPDATE SKIP LOCKED
            ) AS waiting;
        END IF;
        IF v_alone IS NOT NULL THEN
            v_rows := v_rows[:greatest(v_alone - 1, 1)];
            EXIT;
        END IF;
        -- Looked for again from the start, which finds what this statement has locked already too.
        EXIT WHEN cardinality(v_rows) = p_batch_size OR (NOT v_goes_on AND webhook.tend_line(p_source) = 0);
        v_goes_on := false;
    END LOOP;
    IF v_rows IS NOT NULL THEN
        RETURN QUERY
        UPDATE clinic.webhook_events AS event
        SET
            status = 'processing',
            attempts = event.attempts + 1,
            last_attempt_at = v_now,
            lease_owner = p_worker_id,
            lease_expires_at = v_now + p_lease,
            alone = cardinality(v_rows) = 1
        WHERE event.ctid = ANY (v_rows)
        RETURNING event.*;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION webhook.finish_and_claim(text, uuid[], integer[], integer, text, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.finish_and_claim(text, uuid[], integer[], integer, text, interval) TO clinic_worker;

COMMENT ON FUNCTION webhook.finish_and_claim(text, uuid[], integer[], integer, text, interval) IS
    'Marks the events of a batch as processed and claims the next ones, in one statement.';
