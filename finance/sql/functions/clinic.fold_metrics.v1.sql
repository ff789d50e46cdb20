-- Put one entry in the place of all that a day of a clinic has, and give how many fewer there are.
-- Concurrency: takes no lock that a writer or a reader of entries waits for; only one folds or rebuilds at a time.
-- Whoever reads sees the entries of before or the one in their place.
-- Raises: nothing.
-- Security: runs as whoever calls it: the owner, who alone may.
CREATE OR REPLACE FUNCTION clinic.fold_metrics()
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    v_fewer bigint;
BEGIN
    -- In a statement of its own: the next one then sees what the one before has left.
    PERFORM pg_advisory_xact_lock(hashtextextended('clinic.metric_entries', 0));
    WITH folded AS (
        DELETE FROM clinic.metric_entries
        WHERE (clinic_id, day) IN (
            SELECT clinic_id, day FROM clinic.metric_entries GROUP BY clinic_id, day HAVING count(*) > 1
        )
        RETURNING *
    ),
    kept AS (
        INSERT INTO clinic.metric_entries (
            clinic_id, day, appointments, completed, no_shows, waits, waited, revenue
        )
        SELECT
            clinic_id, day, sum(appointments), sum(completed), sum(no_shows), sum(waits), sum(waited), sum(revenue)
        FROM folded
        GROUP BY clinic_id, day
        HAVING sum(appointments) <> 0 OR sum(revenue) <> 0
        -- Days that are read together stand together.
        ORDER BY clinic_id, day
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM kept) INTO v_fewer;
    RETURN v_fewer;
END
$$;

REVOKE ALL ON FUNCTION clinic.fold_metrics() FROM PUBLIC;

COMMENT ON FUNCTION clinic.fold_metrics() IS
    'Puts one entry in the place of all that a day of a clinic has.';
