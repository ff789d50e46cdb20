-- Say whether a slot is to be had by the person who acts: not taken, not kept free, and held by nobody else.
-- Concurrency: none. It stands in a query as the expression that it is: in an UPDATE it claims by compare-and-set.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.is_free(p_slot clinic.appointment_slots)
RETURNS boolean
LANGUAGE sql
VOLATILE
RETURN (p_slot).is_available
    AND NOT (p_slot).is_blocked
    AND (
        (p_slot).held_until IS NULL
        OR (p_slot).held_until <= clock_timestamp()
        OR (p_slot).held_by = tenancy.current_user_id()
    );

REVOKE ALL ON FUNCTION booking.is_free(clinic.appointment_slots) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.is_free(clinic.appointment_slots) TO clinic_definer;

COMMENT ON FUNCTION booking.is_free(clinic.appointment_slots) IS
    'Whether a slot is to be had by the person who acts.';
