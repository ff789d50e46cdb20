-- Say whether the person who acts may give an appointment up no longer: a patient may until its time has come.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.is_too_late(p_appointment clinic.appointments)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN current_setting('role') = 'clinic_patient' AND p_appointment.starts_at <= clock_timestamp();
END
$$;

REVOKE ALL ON FUNCTION booking.is_too_late(clinic.appointments) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.is_too_late(clinic.appointments) TO clinic_definer;

COMMENT ON FUNCTION booking.is_too_late(clinic.appointments) IS
    'Whether the person who acts may give an appointment up no longer.';
