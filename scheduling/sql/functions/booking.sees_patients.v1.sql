-- Say whether a doctor sees patients on a day: they are there, have a licence for it, and a login that is not switched
-- off, if they have one.
-- Concurrency: none. It stands in a query as the expression that it is.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.sees_patients(
    p_deleted_at timestamptz,
    p_license_expiry date,
    p_login_is_active boolean,
    p_day date
)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
RETURN p_deleted_at IS NULL AND p_license_expiry >= p_day AND coalesce(p_login_is_active, true);

REVOKE ALL ON FUNCTION booking.sees_patients(timestamptz, date, boolean, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.sees_patients(timestamptz, date, boolean, date) TO clinic_definer;

COMMENT ON FUNCTION booking.sees_patients(timestamptz, date, boolean, date) IS
    'Whether a doctor sees patients on a day.';
