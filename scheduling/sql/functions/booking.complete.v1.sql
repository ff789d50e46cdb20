-- End the consultation of an appointment: the visit counts.
-- Answers as booking.create_booking; conflicts: not_today (its day is still to come), wrong_status (it has not begun,
-- or is over otherwise); errors: appointment_not_found. Completed already: success, idempotent.
-- Concurrency: locks the appointment, then the patient and doctor whose visits are counted, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.complete(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN booking.take_step(p_appointment_id, 'complete', 'completed');
END
$$;

ALTER FUNCTION booking.complete(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.complete(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.complete(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.complete(uuid) IS
    'Ends a consultation.';
