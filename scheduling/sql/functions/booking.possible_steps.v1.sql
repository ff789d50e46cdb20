-- Give the steps that an appointment may take now, each named as the function that takes it, in the order in which a
-- visit takes them and then what else may become of it: for a page, which has a button for each.
-- Concurrency: none.
-- Raises: nothing.
-- Security: runs as clinic_definer, which may ask the same of the booking functions; it reads no appointment, and tells
-- nothing of anybody.
CREATE OR REPLACE FUNCTION booking.possible_steps(
    p_status clinic.appointment_status,
    p_queue_status clinic.queue_status,
    p_starts_at timestamptz,
    p_timezone text
)
RETURNS text[]
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN ARRAY(
        SELECT step.name
        FROM unnest(
            ARRAY[
                'confirm_booking', 'check_in', 'return_to_queue', 'start_consultation', 'complete', 'mark_no_show',
                'cancel_booking', 'reschedule_booking'
            ]
        ) WITH ORDINALITY AS step (name, place)
        WHERE booking.step_obstacle(step.name, p_status, p_queue_status, p_starts_at, p_timezone) IS NULL
        ORDER BY step.place
    );
END
$$;

ALTER FUNCTION booking.possible_steps(clinic.appointment_status, clinic.queue_status, timestamptz, text)
    OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION
    booking.possible_steps(clinic.appointment_status, clinic.queue_status, timestamptz, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    booking.possible_steps(clinic.appointment_status, clinic.queue_status, timestamptz, text)
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.possible_steps(clinic.appointment_status, clinic.queue_status, timestamptz, text) IS
    'The steps that an appointment may take now.';
