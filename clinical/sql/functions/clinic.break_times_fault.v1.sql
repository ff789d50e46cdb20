-- Say what is wrong with breaks: NULL for a list of stretches. What is no list another rule refuses.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody. A CHECK asks it, as whoever writes.
CREATE OR REPLACE FUNCTION clinic.break_times_fault(p_breaks jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    IF jsonb_typeof(p_breaks) <> 'array' THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT clinic.stretch_fault(stretch)
        FROM jsonb_array_elements(p_breaks) AS stretch
        WHERE clinic.stretch_fault(stretch) IS NOT NULL
        LIMIT 1
    );
END
$$;

REVOKE ALL ON FUNCTION clinic.break_times_fault(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.break_times_fault(jsonb) TO
    clinic_doctor, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.break_times_fault(jsonb) IS
    'What is wrong with breaks; NULL where nothing is.';
