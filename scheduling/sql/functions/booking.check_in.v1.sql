-- Let a patient who has come for today's appointment into the queue, with a number. Who was given up for absent
-- has come after all.
-- Answers as booking.create_booking; conflicts: not_today, wrong_status (begun, over, cancelled or moved); errors:
-- appointment_not_found. In the queue already: success, idempotent, with the same number.
-- Concurrency: locks the appointment, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.check_in(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_appointment clinic.appointments := booking.lock_appointment(p_appointment_id);
BEGIN
    IF v_appointment.id IS NULL THEN
        RETURN booking.refusal('appointment_not_found');
    ELSIF v_appointment.queue_status IN ('waiting', 'called', 'serving') THEN
        RETURN booking.success(v_appointment, true);
    ELSIF v_appointment.status <> 'confirmed' AND NOT booking.may_become(v_appointment.status, 'confirmed')
        OR v_appointment.status = 'in_progress'
    THEN
        RETURN booking.refusal('wrong_status');
    ELSIF v_appointment.appointment_date
        <> (clock_timestamp() AT TIME ZONE v_appointment.timezone)::date
    THEN
        RETURN booking.refusal('not_today');
    END IF;
    UPDATE clinic.appointments AS appointment
    SET
        status = 'confirmed',
        queue_number = coalesce(
            appointment.queue_number,
            booking.give_queue_number(appointment.appointment_date)
        ),
        queue_status = 'waiting',
        checked_in_at = clock_timestamp(),
        called_at = NULL
    WHERE appointment.clinic_id = v_appointment.clinic_id AND appointment.id = v_appointment.id
    RETURNING * INTO v_appointment;
    RETURN booking.success(v_appointment, false);
END
$$;

ALTER FUNCTION booking.check_in(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.check_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.check_in(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.check_in(uuid) IS
    'Lets a patient who has come into the queue.';
