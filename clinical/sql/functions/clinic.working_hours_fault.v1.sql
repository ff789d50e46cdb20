-- Say what is wrong with working hours: NULL where each day is one of mon to sun, with a list of stretches. What is no
-- object another rule refuses.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody. A CHECK asks it, as whoever writes.
CREATE OR REPLACE FUNCTION clinic.working_hours_fault(p_hours jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    v_day record;
    v_fault text;
BEGIN
    IF jsonb_typeof(p_hours) <> 'object' THEN
        RETURN NULL;
    END IF;
    FOR v_day IN SELECT each.key AS name, each.value AS stretches FROM jsonb_each(p_hours) AS each LOOP
        IF v_day.name NOT IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun') THEN
            RETURN format('%s is no day: they are mon, tue, wed, thu, fri, sat and sun.', to_jsonb(v_day.name));
        ELSIF jsonb_typeof(v_day.stretches) <> 'array' THEN
            RETURN format(
                '%s: a day has a list of hours, as [["08:30", "12:30"]]; one without any is left out.',
                v_day.name
            );
        END IF;
        SELECT v_day.name || ': ' || clinic.stretch_fault(stretch)
        INTO v_fault
        FROM jsonb_array_elements(v_day.stretches) AS stretch
        WHERE clinic.stretch_fault(stretch) IS NOT NULL
        LIMIT 1;
        IF v_fault IS NOT NULL THEN
            RETURN v_fault;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.working_hours_fault(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.working_hours_fault(jsonb) TO
    clinic_doctor, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.working_hours_fault(jsonb) IS
    'What is wrong with working hours; NULL where nothing is.';
