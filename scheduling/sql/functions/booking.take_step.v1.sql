-- Let an appointment take a step, which is named as the function that takes it; asked again, say that it has.
-- Concurrency: locks the appointment; triggers lock what follows from it: slot, patient, doctor, queue.
-- Raises: nothing of its own.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.take_step(
    p_appointment_id uuid,
    p_step text,
    p_to clinic.appointment_status,
    p_reason text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_appointment clinic.appointments := booking.lock_appointment(p_appointment_id);
    v_obstacle text;
BEGIN
    IF v_appointment.id IS NULL THEN
        RETURN booking.refusal('appointment_not_found');
    ELSIF v_appointment.status = p_to THEN
        RETURN booking.success(v_appointment, true);
    END IF;
    v_obstacle := booking.step_obstacle(
        p_step, v_appointment.status, v_appointment.queue_status, v_appointment.starts_at, v_appointment.timezone
    );
    IF v_obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_obstacle);
    END IF;
    UPDATE clinic.appointments AS appointment
    SET
        status = p_to,
        cancellation_reason = coalesce(NULLIF(btrim(p_reason), ''), appointment.cancellation_reason)
    WHERE appointment.clinic_id = v_appointment.clinic_id AND appointment.id = v_appointment.id
    RETURNING * INTO v_appointment;
    RETURN booking.success(v_appointment, false);
END
$$;

REVOKE ALL ON FUNCTION booking.take_step(uuid, text, clinic.appointment_status, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.take_step(uuid, text, clinic.appointment_status, text) TO clinic_definer;

COMMENT ON FUNCTION booking.take_step(uuid, text, clinic.appointment_status, text) IS
    'Lets an appointment take a step.';
