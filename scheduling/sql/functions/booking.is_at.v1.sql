-- Say whether a live appointment takes any of a time.
-- Concurrency: none. It stands in a query as the expression that it is, and indexes of starts_at serve it: none is longer
-- than a day.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.is_at(
    p_appointment clinic.appointments,
    p_starts_at timestamptz,
    p_ends_at timestamptz
)
RETURNS boolean
LANGUAGE sql
STABLE
RETURN (p_appointment).starts_at < p_ends_at
    AND (p_appointment).starts_at > p_starts_at - interval '1 day'
    AND (p_appointment).ends_at > p_starts_at
    AND booking.is_live(p_appointment);

REVOKE ALL ON FUNCTION booking.is_at(clinic.appointments, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.is_at(clinic.appointments, timestamptz, timestamptz) TO clinic_definer;

COMMENT ON FUNCTION booking.is_at(clinic.appointments, timestamptz, timestamptz) IS
    'Whether a live appointment takes any of a time.';
