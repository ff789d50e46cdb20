-- Say what is wrong with days off: NULL for a list of days of the calendar, as "2026-12-25". What is no list another rule
-- refuses.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody. A CHECK asks it, as whoever writes.
CREATE OR REPLACE FUNCTION clinic.blocked_dates_fault(p_days jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    v_day jsonb;
    v_text text;
BEGIN
    IF jsonb_typeof(p_days) <> 'array' THEN
        RETURN NULL;
    END IF;
    FOR v_day IN SELECT each FROM jsonb_array_elements(p_days) AS each LOOP
        v_text := v_day #>> '{}';
        IF jsonb_typeof(v_day) <> 'string'
            OR v_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
            -- Not a cast: what a text means as a date is the session's to say.
            OR make_date(left(v_text, 4)::integer, substr(v_text, 6, 2)::integer, right(v_text, 2)::integer) IS NULL
        THEN
            RETURN format('%s is no day, as "2026-12-25".', v_day);
        END IF;
    END LOOP;
    RETURN NULL;
EXCEPTION WHEN datetime_field_overflow THEN
    RETURN format('%s is no day of the calendar.', v_day);
END
$$;

REVOKE ALL ON FUNCTION clinic.blocked_dates_fault(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.blocked_dates_fault(jsonb) TO
    clinic_doctor, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.blocked_dates_fault(jsonb) IS
    'What is wrong with days off; NULL where nothing is.';
