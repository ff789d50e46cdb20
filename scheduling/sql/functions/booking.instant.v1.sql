-- Write an instant as answers have it: ISO 8601 in UTC, whatever the session shows times in.
-- Concurrency: none.
-- Raises: nothing.
-- Security: none.
CREATE OR REPLACE FUNCTION booking.instant(p_at timestamptz)
RETURNS text
LANGUAGE sql
STABLE
RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

REVOKE ALL ON FUNCTION booking.instant(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.instant(timestamptz) TO clinic_definer;

COMMENT ON FUNCTION booking.instant(timestamptz) IS
    'An instant in ISO 8601, in UTC.';
