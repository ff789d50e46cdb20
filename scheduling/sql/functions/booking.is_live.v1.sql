-- Say whether an appointment is to take place, or has: one that is cancelled, moved or deleted leaves its time to others.
-- Concurrency: none. It stands in a query as the expression that it is.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.is_live(p_appointment clinic.appointments)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
RETURN (p_appointment).status NOT IN ('cancelled', 'rescheduled') AND (p_appointment).deleted_at IS NULL;

REVOKE ALL ON FUNCTION booking.is_live(clinic.appointments) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.is_live(clinic.appointments) TO clinic_definer;

COMMENT ON FUNCTION booking.is_live(clinic.appointments) IS
    'Whether an appointment is neither cancelled, moved nor deleted.';
