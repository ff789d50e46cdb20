-- Say what is wrong with a stretch of a day, as hours and breaks have them: NULL for two times from 00:00 to 24:00, the
-- first before the second.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION clinic.stretch_fault(p_stretch jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    c_time CONSTANT text := '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$';
BEGIN
    IF jsonb_typeof(p_stretch) <> 'array'
        OR jsonb_array_length(p_stretch) <> 2
        OR (p_stretch ->> 0 ~ c_time AND p_stretch ->> 1 ~ c_time) IS NOT TRUE
    THEN
        RETURN format('%s is not two times, as ["08:30", "12:30"].', p_stretch);
    -- Written so, times are in order as texts are in the order of their bytes.
    ELSIF (p_stretch ->> 0) COLLATE "C" >= (p_stretch ->> 1) THEN
        RETURN format(
            '%s does not end after it begins; what goes on past midnight is two: to 24:00, and from 00:00.',
            p_stretch
        );
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.stretch_fault(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.stretch_fault(jsonb) TO
    clinic_doctor, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.stretch_fault(jsonb) IS
    'What is wrong with a stretch of a day; NULL where nothing is.';
