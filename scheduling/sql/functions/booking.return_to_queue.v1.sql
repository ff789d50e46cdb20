-- Let a patient who was called too soon wait again, with the number and the place that they had: they are called next.
-- Answers as booking.create_booking; conflicts: wrong_status (not called, or being seen), not_today; errors:
-- appointment_not_found. Waiting already: success, idempotent.
-- Concurrency: locks the appointment, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.return_to_queue(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_appointment clinic.appointments := booking.lock_appointment(p_appointment_id);
    v_obstacle text;
BEGIN
    IF v_appointment.id IS NULL THEN
        RETURN booking.refusal('appointment_not_found');
    ELSIF v_appointment.queue_status = 'waiting' THEN
        RETURN booking.success(v_appointment, true);
    END IF;
    v_obstacle := booking.step_obstacle(
        'return_to_queue',
        v_appointment.status,
        v_appointment.queue_status,
        v_appointment.starts_at,
        v_appointment.timezone
    );
    IF v_obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_obstacle);
    END IF;
    UPDATE clinic.appointments AS appointment
    SET queue_status = 'waiting', called_at = NULL
    WHERE appointment.clinic_id = v_appointment.clinic_id AND appointment.id = v_appointment.id
    RETURNING * INTO v_appointment;
    RETURN booking.success(v_appointment, false);
END
$$;

ALTER FUNCTION booking.return_to_queue(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.return_to_queue(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.return_to_queue(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.return_to_queue(uuid) IS
    'Lets a patient who was called wait again.';
