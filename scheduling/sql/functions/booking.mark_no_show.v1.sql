-- Give a patient up for absent whose time has come. The appointment keeps its time: who comes after all checks in.
-- Answers as booking.create_booking; conflicts: too_early, wrong_status (begun, over, cancelled or moved); errors:
-- appointment_not_found. Marked already: success, idempotent.
-- Concurrency: locks the appointment, then the patient whose absences are counted, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.mark_no_show(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN booking.take_step(p_appointment_id, 'mark_no_show', 'no_show');
END
$$;

ALTER FUNCTION booking.mark_no_show(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.mark_no_show(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.mark_no_show(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.mark_no_show(uuid) IS
    'Gives a patient up for absent.';
