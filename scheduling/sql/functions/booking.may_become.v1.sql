-- Say whether an appointment may take a step.
-- Concurrency: reads alone.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.may_become(
    p_from clinic.appointment_status,
    p_to clinic.appointment_status
)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM clinic.appointment_transitions() AS step
        WHERE step.from_status = p_from AND step.to_status = p_to
    );
END
$$;

REVOKE ALL ON FUNCTION booking.may_become(clinic.appointment_status, clinic.appointment_status) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.may_become(clinic.appointment_status, clinic.appointment_status) TO clinic_definer;

COMMENT ON FUNCTION booking.may_become(clinic.appointment_status, clinic.appointment_status) IS
    'Whether an appointment may take a step.';
