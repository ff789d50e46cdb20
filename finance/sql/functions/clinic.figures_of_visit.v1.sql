-- What one appointment adds to the figures of its day: nothing if it was cancelled, moved or deleted. Who has a
-- time of coming and one of being called has waited from the one to the other.
-- Concurrency: IMMUTABLE, and simple enough to become part of the query that calls it.
-- Raises: nothing.
-- Security: reads no table.
CREATE OR REPLACE FUNCTION clinic.figures_of_visit(p_visit clinic.appointments)
RETURNS TABLE (appointments integer, completed integer, no_shows integer, waits integer, waited interval)
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
AS $$
    SELECT
        1,
        (p_visit.status = 'completed')::integer,
        (p_visit.status = 'no_show')::integer,
        (p_visit.called_at IS NOT NULL AND p_visit.checked_in_at IS NOT NULL)::integer,
        coalesce(p_visit.called_at - p_visit.checked_in_at, INTERVAL '0')
    WHERE p_visit.deleted_at IS NULL AND p_visit.status NOT IN ('cancelled', 'rescheduled')
$$;

REVOKE ALL ON FUNCTION clinic.figures_of_visit(clinic.appointments) FROM PUBLIC;

COMMENT ON FUNCTION clinic.figures_of_visit(clinic.appointments) IS
    'What one appointment adds to the figures of its day.';
