-- Give the instant at which a clock on the wall shows a time on a day; 24:00 is the end of the day.
-- Concurrency: none.
-- Raises: 22007 or 22008 for what is no time, and none.
-- Security: none.
CREATE OR REPLACE FUNCTION booking.at_clock(p_day date, p_time text, p_timezone text)
RETURNS timestamptz
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF p_time IS NULL THEN
        RAISE invalid_datetime_format;
    END IF;
    RETURN (p_day + p_time::time) AT TIME ZONE p_timezone;
END
$$;

REVOKE ALL ON FUNCTION booking.at_clock(date, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.at_clock(date, text, text) TO clinic_definer;

COMMENT ON FUNCTION booking.at_clock(date, text, text) IS
    'The instant at which a wall clock shows a time.';
